import { AsyncLocalStorage } from 'node:async_hooks'

/** @param to the index after the last character */
export type Excerpt = (text: string, from: number, to: number) => string

/** Each run has its own secrets, and tests have many runs in one process. */
const excerptOfRun = new AsyncLocalStorage<Excerpt>()

/**
 * Runs a program that cuts no secret. Any function may cut other people's text: if each had to be given the secrets, one
 * would be forgotten.
 * @param excerpt that of {@link Redaction}, which has the secrets
 */
export function cuttingNone<Result>(excerpt: Excerpt, program: () => Result): Result {
  return excerptOfRun.run(excerpt, program)
}

/** A part of other people's text. What is in it of a secret that goes beyond the part is left out. */
export const excerpt: Excerpt = (text, from, to) =>
  excerptOfRun.getStore()?.(text, from, to) ?? text.slice(from, to)
