/** A part of a summary; those with a kind may be left out. */
export interface Part {
  text: string
  kind?: Kind
}

type Kind = 'log' | 'pictures' | 'checks'

/** In the order in which they can be done without. */
const names: Record<Kind, string> = { log: 'the log', pictures: 'the pictures', checks: 'the checks' }

/** GitHub drops a summary of more than 1 MiB whole; the rest is left for steps of the same job that say more. */
const mostBytes = 1_000_000

/**
 * Puts a summary together. What is too much is left out kind by kind, and a line says so.
 *
 * @param most bytes
 * @param leftOut what has been left out by now
 */
export function putTogether(
  parts: readonly Part[],
  most = mostBytes,
  leftOut: readonly string[] = [],
): string {
  const note = `<p>Left out, since GitHub shows 1 MiB at most: ${leftOut.join(', ')}.</p>`
  const texts = [...parts.map(({ text }) => text), leftOut.length > 0 && note]
  const text = texts.filter(Boolean).join('\n\n').concat('\n\n')
  const next = (Object.keys(names) as Kind[]).find((kind) => parts.some((part) => part.kind === kind))
  if (next === undefined || Buffer.byteLength(text) <= most) return text
  return putTogether(
    parts.filter(({ kind }) => kind !== next),
    most,
    [...leftOut, names[next]],
  )
}
