import prettyMilliseconds from 'pretty-ms'

/** A length of time as a label: `432ms`, `5.2s`, `1m 40s`. */
export function formatSpan(ms: number): string {
  if (ms < 1000) return `${Math.round(Math.max(0, ms))}ms`
  return prettyMilliseconds(ms, { secondsDecimalDigits: ms < 60_000 ? 1 : 0 })
}
