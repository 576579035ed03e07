import { relative, resolve, sep } from 'node:path'
import { NoSuchFileError } from '../github/contents.ts'
import { isCommitId, isSameCommit, shortCommit } from '../github/event.ts'
import { blobId, RepositoryFiles } from '../github/files.ts'
import { chooseCommit, type SourceRun } from '../github/source.ts'
import type { RunRequest } from '../inputs/request.ts'
import { type Clock, nextTurn } from '../platform/clock.ts'
import { workspaceOf } from '../platform/files.ts'
import { isMap } from '../platform/json.ts'
import { messageOf } from '../platform/text.ts'
import { SpicepodDocument } from '../spicepod/document.ts'
import { isSameSpicepod, type Spicepod } from '../spicepod/spicepod.ts'

/** The spicepod of a commit, or why it is not known. */
export type Committed = { readonly value: object } | NotCommitted

interface NotCommitted {
  /** The end of a sentence. */
  readonly why: string
  /** The commit whose file could not be read, and why that is so. */
  readonly unread?: { readonly commitSha: string; readonly why: string; readonly isMissing: boolean }
}

/** A file of a spicepod in the workspace of the run. */
interface OwnSpicepod {
  /** In the workspace. */
  readonly path: string
  readonly spicepod: Pick<Spicepod, 'text' | 'value'>
  /** Those that the workspace may have checked out. */
  readonly commits: readonly string[]
}

/**
 * The file of one spicepod, as it is at commits of the repository: what a deployment of such a commit was made with, as
 * long as files are what is deployed. Each commit is read once. Reading never fails a run.
 */
export class CommittedSpicepods {
  readonly #own: OwnSpicepod | undefined
  readonly #files: RepositoryFiles
  readonly #read = new Map<string, Promise<Committed>>()

  constructor(own: OwnSpicepod | undefined, files: RepositoryFiles) {
    this.#own = own
    this.#files = files
  }

  /**
   * The spicepod at a commit, as this run's workflow would deploy it. A workflow that renders its spicepod has templates in
   * its commits: there only the commit of this run is known, by the file that this run has.
   */
  async at(commitSha: string): Promise<Committed> {
    if (this.#own === undefined) return { why: 'this run has no file of a spicepod' }
    const { commits, spicepod } = this.#own
    if (commits.some((own) => isSameCommit(own, commitSha))) return { value: spicepod.value }
    return (await this.findUnusable()) ?? this.read(commitSha)
  }

  /** Why nothing follows from commits, because this run's own file is not the one at its commit; undefined if it is. */
  async findUnusable(): Promise<NotCommitted | undefined> {
    let unusable: NotCommitted = { why: 'the commit of this run is not known' }
    for (const commit of this.#own?.commits ?? []) {
      const committed = await this.read(commit)
      if ('why' in committed) unusable = committed
      else if (isSameSpicepod(committed.value, this.#own?.spicepod.value)) return undefined
      else unusable = { why: 'the spicepod of this run is not the file at its commit' }
    }
    return unusable
  }

  /** The file at a commit, whether or not anything follows from it. */
  read(commitSha: string): Promise<Committed> {
    const reading = this.#read.get(commitSha) ?? this.#readFile(commitSha)
    this.#read.set(commitSha, reading)
    return reading
  }

  /** Lets what could not be read be read again, by a step that comes much later. */
  async forgetUnread(): Promise<void> {
    for (const [commitSha, reading] of this.#read) {
      const committed = await reading
      if ('why' in committed && committed.unread) this.#read.delete(commitSha)
    }
  }

  async #readFile(commitSha: string): Promise<Committed> {
    const { path, spicepod } = this.#own as OwnSpicepod
    try {
      const id = this.#files.idOf({ commitSha, path })
      if (id && id === blobId(spicepod.text, id)) return { value: spicepod.value }
      const text = await this.#files.read({ commitSha, path })
      await nextTurn()
      const document = new SpicepodDocument(text)
      if (isMap(document.value)) return { value: document.value }
      if (document.value !== undefined) {
        return { why: `the file at commit ${shortCommit(commitSha)} is no spicepod` }
      }
      throw new Error(`it is not YAML (line ${document.faults[0]?.line})`)
    } catch (error) {
      const unread = { commitSha, why: messageOf(error), isMissing: error instanceof NoSuchFileError }
      if (!isCommitId(commitSha)) return { why: 'what is on record is not the id of a commit', unread }
      return { why: `commit ${shortCommit(commitSha)} cannot be read (${unread.why})`, unread }
    }
  }
}

/** Those of the run's own spicepod. */
export function committedOf(
  run: SourceRun & { clock: Clock } & Pick<RunRequest, 'ownFile'>,
): CommittedSpicepods {
  const { ownFile, inputs, env, fetch, clock } = run
  const { commitSha } = chooseCommit(run)
  const { folder = '', name = '', spicepod } = ownFile ?? {}
  const path = relative(workspaceOf(env), resolve(folder, name)).replaceAll(sep, '/')
  const commits = commitSha === undefined ? [] : [commitSha]
  const files = new RepositoryFiles(folder, { token: inputs.githubToken, env, fetch, clock })
  return new CommittedSpicepods(spicepod && { path, spicepod, commits }, files)
}
