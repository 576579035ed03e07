import { posix, relative, sep } from 'node:path'
import { isCommitId, isSameCommit, shortCommit } from '../github/event.ts'
import { chooseCommit } from '../github/source.ts'
import { readGit } from '../platform/git.ts'
import { isMap } from '../platform/json.ts'
import { messageOf } from '../platform/text.ts'
import type { Run } from '../run-context.ts'
import { isSameSpicepod } from '../spicepod/spicepod.ts'

/** For one commit, its checkout and its server together, in milliseconds. */
const maxReadMs = 10_000

/** The spicepod of a commit, or why it is not known: the end of a sentence. */
export type Committed = { readonly value: object } | { readonly why: string }

type CommittedRun = Pick<
  Run,
  'ownFile' | 'inputs' | 'payload' | 'env' | 'fetch' | 'clock' | 'deadline' | 'redactCredentials'
>

/**
 * The file of the run's spicepod, as it is at commits of the repository: what a deployment of such a commit was made with,
 * as long as files are what is deployed. Each commit is read once, from the checkout if it has the commit, else from the
 * server of the workflow. Reading never fails a run.
 */
export class CommittedSpicepods {
  readonly #run: CommittedRun
  readonly #read = new Map<string, Promise<Committed>>()

  constructor(run: CommittedRun) {
    this.#run = run
  }

  /**
   * The spicepod at a commit, as this run's workflow would deploy it. A workflow that renders its spicepod has templates in
   * its commits: there only the commit of this run is known, by the file that this run has.
   */
  async at(commitSha: string): Promise<Committed> {
    const { ownFile } = this.#run
    const ownCommit = chooseCommit(this.#run).commitSha
    if (ownFile?.spicepod?.value === undefined) return { why: 'this run has no file of a spicepod' }
    if (ownCommit !== undefined && isSameCommit(ownCommit, commitSha))
      return { value: ownFile.spicepod.value }
    const committed: Committed =
      ownCommit === undefined
        ? { why: 'the commit of this run is not known' }
        : await this.#readOnce(ownCommit)
    if ('why' in committed) return committed
    if (!isSameSpicepod(committed.value, ownFile.spicepod.value)) {
      return { why: 'the spicepod of this run is not the file at its commit' }
    }
    return this.#readOnce(commitSha)
  }

  #readOnce(commitSha: string): Promise<Committed> {
    const reading = this.#read.get(commitSha) ?? this.#readFile(commitSha)
    this.#read.set(commitSha, reading)
    return reading
  }

  async #readFile(commitSha: string): Promise<Committed> {
    // Deployments are recorded with any text. Git would take one that begins with `-` for an option.
    if (!isCommitId(commitSha)) return { why: 'what is on record is not the id of a commit' }
    try {
      const { SpicepodDocument } = await import('../spicepod/document.ts')
      const parse = (text: string | undefined) => {
        const { value } = text === undefined ? {} : new SpicepodDocument(text)
        return isMap(value) ? { value } : undefined
      }
      // What a link leads to is only known to the server: git has its target as the text of the file.
      const committed =
        parse(await this.#readFromCheckout(commitSha)) ?? parse(await this.#readFromServer(commitSha))
      return committed ?? { why: `the file at commit ${shortCommit(commitSha)} is no spicepod` }
    } catch (error) {
      return { why: `commit ${shortCommit(commitSha)} cannot be read (${messageOf(error)})` }
    }
  }

  async #readFromCheckout(commitSha: string): Promise<string | undefined> {
    const { env, ownFile } = this.#run
    return ownFile && readGit(ownFile.folder, ['cat-file', 'blob', `${commitSha}:./${ownFile.name}`], env)
  }

  async #readFromServer(commitSha: string): Promise<string | undefined> {
    const { inputs, env, fetch, clock, ownFile } = this.#run
    if (ownFile === undefined || !inputs.githubToken) throw new Error('`github-token` is empty')
    // A checkout may be in a folder of the workspace. Without one, the workspace stands for the repository.
    const prefix = await readGit(ownFile.folder, ['rev-parse', '--show-prefix'], env)
    const folder =
      prefix?.trimEnd() ?? relative(env.GITHUB_WORKSPACE ?? '.', ownFile.folder).replaceAll(sep, '/')
    const path = posix.join(folder, ownFile.name)
    const { readFileAt } = await import('../github/contents.ts')
    return readFileAt(path, commitSha, { token: inputs.githubToken, env, fetch, clock }, maxReadMs)
  }
}
