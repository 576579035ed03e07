import { type Finding, idOf, type SpicepodFacts, subjectOf } from './finding.ts'
import { type LogEvent, readEvents } from './log-events.ts'
import { interpret, secretLine } from './log-rules.ts'

/** A cause as the log shows it since the last recovery from it. */
interface LoggedFinding extends Finding {
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
const maxStarts = 100
const maxProblemLines = 20
/** Two events of one level are the same if so many of their first characters agree. */
const maxKeyLength = 160

/** What the log of one instance says. Each poll reads its end and judges that; causes stay until the log voids them. */
export class InstanceLog {
  readonly #spicepod: SpicepodFacts
  readonly #startMs: number
  #newestMs = Number.NEGATIVE_INFINITY
  isLoaded = false
  /** Times of all starts of the runtime, in milliseconds of the instance's clock. */
  readonly starts = new Set<number>()
  /** How many datasets were ready, by the last line that counts them. */
  summary: { readonly ready: number; readonly total: number } | undefined
  readonly findings = new Map<string, LoggedFinding>()
  problems: readonly RepeatedLine[] = []
  /** A list of secrets was cut. More lines of the log would complete it. */
  isCut = false

  /** @param startMs lines with an earlier time are those of an instance before the deployment */
  constructor(spicepod: SpicepodFacts, startMs: number) {
    this.#spicepod = spicepod
    this.#startMs = startMs
  }

  read(lines: readonly string[], atMs: number): void {
    const { events: all, orphans } = readEvents(lines)
    const times = all.flatMap(({ timeMs }) => timeMs ?? [])
    const newestMs = times.reduce((newest, timeMs) => Math.max(newest, timeMs), times[0] ?? this.#newestMs)
    // A part of the log that was judged before must not undo what was read after it.
    if (newestMs < this.#newestMs) return
    this.#newestMs = newestMs
    const events = all
      .filter(({ timeMs = this.#startMs }) => timeMs >= this.#startMs)
      .map((event) => ({ ...event, meaning: interpret(event, this.#spicepod) }))
    for (const { meaning, timeMs } of events) {
      const isStart = meaning?.type === 'started' && timeMs !== undefined
      if (isStart && this.starts.size < maxStarts) this.starts.add(timeMs)
    }
    const loadedAt = events.findLastIndex(({ meaning }) => meaning?.type === 'loaded')
    // Every component was loaded then.
    if (loadedAt !== -1) {
      this.isLoaded = true
      this.findings.clear()
      this.summary = undefined
    }
    const current = events.slice(loadedAt + 1)
    const recoveries = new Map(
      current.flatMap(({ meaning, timeMs }, index) =>
        meaning?.type === 'recovered' ? [[meaning.subject, { index, timeMs }] as const] : [],
      ),
    )
    for (const [id, finding] of this.findings) {
      const recovery = recoveries.get(subjectOf(finding))
      const { timeMs = Number.NEGATIVE_INFINITY } = finding
      if (recovery && timeMs <= (recovery.timeMs ?? timeMs)) this.findings.delete(id)
    }
    this.isCut =
      loadedAt === -1 && !recoveries.has('secrets') && orphans.some((line) => secretLine.test(line))
    for (const [index, { meaning, timeMs }] of current.entries()) {
      if (meaning?.type === 'summary') this.summary = meaning
      if (meaning?.type !== 'findings') continue
      const { findings, isCut } = meaning
      const open = findings.filter((finding) => index > (recoveries.get(subjectOf(finding))?.index ?? -1))
      if (open.length > 0) this.isCut = isCut ?? this.isCut
      for (const finding of open) this.#add(finding, timeMs, atMs)
    }
    this.problems = foldRepeats(current)
  }

  /** Why a dataset is not ready yet, although the runtime tries again. */
  findRetried(name: string): LoggedFinding | undefined {
    return this.findings.get(idOf({ code: 'dataset-unreachable', kind: 'dataset', name, verdict: 'retried' }))
  }

  #add(finding: Finding, timeMs: number | undefined, atMs: number): void {
    const { findings } = this
    const id = idOf(finding)
    const earlier = findings.get(id)
    // The first sentence about the spicepod has the reason. Later ones only follow from it.
    if (finding.code === 'spicepod-unreadable' && earlier !== undefined) return
    // Findings that do not end the wait leave room for those that do.
    const most = finding.verdict === 'certain' ? 2 * maxFindings : maxFindings
    if (findings.size >= most && earlier === undefined) return
    const isNew = earlier === undefined || (timeMs !== undefined && timeMs > (earlier.timeMs ?? timeMs))
    findings.set(id, {
      ...finding,
      reason: finding.reason || earlier?.reason || '',
      timeMs: isNew ? timeMs : earlier.timeMs,
      sinceMs: earlier?.sinceMs ?? atMs,
      lastMs: isNew ? atMs : earlier.lastMs,
    })
  }
}

/** The last warnings and errors, each once, at the place of its last repeat. */
function foldRepeats(events: readonly LogEvent[]): RepeatedLine[] {
  const problems = new Map<string, RepeatedLine>()
  for (const { level, text, more } of events) {
    if (level !== 'WARN' && level !== 'ERROR') continue
    const lines = [text, ...more.slice(0, maxProblemLines)].join('\n')
    const key = `${level} ${lines.replace(/\s+/g, ' ').slice(0, maxKeyLength)}`
    const count = (problems.get(key)?.count ?? 0) + 1
    problems.delete(key)
    problems.set(key, { text: `${level} ${lines}`, count })
  }
  return [...problems.values()].slice(-maxProblems)
}
