import { expect } from '@jest/globals'
import type { StepResult } from '../../sandbox/runner.ts'

export interface Secret {
  value: string
  /** Known from the start, and not only since an answer of the server. */
  isInput: boolean
  /** Known only after the deployment, as the keys of the runtime are. */
  isLate?: boolean
  /** It is a word that the run uses for something else. */
  mayShow?: boolean
}

const isMask = (line: string) => line.startsWith('::add-mask::')

/** Checks that nothing shows a secret, and that the runner was told of each before anything could print it. */
export function expectNoSecrets(
  { log, stderr, outputs, summary, masks }: StepResult,
  secrets: readonly Secret[],
): void {
  const lines = log.split('\n')
  const printed = lines.filter((line) => !isMask(line)).join('\n')
  const texts = [printed, stderr, summary, ...Object.values(outputs)]
  const never = secrets.filter(({ mayShow }) => !mayShow)
  for (const form of never.flatMap(({ value }) => formsOf(value))) {
    for (const text of texts) expect(text).not.toContain(form)
  }
  // Each of them, and nothing that others asked for.
  expect([...new Set(masks)].sort()).toEqual([...new Set(secrets.map(({ value }) => value))].sort())

  // Those of the inputs before everything else.
  const inputs = secrets.filter(({ isInput }) => isInput).map(({ value }) => value)
  const others = lines.findIndex((line) => !isMask(line))
  expect(lines.slice(0, others).map(unescapeCommand)).toEqual(expect.arrayContaining(inputs))

  // Those of the server before anything that it answered with them.
  const firstWord = lines.findIndex((line) => /^::(error|warning)\b|^Created deployment /.test(line))
  const early = lines
    .slice(0, firstWord < 0 ? undefined : firstWord)
    .filter(isMask)
    .map(unescapeCommand)
  expect(early).toEqual(
    expect.arrayContaining(secrets.filter(({ isLate }) => !isLate).map(({ value }) => value)),
  )
}

/** A secret as text, and as it stands in JSON, in HTML and in a URL. */
function formsOf(value: string): string[] {
  const html = value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
  return [value, JSON.stringify(value).slice(1, -1), html, encodeURIComponent(value)]
}

function unescapeCommand(line: string): string {
  return line
    .replace('::add-mask::', '')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%')
}
