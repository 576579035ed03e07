import { oneLineOfCode } from '../src/platform/text.ts'
import type { Statement } from './checks.ts'
import type { Result, Run, Verdict } from './run.ts'

const MARKS: Readonly<Record<Verdict, string>> = { holds: '✓', differs: '✗', 'could not be seen': '?' }

const MIN_SEEN_SHARE = 0.75

/** What a report says besides the results. */
export interface Circumstances {
  readonly cloud: string
  readonly date: Date
  readonly version: string
}

/** The results for a terminal: a line for each, and what rests on those that do not hold. */
export function showTable({ results }: Run, statements: readonly Statement[]): string {
  const width = Math.max(...results.map(({ id }) => id.length))
  const lines = results.flatMap(({ id, verdict, seen }) => {
    const { text, restsOn } = find(statements, id)
    const line = `${MARKS[verdict]} ${verdict.padEnd(17)} ${id.padEnd(width)}  ${text}`
    return verdict === 'holds' ? [line] : [line, `    ${seen}. Rests on it: ${restsOn}`]
  })
  return [...lines, '', count(results)].join('\n')
}

/** The results as Markdown. They name no credential, no organization and no person. */
export function writeReport(run: Run, statements: readonly Statement[], about: Circumstances): string {
  const rows = run.results.map(({ id, verdict, seen }) => {
    const { text, source, restsOn } = find(statements, id)
    return `| \`${id}\` | ${MARKS[verdict]} ${verdict} | ${text} | ${seen && toCode(seen)} | ${source} | ${restsOn} |`
  })
  return [
    '# The contract with Spice Cloud',
    '',
    `- Date: ${about.date.toISOString()}`,
    `- Cloud: ${about.cloud}`,
    `- Runtime: ${run.images.map(toCode).join(', ') || 'none was deployed'}`,
    `- Checked with: version ${about.version}, Node ${process.versions.node}`,
    `- Result: ${count(run.results)}`,
    '',
    '| Statement | Result | It says | Seen instead, or why it could not be seen | Source | Rests on it |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

/** Text of a server in a table. In code, Markdown and names of people mean nothing. */
function toCode(text: string): string {
  return `\`${oneLineOfCode(text).replaceAll('|', '\\|')}\``
}

/** 3 if an app may be left, else 1 if anything differs, 2 if too few statements could be seen, and 0 otherwise. */
export function exitStatus({ results, left }: Pick<Run, 'results' | 'left'>): 0 | 1 | 2 | 3 {
  if (left?.length !== 0) return 3
  if (results.some(({ verdict }) => verdict === 'differs')) return 1
  return hasSeenEnough(results) ? 0 : 2
}

function count(results: readonly Result[]): string {
  const of = (wanted: Verdict) => results.filter(({ verdict }) => verdict === wanted).length
  const counts = `${of('holds')} hold, ${of('differs')} differ, ${of('could not be seen')} could not be seen`
  return hasSeenEnough(results) ? counts : `${counts}, which is too much to say that the rest holds`
}

/** A run that saw hardly anything must not pass for one that found everything as it should be. */
function hasSeenEnough(results: readonly Result[]): boolean {
  const seen = results.filter(({ verdict }) => verdict !== 'could not be seen')
  return seen.length >= MIN_SEEN_SHARE * results.length
}

function find(statements: readonly Statement[], id: string): Statement {
  return statements.find((statement) => statement.id === id) ?? { id, text: '', source: '', restsOn: '' }
}
