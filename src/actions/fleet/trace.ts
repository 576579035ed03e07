import { resolve } from 'node:path'
import pLimit from 'p-limit'
import type { Context, Run } from '../../core/run.ts'
import { type Committed, CommittedSpicepods } from '../../deploy/committed.ts'
import { eventSource, isSameCommit, shortCommit } from '../../github/event.ts'
import { maxRequests, RepositoryFiles } from '../../github/files.ts'
import { workspaceOf } from '../../platform/files.ts'
import { count, endWithStop } from '../../platform/text.ts'
import { type App, storedSpicepod } from '../../spice/schema.ts'
import { isSameSpicepod, type Spicepod } from '../../spicepod/spicepod.ts'
import type { FleetEntry } from './entries.ts'
import type { DeploymentHistory } from './history.ts'
import type { FleetInputs } from './inputs.ts'

// Where stored spicepods come from: from the repository, as it is now or was, or from somebody on spice.ai.

/** The parts of a run that reading a fleet needs. */
export interface SurveyRun extends Context, Pick<Run, 'payload' | 'deadline'> {
  inputs: FleetInputs
}

/** An app that has been read. */
export interface ReadApp {
  readonly entry: FleetEntry
  /** The file of the workspace. */
  readonly spicepod: Spicepod
  readonly app: App
  readonly history: DeploymentHistory
}

/** What the repository says of the stored spicepod of an app. */
export interface Trace {
  /** Whether somebody has edited the stored spicepod on spice.ai. */
  readonly isEdited?: boolean
  readonly reason?: string
  /** Whether the stored spicepod is the file, but the newest success has another one. */
  readonly isUndeployed?: boolean
  /** The commit that a rollback has left, and whose file the repository still has. */
  readonly rolledBackFrom?: string | undefined
}

/** Texts of files that are read from the server. */
const maxTexts = 40

/** Traces the stored spicepods of all apps to the repository, as it is now and as it was deployed. */
export async function traceSpicepods(apps: readonly ReadApp[], run: SurveyRun): Promise<Trace[]> {
  const { inputs, env, payload, fetch, clock, deadline, emit } = run
  const [first] = apps
  if (first === undefined) return []
  const { remainingMs } = deadline
  const server = { token: inputs.githubToken, env, fetch, clock, remainingMs, maxTexts }
  const files = new RepositoryFiles(resolve(workspaceOf(env), first.entry.file, '..'), server)
  // The workspace of a pull request has its merge, and not its head.
  const own = [eventSource(payload, env).commitSha, env.GITHUB_SHA].flatMap((sha) => sha || [])
  const cases = apps.map((app) => new Case(app, [...new Set(own)], files))
  await files.find(cases.flatMap((each) => each.files))
  const traces = await pLimit(maxRequests).map(cases, (each) => each.trace())
  const unread = cases.flatMap(({ unread }) => unread ?? [])
  if (unread.length > 0) {
    const text = `Could not determine of ${count(unread.length, 'app')} whether the stored spicepod is the one that was deployed: ${endWithStop(files.why || (unread[0] ?? ''))}`
    emit({ type: 'note', text })
  }
  return traces
}

/** One app, with what the repository has to be asked to judge it. */
class Case {
  /** Why it could not be read what the newest success has. */
  unread: string | undefined
  readonly #read: ReadApp
  readonly #stored: object | undefined
  readonly #isFile: boolean
  readonly #own: readonly string[]
  readonly #committed: CommittedSpicepods
  /** That of the newest success if the file is stored, else those of the newest deployments. */
  readonly #commits: readonly string[]

  constructor(read: ReadApp, own: readonly string[], files: RepositoryFiles) {
    const { entry, spicepod, app, history } = read
    this.#read = read
    // A connected app takes its spicepod from its own repository.
    this.#stored = app.production_branch ? undefined : (storedSpicepod(app) ?? undefined)
    this.#isFile = isSameSpicepod(this.#stored, spicepod.value)
    this.#own = own
    this.#committed = new CommittedSpicepods({ path: entry.file, spicepod, commits: own }, files)
    const { commit_sha } = history.newestSuccess ?? {}
    this.#commits = this.#isFile ? (commit_sha ? [commit_sha] : []) : history.commits
  }

  get files(): { commitSha: string; path: string }[] {
    const [newest] = this.#commits
    if (this.#stored === undefined || newest === undefined || (this.#isFile && this.#isOwn(newest))) return []
    const { to, left = [] } = this.#read.history.returned ?? {}
    const commits = [...this.#commits, ...(to ? [to] : []), ...left, ...this.#own]
    return commits.map((commitSha) => ({ commitSha, path: this.#read.entry.file }))
  }

  async trace(): Promise<Trace> {
    if (this.#stored === undefined) return {}
    const trace = await (this.#isFile ? this.#traceFile() : this.#traceOther(this.#stored))
    const isOpen = trace.isEdited || trace.reason !== undefined
    return isOpen ? trace : { ...trace, rolledBackFrom: await this.#findLeft() }
  }

  /** The commit that the newest success has left, if its file is still that of the repository. */
  async #findLeft(): Promise<string | undefined> {
    const { to, left = [] } = this.#read.history.returned ?? {}
    if (left.length === 0 || (to && this.#isOwn(to)) || (await this.#committed.findUnusable()))
      return undefined
    const file = this.#read.spicepod.value
    for (const commitSha of left) {
      if (!this.#isSame(await this.#committed.at(commitSha), file)) continue
      const isBack = to === undefined || !this.#isSame(await this.#committed.at(to), file)
      return isBack ? commitSha : undefined
    }
    return undefined
  }

  /** The stored spicepod is the file: has it been deployed? */
  async #traceFile(): Promise<Trace> {
    const [commit] = this.#commits
    if (commit === undefined || this.#isOwn(commit)) return {}
    const deployed = await this.#committed.at(commit)
    if ('value' in deployed) return { isUndeployed: !this.#isSame(deployed, this.#read.spicepod.value) }
    this.unread = deployed.unread?.why
    return {}
  }

  /** The stored spicepod is not the file: has a deployment had it? */
  async #traceOther(stored: object): Promise<Trace> {
    const unknown = 'not known whether the spicepod was edited'
    const { newest } = this.#read.history
    if (this.#commits.length === 0) {
      return newest ? { reason: `${unknown}: no deployment has a commit on record` } : {}
    }
    const last = this.#read.history.newestSuccess?.commit_sha
    let unread: Extract<Committed, { why: string }>['unread']
    for (const commitSha of this.#commits) {
      const committed = await this.#committed.read(commitSha)
      if (this.#isSame(committed, stored)) return {}
      // A commit that was removed since, such as one of a branch that was rebased, tells nothing.
      if ('why' in committed && (commitSha === last || !committed.unread?.isMissing))
        unread ??= committed.unread
    }
    const unusable = await this.#committed.findUnusable()
    unread = unusable?.unread ?? unread
    if (unread !== undefined) {
      const commit = shortCommit(unread.commitSha)
      return { reason: `could not read ${this.#read.entry.file} at commit ${commit}: ${unread.why}` }
    }
    return unusable ? { reason: `${unknown}: ${unusable.why}` } : { isEdited: true }
  }

  #isSame(committed: Committed, spicepod: object): boolean {
    return 'value' in committed && isSameSpicepod(committed.value, spicepod)
  }

  #isOwn(commit: string): boolean {
    return this.#own.some((own) => isSameCommit(own, commit))
  }
}
