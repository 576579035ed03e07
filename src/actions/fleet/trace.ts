import { resolve } from 'node:path'
import pLimit from 'p-limit'
import type { Context, Run } from '../../core/run.ts'
import { type Committed, CommittedSpicepods } from '../../deploy/committed.ts'
import { eventSource, isFromFork, isSameCommit, shortCommit } from '../../github/event.ts'
import { maxRequests, RepositoryFiles } from '../../github/files.ts'
import { explainGitHubError } from '../../github/octokit.ts'
import { workspaceOf } from '../../platform/files.ts'
import { count, endWithStop } from '../../platform/text.ts'
import { type App, type Deployment, storedSpicepod } from '../../spice/schema.ts'
import { isSameSpicepod, type Spicepod } from '../../spicepod/spicepod.ts'
import type { FleetEntry } from './entries.ts'
import { type DeploymentHistory, maxLater } from './history.ts'
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

/**
 * Traces the stored spicepods of all apps to the repository: as it is now, as it was deployed last, or as somebody has pushed
 * it since. Files at commits are compared by what git knows of them, those of all apps at once.
 */
export async function traceSpicepods(apps: readonly ReadApp[], run: SurveyRun): Promise<Trace[]> {
  const { inputs, env, payload, fetch, clock, deadline, emit } = run
  const [first] = apps
  if (first === undefined) return []
  const { remainingMs } = deadline
  const server = { token: inputs.githubToken, env, fetch, clock, remainingMs, maxTexts }
  const files = new RepositoryFiles(resolve(workspaceOf(env), first.entry.file, '..'), server)
  const head = await files.head()
  // The workspace of a pull request has its merge, and not its head.
  const own = head === undefined ? [eventSource(payload, env).commitSha, env.GITHUB_SHA] : [head]
  const commits = [...new Set(own.flatMap((sha) => sha || []))]
  const cases = apps.map((app) => new Case(app, commits, files))
  await files.find(cases.flatMap((each) => each.files))
  const traces = await pLimit(maxRequests).map(cases, (each) => each.trace())
  const edited = cases.filter((_, index) => traces[index]?.isEdited)
  const why = edited.length > 0 ? await addPushes(edited, files, run) : undefined
  const unread = cases.filter(({ isUnread }) => isUnread).length
  const notes = [
    unread > 0 &&
      `Could not determine of ${count(unread, 'app')} whether the stored spicepod is the one that was deployed: ${endWithStop(files.why)}`,
    why !== undefined &&
      `Could not determine whether a cancelled job has pushed what looks edited: ${endWithStop(why)}`,
  ]
  for (const text of notes) if (text) emit({ type: 'note', text })
  return pLimit(maxRequests).map(cases, (each, index) =>
    edited.includes(each) ? each.trace() : (traces[index] as Trace),
  )
}

/**
 * Adds what was pushed lately to apps that look edited: a job that was cancelled between its push and its deployment leaves no
 * deployment.
 * @returns why that is not known
 */
async function addPushes(
  edited: readonly Case[],
  files: RepositoryFiles,
  { payload, env }: SurveyRun,
): Promise<string | undefined> {
  const { branch, commitSha } = eventSource(payload, env)
  const refs = [isFromFork(payload, env) ? undefined : branch, commitSha].filter((ref) => ref !== undefined)
  let why: string | undefined
  await pLimit(maxRequests).map(edited, async (each) => {
    for (const ref of refs) {
      // What cannot be read of one file cannot be read of the others.
      if (why !== undefined) return
      try {
        each.pushed = await files.listChanges(each.path, ref, maxLater)
        return
      } catch (error) {
        if (ref === refs.at(-1)) why = explainGitHubError(error)
      }
    }
  })
  await files.find(edited.flatMap((each) => each.files))
  await pLimit(maxRequests).map(edited, async (each) => {
    await each.dropDeployed().catch((error) => {
      why = explainGitHubError(error)
    })
  })
  return why
}

/** One app, with what git has to be asked to judge it. */
class Case {
  /** Of its spicepod. */
  readonly path: string
  /** The newest commits of the branch that changed the file, newest first: in the end those since the newest success. */
  pushed: readonly string[] = []
  /** Whether git could not tell what the newest success has. */
  isUnread = false
  readonly #read: ReadApp
  readonly #stored: object | undefined
  readonly #isFile: boolean
  readonly #own: readonly string[]
  readonly #files: RepositoryFiles
  readonly #committed: CommittedSpicepods
  /** The newest success, or the newest with a commit on record if the stored spicepod is not the file. */
  readonly #last: Deployment | undefined

  constructor(read: ReadApp, own: readonly string[], files: RepositoryFiles) {
    const { entry, spicepod, app, history } = read
    this.path = entry.file
    this.#read = read
    // A connected app takes its spicepod from its own repository.
    this.#stored = app.production_branch ? undefined : (storedSpicepod(app) ?? undefined)
    this.#isFile = isSameSpicepod(this.#stored, spicepod.value)
    this.#own = own
    this.#files = files
    this.#committed = new CommittedSpicepods({ path: this.path, spicepod, commits: own }, files)
    this.#last = this.#isFile ? history.newestSuccess : history.lastRecorded
  }

