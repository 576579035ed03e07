import { type Finding, idOf, type SpicepodFacts, subjectOf } from './finding.ts'
import { type LogEvent, readEvents } from './log-events.ts'
import { interpret, type Meaning, secretLine } from './log-rules.ts'

/** Everything that the log of one instance has said, over all the times that its end was read. */
export interface InstanceLog {
  /** Until when what the log says is void: the last time that every component was loaded. */
  readonly loadedAtMs: number | undefined
  readonly isLoaded: boolean
  /** When the runtime began, as often as it did, in milliseconds of the instance's clock. */
  readonly starts: ReadonlySet<number>
  /** How many datasets were ready, by the last line that counts them. */
  readonly summary: { readonly ready: number; readonly total: number } | undefined
  readonly findings: ReadonlyMap<string, Finding>
  /** Why datasets are not ready, by name. */
  readonly explanations: ReadonlyMap<string, Explanation>
  readonly problems: ReadonlyMap<string, RepeatedLine>
  /** When a cause went away, in milliseconds of the instance's clock. */
  readonly recoveries: ReadonlyMap<string, number>
  /** A list of secrets was cut: more lines of the log would have the rest. */
  readonly isCut: boolean
}

/** Failures of a dataset since it was last loaded, if it ever was. */
interface Explanation {
  readonly text: string
  readonly timeMs: number | undefined
  /** When the first and the last one were first read. */
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

/** Reads the end of a log once more. It overlaps with what was read before, so all that is void stays void. */
export function readLog(
  before: InstanceLog,
  lines: readonly string[],
  atMs: number,
  startMs: number,
  spicepod: SpicepodFacts,
): InstanceLog {
  const reader = new LogReader(before, atMs)
  for (const event of readEvents(lines, (line) => reader.readOrphan(line))) {
    if (event.level === 'TRACE' || event.level === 'DEBUG') continue
    if (event.timeMs !== undefined && event.timeMs < startMs) continue
    reader.read(event, interpret(event, spicepod))
  }
  return reader.result(before)
}

/** A copy to be changed. Repeats are counted anew each time, since the lines overlap. */
function copy(log: InstanceLog) {
  return {
    ...log,
    starts: new Set(log.starts),
    findings: new Map(log.findings),
    explanations: new Map(log.explanations),
    problems: new Map<string, RepeatedLine>(),
    recoveries: new Map(log.recoveries),
    isCut: false,
  }
}

class LogReader {
  readonly #atMs: number
  readonly #log: ReturnType<typeof copy>
  /** The end of the loading is in the lines of this time, so that their order says what came after it. */
  #sawLoaded = false

  constructor(before: InstanceLog, atMs: number) {
    this.#atMs = atMs
    this.#log = copy(before)
  }

  readOrphan(line: string): void {
    if (secretLine.test(line)) this.#log.isCut = true
  }

  read(event: LogEvent, meaning: Meaning | undefined): void {
    if (meaning?.type === 'loaded') this.#load(event)
    else if (!this.#isVoid(event)) {
      if (event.level !== 'INFO') this.#addProblem(event)
      if (meaning !== undefined) this.#apply(meaning, event)
    }
  }

