import { type Finding, idOf, type SpicepodFacts, subjectOf } from './finding.ts'
import { type LogEvent, readEvents } from './log-events.ts'
import { interpret, type Meaning, secretLine } from './log-rules.ts'

/** A cause as the log shows it since the last recovery from it. */
export interface LoggedFinding extends Finding {
  /** The last one that is not empty. */
  readonly reason: string
  /** Time of the last such line, by the instance's clock. */
  readonly timeMs: number | undefined
  /** Times of the polls that first read the first and the last such line. */
  readonly sinceMs: number
  readonly lastMs: number
}

/** A WARN or ERROR event with all of its lines. */
interface RepeatedLine {
  readonly text: string
  readonly count: number
}

const maxFindings = 1000
const maxProblems = 50
const maxRecoveries = 1000
const maxStarts = 100
const maxProblemLines = 20
/** Two events of one level are the same if so many of their first characters agree. */
const maxKeyLength = 160

/** The log of one instance over several reads. Each read covers the end of the log, so the reads overlap. */
export class InstanceLog {
  readonly #spicepod: SpicepodFacts
  readonly #startMs: number
  /** Log lines before this time are ignored: every component was loaded then. */
  loadedAtMs: number | undefined
  isLoaded = false
  /** Times of all starts of the runtime, in milliseconds of the instance's clock. */
  readonly starts = new Set<number>()
  /** How many datasets were ready, by the last line that counts them. */
  summary: { readonly ready: number; readonly total: number } | undefined
  readonly findings = new Map<string, LoggedFinding>()
  // A log has tens of thousands of lines, and going through all findings for each of them would take seconds.
  /** Ids of the findings with each subject. */
  readonly #idsOf = new Map<string, Set<string>>()
  /** Ids of the findings that do not end the wait. */
  readonly #spares = new Set<string>()
  readonly problems = new Map<string, RepeatedLine>()
  /** Time of the last recovery of each subject, in milliseconds of the instance's clock. */
  readonly #recoveries = new Map<string, number>()
  /** A list of secrets was cut. More lines of the log would complete it. */
  isCut = false

  /** @param startMs lines with an earlier time are those of an instance before the deployment */
  constructor(spicepod: SpicepodFacts, startMs: number) {
    this.#spicepod = spicepod
    this.#startMs = startMs
  }