  get files(): { commitSha: string; path: string }[] {
    const commit = this.#last?.commit_sha
    if (this.#stored === undefined || !commit || (this.#isFile && this.#isOwn(commit))) return []
    const { laterCommits, returned } = this.#read.history
    const others = this.#isFile ? [] : [...laterCommits, ...this.pushed]
    const ends = returned ? [returned.to, ...returned.left] : []
    return [commit, ...others, ...ends, ...this.#own].map((commitSha) => ({ commitSha, path: this.path }))
  }

  async trace(): Promise<Trace> {
    if (this.#stored === undefined) return {}
    const trace = await (this.#isFile ? this.#traceFile() : this.#traceOther(this.#stored))
    const isOpen = trace.isEdited || trace.reason !== undefined
    return isOpen ? trace : { ...trace, rolledBackFrom: await this.#findLeft() }
  }

  /** The commit that the newest success has left, if its file is still that of the repository. */
  async #findLeft(): Promise<string | undefined> {
    const { returned } = this.#read.history
    if (returned === undefined || this.isUnread) return undefined
    const { to, left } = returned
    if (this.#isOwn(to) || (await this.#committed.findUnusable())) return undefined
    const file = this.#read.spicepod.value
    for (const commitSha of left) {
      if (!this.#isSame(await this.#committed.at(commitSha), file)) continue
      return this.#isOther(await this.#committed.at(to), file) ? commitSha : undefined
    }
    return undefined
  }

  /** The stored spicepod is the file: has it been deployed? */
  async #traceFile(): Promise<Trace> {
    const commit = this.#last?.commit_sha
    if (!commit || this.#isOwn(commit)) return {}
    // A text is only read where git says that it is another one.
    const [deployed, ...own] = await Promise.all(
      [commit, ...this.#own].map((commitSha) => this.#files.idOf({ commitSha, path: this.path })),
    )
    this.isUnread = deployed === undefined || own.every((id) => id === undefined)
    const isUndeployed =
      !this.isUnread && this.#isOther(await this.#committed.at(commit), this.#read.spicepod.value)
    return { isUndeployed }
  }

  /** The stored spicepod is not the file: has anybody pushed it? */
  async #traceOther(stored: object): Promise<Trace> {
    const { entry, history } = this.#read
    const commit = this.#last?.commit_sha
    const unknown = 'not known whether the spicepod was edited'
    if (!commit) {
      const reason = `${unknown}: no deployment that succeeded has a commit on record`
      return history.newest ? { reason } : {}
    }
    if (await this.#isPushed(stored)) return {}
    const last = (await this.#committed.findUnusable()) ?? (await this.#committed.at(commit))
    if ('why' in last) {
      const { why, unread } = last
      const reason = unread
        ? `could not read ${entry.file} at commit ${shortCommit(unread.commitSha)}: ${unread.why}`
        : `${unknown}: ${why}`
      return { reason }
    }
    return { isEdited: true }
  }

  /** Whether a spicepod is that of the last success, or that of a commit since then. */
  async #isPushed(stored: object): Promise<boolean> {
    const last = this.#last?.commit_sha ?? ''
    for (const commitSha of [last, ...this.#read.history.laterCommits, ...this.pushed]) {
      if (this.#isSame(await this.#committed.read(commitSha), stored)) return true
    }
    return false
  }

  /**
   * Leaves out what was changed before the last success: it is nobody's push since then.
   * @throws what Octokit throws
   */
  async dropDeployed(): Promise<void> {
    const last = this.#last?.commit_sha ?? ''
    const isLast = (commit: string | undefined) => commit !== undefined && isSameCommit(commit, last)
    const [lastId, ...ids] = await Promise.all(
      [last, ...this.pushed].map((commitSha) => this.#files.idOf({ commitSha, path: this.path })),
    )
    const changes = this.pushed
    const same = changes.filter((commit, index) => isLast(commit) || (lastId && ids[index] === lastId))
    const [first] = same
    if (first === undefined) return
    // Until the history of the last success is read, nothing counts that a revert since then may have undone.
    this.pushed = changes.slice(0, changes.indexOf(first))
    const isUndone = first !== changes.at(-1) && !isLast(first)
    const end =
      same.find(isLast) ?? (isUndone ? (await this.#files.listChanges(this.path, last, 1))[0] : first)
    this.pushed =
      end !== undefined && changes.includes(end) ? changes.slice(0, changes.indexOf(end)) : changes
  }

  #isSame(committed: Committed, spicepod: object): boolean {
    return 'value' in committed && isSameSpicepod(committed.value, spicepod)
  }

  #isOther(committed: Committed, spicepod: object): boolean {
    return 'value' in committed && !isSameSpicepod(committed.value, spicepod)
  }

  #isOwn(commit: string): boolean {
    return this.#own.some((own) => isSameCommit(own, commit))
  }
}