  result(before: InstanceLog): InstanceLog {
    const problems = new Map(this.#sawLoaded ? [] : before.problems)
    for (const [key, { text, count }] of this.#log.problems) {
      const earlier = problems.get(key)?.count ?? 0
      problems.delete(key)
      problems.set(key, { text, count: Math.max(count, earlier) })
    }
    return {
      ...this.#log,
      explanations: lastOf(this.#log.explanations, maxExplanations),
      problems: lastOf(problems, maxProblems),
      recoveries: lastOf(this.#log.recoveries, maxRecoveries),
    }
  }

  #load({ timeMs }: LogEvent): void {
    this.#log.isLoaded = true
    this.#sawLoaded = true
    if (timeMs !== undefined) this.#log.loadedAtMs = Math.max(timeMs, this.#log.loadedAtMs ?? timeMs)
    this.#log.findings.clear()
    this.#log.explanations.clear()
    this.#log.problems.clear()
    this.#log.summary = undefined
    this.#log.isCut = false
  }

  /** Whether a line is from before the end of the loading. */
  #isVoid({ timeMs }: LogEvent): boolean {
    if (!this.#log.isLoaded || this.#sawLoaded) return false
    return timeMs === undefined || this.#log.loadedAtMs === undefined || timeMs <= this.#log.loadedAtMs
  }

  #apply(meaning: Exclude<Meaning, { type: 'loaded' }>, event: LogEvent): void {
    switch (meaning.type) {
      case 'started':
        if (event.timeMs !== undefined && this.#log.starts.size < maxStarts)
          this.#log.starts.add(event.timeMs)
        break
      case 'summary':
        this.#log.summary = meaning
        break
      case 'recovered':
        this.#recover(meaning.subject, event)
        break
      case 'secrets':
        // Once the instance has loaded everything, it has shown that it can do without them.
        if (!this.#log.isLoaded && !this.#hasRecovered('secrets', event)) this.#addSecrets(meaning)
        break
      case 'finding':
        if (!this.#hasRecovered(subjectOf(meaning.finding), event)) this.#add(meaning.finding)
        break
      case 'explanation':
        if (!this.#hasRecovered(`dataset:${meaning.dataset}`, event)) this.#explain(meaning, event)
    }
  }

  #explain({ dataset, text }: Extract<Meaning, { type: 'explanation' }>, { timeMs }: LogEvent): void {
    const earlier = this.#log.explanations.get(dataset)
    const isNew = earlier === undefined || (timeMs !== undefined && timeMs > (earlier.timeMs ?? timeMs))
    this.#log.explanations.set(dataset, {
      text: text || earlier?.text || '',
      timeMs: isNew ? timeMs : earlier.timeMs,
      sinceMs: earlier?.sinceMs ?? this.#atMs,
      lastMs: isNew ? this.#atMs : earlier.lastMs,
    })
  }

  #addSecrets({ expected, isCut, findings }: Extract<Meaning, { type: 'secrets' }>): void {
    this.#log.isCut = isCut
    const unnamed = {
      code: 'secrets-unresolved',
      kind: 'secret',
      verdict: 'certain',
      count: expected,
    } as const
    for (const finding of findings) this.#add(finding)
    if (findings.length > 0) this.#log.findings.delete(idOf(unnamed))
    else if (expected > 0 && ![...this.#log.findings.values()].some(isUnresolved)) this.#add(unnamed)
  }

  #add(finding: Finding): void {
    const id = idOf(finding)
    // The first sentence about the spicepod says why. Those after it only follow from that.
    if (finding.code === 'spicepod-unreadable' && this.#log.findings.has(id)) return
    if (this.#log.findings.size >= maxFindings && !this.#log.findings.has(id)) {
      // What is only reported makes room for what decides.
      const [spare] = [...this.#log.findings].find(([, { verdict }]) => verdict === 'report') ?? []
      if (spare === undefined || finding.verdict === 'report') return
      this.#log.findings.delete(spare)
    }
    this.#log.findings.set(id, finding)
  }

  #recover(subject: string, { timeMs = Number.POSITIVE_INFINITY }: LogEvent): void {
    this.#log.recoveries.set(subject, Math.max(timeMs, this.#log.recoveries.get(subject) ?? timeMs))
    for (const [id, finding] of this.#log.findings) {
      const isVoid = subject === 'secrets' ? isUnresolved(finding) : subjectOf(finding) === subject
      if (isVoid) this.#log.findings.delete(id)
    }
    const [, dataset = ''] = /^dataset:(.*)/s.exec(subject) ?? []
    const { timeMs: failedAtMs = timeMs } = this.#log.explanations.get(dataset) ?? {}
    if (failedAtMs <= timeMs) this.#log.explanations.delete(dataset)
    if (subject === 'secrets') this.#log.isCut = false
  }

  /** A line from before a recovery may be read again, or for the first time. */
  #hasRecovered(subject: string, { timeMs }: LogEvent): boolean {
    const recoveredAt = this.#log.recoveries.get(subject)
    return recoveredAt !== undefined && (timeMs === undefined || timeMs <= recoveredAt)
  }

  #addProblem({ level, text, more }: LogEvent): void {
    const lines = [text, ...more.slice(0, maxProblemLines)].join('\n')
    const key = `${level} ${lines.replace(/\s+/g, ' ').slice(0, maxKeyLength)}`
    const count = (this.#log.problems.get(key)?.count ?? 0) + 1
    this.#log.problems.delete(key)
    this.#log.problems.set(key, { text: `${level} ${lines}`, count })
  }
}

/** Whether a finding comes from the check of the secrets at the start. */
function isUnresolved({ kind, code }: Finding): boolean {
  return kind === 'secret' && code !== 'secret-empty'
}

function lastOf<Value>(map: ReadonlyMap<string, Value>, most: number): ReadonlyMap<string, Value> {
  return map.size <= most ? map : new Map([...map].slice(-most))
}
