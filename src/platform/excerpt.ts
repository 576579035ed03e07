import { AsyncLocalStorage } from 'node:async_hooks'

/** What a run knows of its secrets. */
export interface SecretFinder {
  readonly redact: (text: string) => string
  /** A part of a text, without what is in it of a secret that goes beyond the part. */
  readonly excerpt: (text: string, from: number, to: number) => string
}

/** Each run has its own secrets, and tests have many runs in one process. */
const secretsOfRun = new AsyncLocalStorage<SecretFinder>()

/**
 * Runs a program in which no change of a text leaves a part of a secret. Any function may cut or join other people's text:
 * if each had to be given the secrets, one would be forgotten.
 */
export function keepingWhole<Result>(secrets: SecretFinder, program: () => Result): Result {
  return secretsOfRun.run(secrets, program)
}

/**
 * A part of other people's text. What is in it of a secret that goes beyond the part is left out.
 * @param to the index after the last character
 */
export function excerpt(text: string, from: number, to: number): string {
  return secretsOfRun.getStore()?.excerpt(text, from, to) ?? text.slice(from, to)
}

/** Changes other people's text, without its secrets if it has to be changed: what becomes of them may be too short to be found. */
export function rewrite(text: string, change: (text: string) => string): string {
  const changed = change(text)
  const secrets = secretsOfRun.getStore()
  return changed === text || secrets === undefined ? changed : change(secrets.redact(text))
}
