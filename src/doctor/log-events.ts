/** One event of a runtime's log. Its message may go on over several lines. */
export interface LogEvent {
  readonly level: Level
  /** Undefined if the line has no time that can be read. */
  readonly timeMs: number | undefined
  /** The module that wrote it, such as `runtime::init::dataset`. */
  readonly module: string
  /** The first line of the message. */
  readonly text: string
  /** Its other lines. */
  readonly more: readonly string[]
}

type Level = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'

/** Longer lines are cut before anything looks at them: logs are other people's text. */
const maxLineLength = 2000
/** Lines of one event that are kept: enough for a list of secrets. */
const maxLinesOfEvent = 500

const header = /^\s*(?:(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))\s+)?(TRACE|DEBUG|INFO|WARN|ERROR)\s+(.*)/s
const startsWithTime = /^\s*\d{4}-\d\d-\d\dT/
const modulePath = /^([a-z_]\w*(?:::[a-z_]\w*)*):\s/

/**
 * The events of a log, oldest first. Lines before the first event are the end of one that was cut off: it is passed on
 * as `orphans` and no event, since its level is unknown.
 */
export function* readEvents(
  lines: readonly string[],
  onOrphan: (line: string) => void = () => {},
): Generator<LogEvent> {
  // In a log with times, a line without one is never the start of an event, whatever it looks like.
  const isTimed = lines.some((line) => startsWithTime.test(stripControls(line.slice(0, 200))))
  let event: (LogEvent & { more: string[] }) | undefined
  for (const line of plainLines(lines)) {
    const start = readHeader(line, isTimed)
    if (start !== undefined) {
      if (event !== undefined) yield event
      event = start
    } else if (event === undefined) onOrphan(line)
    else if (event.more.length < maxLinesOfEvent) event.more.push(line)
  }
  if (event !== undefined) yield event
}

function readHeader(line: string, isTimed: boolean): (LogEvent & { more: string[] }) | undefined {
  const [, time, level, rest = ''] = header.exec(line) ?? []
  if (level === undefined) {
    // The line of somebody else: what follows it does not belong to the event before.
    return startsWithTime.test(line)
      ? { level: 'TRACE', timeMs: undefined, module: '', text: line, more: [] }
      : undefined
  }
  const [prefix = '', module = ''] = modulePath.exec(rest) ?? []
  if (time === undefined && (isTimed || module === '')) return undefined
  const timeMs = time === undefined ? Number.NaN : Date.parse(time)
  return {
    level: level as Level,
    timeMs: Number.isNaN(timeMs) ? undefined : timeMs,
    module,
    text: rest.slice(prefix.length),
    more: [],
  }
}

/** A line may hold several, since nothing promises otherwise. Empty ones say nothing. */
function* plainLines(lines: readonly string[]): Generator<string> {
  for (const line of lines) {
    for (let start = 0; start <= line.length; ) {
      const end = line.indexOf('\n', start)
      const stop = end === -1 ? line.length : end
      if (stop > start) {
        yield stripControls(line.slice(start, Math.min(stop, start + maxLineLength))).trimEnd()
      }
      start = stop + 1
    }
  }
}

const escapes =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed.
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[@-Z\\-_]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to be removed.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g

function stripControls(text: string): string {
  return text.replace(escapes, '').replace(controls, '')
}

/** Text of others without what a terminal or the runner obeys, which could also stand in the middle of a secret. */
export function plainText(text: string): string {
  return stripControls(text).replace(/\p{Bidi_Control}/gu, '')
}

/**
 * Text of a log on one line, in the length that people read. It is a copy, since part of a string keeps all of it in
 * memory.
 */
export function toSentence(text: string, maxLength = 300): string {
  const plain = stripControls(text.slice(0, 2 * maxLength + maxLineLength))
    .replace(/\s+/g, ' ')
    .trim()
  const short = plain.length > maxLength ? `${plain.slice(0, maxLength - 1)}…` : plain
  return Buffer.from(short).toString()
}
