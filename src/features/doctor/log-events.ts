import { stripVTControlCharacters } from 'node:util'
import { cut, invisible } from '../../platform/text.ts'
import { hideConverted } from '../../runtime/conversion.ts'

export interface LogEvent {
  readonly level: Level
  /** Undefined if the line has no time that can be read. */
  readonly timeMs: number | undefined
  /** The module that wrote it, such as `runtime::init::dataset`. */
  readonly module: string
  readonly text: string
  readonly more: readonly string[]
}

type Level = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR'

/** Longer texts are cut before any rule looks at them, because servers and users write them. */
const maxLength = 2000
/** Lines of one event that are kept: enough for a list of secrets. */
const maxLinesOfEvent = 500

const header = /^\s*(?:(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))\s+)?(TRACE|DEBUG|INFO|WARN|ERROR)\s+(.*)/s
const startsWithTime = /^\s*\d{4}-\d\d-\d\dT/
const modulePath = /^([a-z_]\w*(?:::[a-z_]\w*)*):\s/

/** Returns the start of a foreign text, without control characters. */
export function plainText(text: string): string {
  // Node's search for escapes takes quadratic time.
  return cut(stripVTControlCharacters(cut(text, 4 * maxLength)).replace(invisible, ''), maxLength)
}

/**
 * Splits the end of a log into lines, each as {@link plainText} and without values of the data. Empty lines are left out.
 * @param most the lines that were asked for: a server may send many more
 */
export function plainLines(text: string, most: number): string[] {
  const lines: string[] = []
  // The end of the text ends a line as well.
  let first = text.endsWith('\n') ? text.length : text.length + 1
  for (let count = 0; count < most && first > 1; count++) first = text.lastIndexOf('\n', first - 2) + 1
  // A pattern would overflow the stack on a line of megabytes, and a list of all lines would hold the empty ones.
  for (let start = first, end: number; start < text.length; start = end + 1) {
    const lineEnd = text.indexOf('\n', start)
    end = lineEnd === -1 ? text.length : lineEnd
    const line = end === start ? '' : hideConverted(plainText(text.slice(start, end))).trimEnd()
    // A part of a string would keep all of it in memory.
    if (line !== '') lines.push(Buffer.from(line).toString())
  }
  return lines
}

/** Reads the events of a log, oldest first. Orphans are the last lines of an event that began earlier. */
export function readEvents(lines: readonly string[]): { events: readonly LogEvent[]; orphans: string[] } {
  // In a log with times, a line without a time never starts an event.
  const isTimed = lines.some((line) => startsWithTime.test(line))
  const events: (LogEvent & { more: string[] })[] = []
  const orphans: string[] = []
  for (const line of lines) {
    const start = readHeader(line, isTimed)
    const last = events.at(-1)
    if (start !== undefined) events.push(start)
    else if (last === undefined) orphans.push(line)
    else if (last.more.length < maxLinesOfEvent) last.more.push(line)
  }
  return { events, orphans }
}

function readHeader(line: string, isTimed: boolean): (LogEvent & { more: string[] }) | undefined {
  const [, time, level, rest = ''] = header.exec(line) ?? []
  if (level === undefined) {
    // Another program wrote this line, so the next lines do not belong to the runtime's event.
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

/** Returns the value of a field, which the runtime appends to a message. */
export function fieldOf({ text, more }: LogEvent, field: string): string | undefined {
  const last = more.findLast((line) => line.trim() !== '') ?? text
  const value = last.split(` ${field}=`).slice(1).at(-1) ?? ''
  const [, quoted, plain] = /^(?:"([^"]*)"|([^\s"]+))$/.exec(value) ?? []
  return quoted ?? plain
}
