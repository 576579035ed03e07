import { type Finding, idOf, type SpicepodFacts, subjectOf } from './finding.ts'
import { type LogEvent, readEvents } from './log-events.ts'
import { interpret, type Meaning, secretLine } from './log-rules.ts'

/** What all reads of one instance's log have shown. Each read covers the end of the log. */
export interface InstanceLog {
  /** Log lines before this time are ignored: every component was loaded then. */
  readonly loadedAtMs: number | undefined
  readonly isLoaded: boolean
  /** Times of all starts of the runtime, in milliseconds of the instance's clock. */
  readonly starts: ReadonlySet<number>
  /** How many datasets were ready, by the last line that counts them. */
  readonly summary: { readonly ready: number; readonly total: number } | undefined
  readonly findings: ReadonlyMap<string, Finding>
  /** Reasons why datasets are not ready, by name. */
  readonly explanations: ReadonlyMap<string, Explanation>
  readonly problems: ReadonlyMap<string, RepeatedLine>
  /** Time of the last recovery of each subject, in milliseconds of the instance's clock. */
  readonly recoveries: ReadonlyMap<string, number>
  /** A list of secrets was cut. More lines of the log would complete it. */
  readonly isCut: boolean
}

/** Failures of a dataset since it was last loaded, if it ever was. */
interface Explanation {
  readonly text: string
  readonly timeMs: number | undefined
  /** Times of the polls that first read the first and the last failure. */
  readonly sinceMs: number
  readonly lastMs: number
}

/** A WARN or an ERROR, with its further lines. */
interface RepeatedLine {
  readonly text: string
  readonly count: number
}

const maxFindings = 200
const maxProblems = 50
const maxExplanations = 1000
const maxRecoveries = 1000
const maxStarts = 100
const maxProblemLines = 20
/** Problems of one level that agree in so many characters are the same. */
const maxKeyLength = 160

export const emptyLog: InstanceLog = {
  loadedAtMs: undefined,
  isLoaded: false,
  starts: new Set(),
  summary: undefined,
  findings: new Map(),
  explanations: new Map(),
  problems: new Map(),
  recoveries: new Map(),
  isCut: false,
}

/** Adds another read of the end of a log. The reads overlap, so lines that were ignored are ignored again. */
export function readLog(
  before: InstanceLog,
  lines: readonly string[],
  atMs: number,
  startMs: number,
  spicepod: SpicepodFacts,
): InstanceLog {
  const { events, orphans } = readEvents(lines)
  const log = copy(before)
  log.isCut = orphans.some((line) => secretLine.test(line))
  const loadedAtMs = before.isLoaded ? (before.loadedAtMs ?? Number.POSITIVE_INFINITY) : undefined
  // Once the end of the loading is in these lines, their order says what came after it.
  let sawLoaded = false
  for (const event of events) {
    const { level, timeMs } = event
    if (level === 'TRACE' || level === 'DEBUG') continue
    if (timeMs !== undefined && timeMs < startMs) continue
    const meaning = interpret(event, spicepod)
    sawLoaded ||= meaning?.type === 'loaded'
    if (!sawLoaded && isVoid(timeMs, loadedAtMs)) continue
    if (level !== 'INFO') addProblem(log, event)
    if (meaning !== undefined) apply(meaning, log, timeMs, atMs)
  }
  const problems = new Map(sawLoaded ? [] : before.problems)
  for (const [key, { text, count }] of log.problems) {
    const earlier = problems.get(key)?.count ?? 0
    problems.delete(key)
    problems.set(key, { text, count: Math.max(count, earlier) })
  }
  return {
    ...log,
    explanations: lastOf(log.explanations, maxExplanations),
    problems: lastOf(problems, maxProblems),
    recoveries: lastOf(log.recoveries, maxRecoveries),
  }
}

type Draft = ReturnType<typeof copy>

/** Copies a log in order to change it. Repeated lines are counted anew in each read, because the reads overlap. */
function copy(log: InstanceLog) {
  return {
    ...log,
    starts: new Set(log.starts),
    findings: new Map(log.findings),
    explanations: new Map(log.explanations),
    problems: new Map<string, RepeatedLine>(),
    recoveries: new Map(log.recoveries),
  }
}