  read(lines: readonly string[], atMs: number): void {
    const { events, orphans } = readEvents(lines)
    this.isCut = orphans.some((line) => secretLine.test(line))
    const loadedAtMs = this.isLoaded ? (this.loadedAtMs ?? Number.POSITIVE_INFINITY) : undefined
    // If the end of the loading is among these lines, their order says what came after it.
    let sawLoaded = false
    // Repeated lines are counted anew in each read, because the reads overlap.
    const problems = new Map<string, RepeatedLine>()
    for (const event of events) {
      const { level, timeMs } = event
      if (level === 'TRACE' || level === 'DEBUG') continue
      if (timeMs !== undefined && timeMs < this.#startMs) continue
      const meaning = interpret(event, this.#spicepod)
      sawLoaded ||= meaning?.type === 'loaded'
      if (!sawLoaded && isVoid(timeMs, loadedAtMs)) continue
      if (meaning?.type === 'loaded') problems.clear()
      if (level !== 'INFO') addProblem(problems, event)
      if (meaning !== undefined) this.#apply(meaning, timeMs, atMs)
    }
    for (const [key, { text, count }] of problems) {
      const earlier = this.problems.get(key)?.count ?? 0
      this.problems.delete(key)
      this.problems.set(key, { text, count: Math.max(count, earlier) })
    }
    keepLast(maxProblems, this.problems)
    keepLast(maxRecoveries, this.#recoveries)
  }

  /** Why a dataset is not ready yet, although the runtime tries again. */
  findRetried(name: string): LoggedFinding | undefined {
    return this.findings.get(idOf({ code: 'dataset-unreachable', kind: 'dataset', name, verdict: 'retried' }))
  }

  #apply(meaning: Meaning, timeMs: number | undefined, atMs: number): void {
    const hasRecovered = (subject: string) => isVoid(timeMs, this.#recoveries.get(subject))
    switch (meaning.type) {
      case 'started':
        if (timeMs !== undefined && this.starts.size < maxStarts) this.starts.add(timeMs)
        break
      case 'loaded':
        this.isLoaded = true
        if (timeMs !== undefined) this.loadedAtMs = Math.max(timeMs, this.loadedAtMs ?? timeMs)
        for (const entries of [this.findings, this.problems, this.#idsOf, this.#spares]) entries.clear()
        this.summary = undefined
        this.isCut = false
        break
      case 'summary':
        this.summary = meaning
        break
      case 'recovered':
        this.#recover(meaning.subject, timeMs)
        break
      case 'secrets':
        // An instance that has loaded everything does not need its missing secrets.
        if (this.isLoaded || hasRecovered('secrets')) break
        this.isCut = meaning.isCut
        for (const finding of meaning.findings) this.#add(finding, timeMs, atMs)
        break
      case 'finding':
        if (!hasRecovered(subjectOf(meaning.finding))) this.#add(meaning.finding, timeMs, atMs)
    }
  }

  #add(finding: Finding, timeMs: number | undefined, atMs: number): void {
    const { findings } = this
    const id = idOf(finding)
    const earlier = findings.get(id)
    // The first sentence about the spicepod has the reason. Later ones only follow from it.
    if (finding.code === 'spicepod-unreadable' && earlier !== undefined) return
    if (findings.size >= maxFindings && earlier === undefined) {
      // Findings that do not end the wait make room for those that do.
      const [spare] = this.#spares
      if (spare === undefined || finding.verdict !== 'certain') return
      this.#delete(spare)
    }
    if (finding.verdict === 'certain') this.#spares.delete(id)
    else this.#spares.add(id)
    const subject = subjectOf(finding)
    this.#idsOf.set(subject, (this.#idsOf.get(subject) ?? new Set()).add(id))
    const isNew = earlier === undefined || (timeMs !== undefined && timeMs > (earlier.timeMs ?? timeMs))
    findings.set(id, {
      ...finding,
      reason: finding.reason || earlier?.reason || '',
      timeMs: isNew ? timeMs : earlier.timeMs,
      sinceMs: earlier?.sinceMs ?? atMs,
      lastMs: isNew ? atMs : earlier.lastMs,
    })
  }

  #recover(subject: string, timeMs = Number.POSITIVE_INFINITY): void {
    this.#recoveries.set(subject, Math.max(timeMs, this.#recoveries.get(subject) ?? timeMs))
    for (const id of this.#idsOf.get(subject) ?? []) {
      // A later failure may have been read before.
      if (isVoid(this.findings.get(id)?.timeMs, timeMs)) this.#delete(id)
    }
    if (subject === 'secrets') this.isCut = false
  }

  #delete(id: string): void {
    const finding = this.findings.get(id)
    if (finding === undefined) return
    this.findings.delete(id)
    this.#spares.delete(id)
    const subject = subjectOf(finding)
    const others = this.#idsOf.get(subject)
    others?.delete(id)
    if (others?.size === 0) this.#idsOf.delete(subject)
  }
}

/** Whether a line may be older than a recovery, even if no earlier read had it. */
function isVoid(timeMs: number | undefined, recoveredAtMs: number | undefined): boolean {
  return recoveredAtMs !== undefined && (timeMs === undefined || timeMs <= recoveredAtMs)
}

function addProblem(problems: Map<string, RepeatedLine>, { level, text, more }: LogEvent): void {
  const lines = [text, ...more.slice(0, maxProblemLines)].join('\n')
  const key = `${level} ${lines.replace(/\s+/g, ' ').slice(0, maxKeyLength)}`
  const count = (problems.get(key)?.count ?? 0) + 1
  problems.delete(key)
  problems.set(key, { text: `${level} ${lines}`, count })
}

export function keepLast(most: number, map: Map<string, unknown>): void {
  for (const key of [...map.keys()].slice(0, Math.max(0, map.size - most))) map.delete(key)
}
