import { expect } from '@jest/globals'
import type { ActionRun, RunOptions } from './action-run.ts'

export interface Secret {
  value: string
  /**
   * What the log may show only after the secret is masked: everything for an input, warnings and errors for a token, and
   * only the deployment for a token of a repeated exchange, which causes a warning. A token that is renewed later, or a
   * key of the runtime, is masked when it arrives.
   */
  isKnownBefore: 'everything' | 'trouble' | 'the deployment' | 'nothing'
  /** The secret is also a word that the run uses for something else. */
  mayShow?: boolean
}

const isMask = (line: string) => line.startsWith('::add-mask::')

/** Checks that no secret is visible, and that each one was masked before anything could print it. */
export function expectNoSecrets(
  { log, stderr, annotations, outputs, state, summary, masks }: ActionRun,
  secrets: readonly Secret[],
  { isSilent, without }: Pick<RunOptions, 'isSilent' | 'without'>,
): void {
  const lines = log.split('\n')
  const printed = lines.filter((line) => !isMask(line)).join('\n')
  const messages = annotations.map(({ message }) => message)
  const texts = [printed, stderr, summary, ...messages, ...Object.values({ ...outputs, ...state })]
  const never = secrets.filter(({ mayShow }) => !mayShow)
  const forms = never.flatMap(({ value }) => formsOf(value))
  // One assertion for all of them, because thousands would take longer than the run.
  expect(forms.flatMap((form) => texts.filter((text) => text.includes(form)))).toEqual([])
  if (isSilent) return
  // Nothing but secrets is masked, and all of them are, but for what a response may bring after the end of a run.
  const surely = secrets.filter(({ isKnownBefore }) => isKnownBefore !== 'nothing')
  const isSecret = (mask: string) =>
    secrets.some(({ value }) => value === mask || value.split('\n').includes(mask))
  expect(masks.filter((mask) => !isSecret(mask))).toEqual([])
  expect(surely.map(({ value }) => value).filter((value) => !masks.includes(value))).toEqual([])

  // That the state cannot be saved is reported before the inputs are read.
  if (without?.includes('state')) return
  const late = secrets.filter(({ value, isKnownBefore }) => {
    const mask = lines.findIndex((line) => isMask(line) && unescapeCommand(line) === value)
    const first = lines.findIndex((line) => starts[isKnownBefore](line))
    return first >= 0 && mask >= first
  })
  expect(late).toEqual([])
}

const isDeployment = (line: string) => line.startsWith('Created deployment ')
const starts: Record<Secret['isKnownBefore'], (line: string) => boolean> = {
  everything: (line) => !isMask(line),
  // What the inputs and the files that they name deserve a warning for is said before the first request.
  trouble: (line) =>
    /^::(error|warning)\b(?!.*::(Ignored because|Spice Cloud may cut) )/.test(line) || isDeployment(line),
  'the deployment': isDeployment,
  nothing: () => false,
}

/** A secret as text, and as it appears in JSON, in HTML and in a URL. */
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