/** Whether a line may be older than a recovery, also if it is read for the first time. */
function isVoid(timeMs: number | undefined, recoveredAtMs: number | undefined): boolean {
  return recoveredAtMs !== undefined && (timeMs === undefined || timeMs <= recoveredAtMs)
}

function addProblem({ problems }: Draft, { level, text, more }: LogEvent): void {
  const lines = [text, ...more.slice(0, maxProblemLines)].join('\n')
  const key = `${level} ${lines.replace(/\s+/g, ' ').slice(0, maxKeyLength)}`
  const count = (problems.get(key)?.count ?? 0) + 1
  problems.delete(key)
  problems.set(key, { text: `${level} ${lines}`, count })
}

function apply(meaning: Meaning, log: Draft, timeMs: number | undefined, atMs: number): void {
  const hasRecovered = (subject: string) => isVoid(timeMs, log.recoveries.get(subject))
  switch (meaning.type) {
    case 'started':
      if (timeMs !== undefined && log.starts.size < maxStarts) log.starts.add(timeMs)
      break
    case 'loaded':
      log.isLoaded = true
      if (timeMs !== undefined) log.loadedAtMs = Math.max(timeMs, log.loadedAtMs ?? timeMs)
      log.findings.clear()
      log.explanations.clear()
      log.problems.clear()
      log.summary = undefined
      log.isCut = false
      break
    case 'summary':
      log.summary = meaning
      break
    case 'recovered':
      recover(meaning.subject, log, timeMs)
      break
    case 'secrets':
      // An instance that has loaded everything does not need its missing secrets.
      if (!log.isLoaded && !hasRecovered('secrets')) addSecrets(meaning, log)
      break
    case 'finding':
      if (!hasRecovered(subjectOf(meaning.finding))) add(meaning.finding, log)
      break
    case 'explanation': {
      const { dataset: name, text } = meaning
      if (hasRecovered(subjectOf({ kind: 'dataset', name }))) break
      const earlier = log.explanations.get(name)
      const isNew = earlier === undefined || (timeMs !== undefined && timeMs > (earlier.timeMs ?? timeMs))
      log.explanations.set(name, {
        text: text || earlier?.text || '',
        timeMs: isNew ? timeMs : earlier.timeMs,
        sinceMs: earlier?.sinceMs ?? atMs,
        lastMs: isNew ? atMs : earlier.lastMs,
      })
    }
  }
}

function addSecrets({ expected, isCut, findings }: Extract<Meaning, { type: 'secrets' }>, log: Draft): void {
  log.isCut = isCut
  const unnamed = {
    code: 'secrets-unresolved',
    kind: 'secret',
    verdict: 'certain',
    count: expected,
  } as const
  const isKnown = [...log.findings.values()].some((finding) => subjectOf(finding) === 'secrets')
  for (const finding of findings) add(finding, log)
  if (findings.length > 0) log.findings.delete(idOf(unnamed))
  else if (expected > 0 && !isKnown) add(unnamed, log)
}

function add(finding: Finding, { findings }: Draft): void {
  const id = idOf(finding)
  // The first sentence about the spicepod has the reason. Later ones only follow from it.
  if (finding.code === 'spicepod-unreadable' && findings.has(id)) return
  if (findings.size >= maxFindings && !findings.has(id)) {
    // Findings that are only reported make room for findings that end the wait.
    const [spare] = [...findings].find(([, { verdict }]) => verdict === 'report') ?? []
    if (spare === undefined || finding.verdict === 'report') return
    findings.delete(spare)
  }
  findings.set(id, finding)
}

function recover(subject: string, log: Draft, timeMs = Number.POSITIVE_INFINITY): void {
  log.recoveries.set(subject, Math.max(timeMs, log.recoveries.get(subject) ?? timeMs))
  for (const [id, finding] of log.findings) {
    if (subjectOf(finding) === subject) log.findings.delete(id)
  }
  const [, dataset = ''] = /^dataset:(.*)/s.exec(subject) ?? []
  const { timeMs: failedAtMs = timeMs } = log.explanations.get(dataset) ?? {}
  if (failedAtMs <= timeMs) log.explanations.delete(dataset)
  if (subject === 'secrets') log.isCut = false
}

function lastOf<Value>(map: ReadonlyMap<string, Value>, most: number): ReadonlyMap<string, Value> {
  return map.size <= most ? map : new Map([...map].slice(-most))
}
