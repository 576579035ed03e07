/** A line of the log of a deployment. */
export interface LogLine {
  readonly timestamp?: string
  readonly level?: string
  readonly message: string
  readonly source?: string
}

/** Sample lines of a runtime that does not start. */
export function failureLines(failed: {
  readonly created_at: string
  readonly started_at: string | null
  readonly updated_at: string | null
  readonly error_message: string | null
}): LogLine[] {
  const began = failed.started_at ?? failed.created_at
  const ended = failed.updated_at ?? began
  const cause = failed.error_message ?? 'The runtime has ended unexpectedly'
  return [
    { timestamp: began, level: 'INFO', source: 'deployment', message: 'Starting a new instance' },
    { timestamp: began, level: 'INFO', source: 'runtime', message: 'Loading the spicepod' },
    { timestamp: ended, level: 'ERROR', source: 'runtime', message: cause },
    { timestamp: ended, level: 'WARN', source: 'deployment', message: 'Keeping the previous instance' },
  ]
}

/** The newest `limit` lines from a certain time on, oldest first. A line without a time is always included. */
export function tailOf(lines: readonly LogLine[], limit: number, since: string | undefined): LogLine[] {
  // No source specifies the format of `since`. Anything but a time (a duration, for example) means "from the beginning".
  const from = Date.parse(since ?? '')
  const wanted = lines.filter(
    ({ timestamp }) => timestamp === undefined || Number.isNaN(from) || Date.parse(timestamp) >= from,
  )
  return wanted.slice(-limit)
}
