import { hash } from 'node:crypto'
import { posix, relative, sep } from 'node:path'
import pLimit from 'p-limit'
import * as v from 'valibot'
import { workspaceOf } from '../platform/files.ts'
import { readGit } from '../platform/git.ts'
import { optional } from '../platform/json.ts'
import { NoSuchFileError, notWhole, readFileAt, readTree } from './contents.ts'
import { isCommitId, isFullCommitId, isGitHub } from './event.ts'
import { explainGitHubError, parseAnswer, type RepositoryRun, withRepository } from './octokit.ts'

// The one place that reads files at commits: from the checkout where it has them, else from the server of the workflow.

/** Objects of one query to GitHub. */
const pageSize = 100
/** Trees that are read of servers that only tell all files of a commit. */
const maxTrees = 20
export const maxRequests = 8

interface FileAt {
  /** May be any text: nothing is asked about one that is no id of a commit. */
  readonly commitSha: string
  /** In the workspace. */
  readonly path: string
}

interface FilesRun extends RepositoryRun {
  /** How many texts are read from the server. */
  readonly maxTexts?: number
}

/** The files of the repository of a workflow. */
export class RepositoryFiles {
  readonly #folder: string
  readonly #run: FilesRun
  #prefix: Promise<string | undefined> | undefined
  /** Null for a file that a commit does not have. */
  readonly #ids = new Map<string, string | null>()
  /** By id. */
  readonly #texts = new Map<string, string>()
  #textsLeft: number
  /** Why the id of a file is not known. */
  #why = ''

  /** @param folder absolute, of any file: a checkout may be in a folder of the workspace */
  constructor(folder: string, run: FilesRun) {
    this.#folder = folder
    this.#run = run
    this.#textsLeft = run.maxTexts ?? Number.POSITIVE_INFINITY
  }

  /** The commit that is checked out; undefined without a checkout. */
  async head(): Promise<string | undefined> {
    const sha = (await this.#git(['rev-parse', '--verify', 'HEAD']))?.trim() ?? ''
    return isFullCommitId(sha) ? sha : undefined
  }

  /** Asks git about many files at once. Never rejects: what git cannot answer is not known. */
  async find(files: readonly FileAt[]): Promise<void> {
    const asked = new Map<string, FileAt>()
    for (const { commitSha, path } of files) {
      if (!isFullCommitId(commitSha)) continue
      const file = { commitSha: commitSha.toLowerCase(), path: await this.#pathInRepository(path) }
      if (!this.#ids.has(keyOf(file))) asked.set(keyOf(file), file)
    }
    await this.#findInCheckout([...asked.values()])
    const others = [...asked.values()].filter((file) => !this.#ids.has(keyOf(file)))
    await (isGitHub(this.#run.env) ? this.#findByQueries(others) : this.#findInTrees(others))
  }

  /** The id of what a file has in it; null if the commit has no such file, and undefined if that is not known. */
  async idOf({ commitSha, path }: FileAt): Promise<string | null | undefined> {
    return this.#ids.get(
      keyOf({ commitSha: commitSha.toLowerCase(), path: await this.#pathInRepository(path) }),
    )
  }

  /** Why ids of files are not known: the end of a sentence. */
  get why(): string {
    return this.#why
  }

  /**
   * The texts that a file may have. Git has the target of a link as its text, so that after what the checkout has comes
   * what the server has, which follows links: a caller takes the first one that it can use.
   * @throws Error whose message is the end of a sentence
   */
  async *read(file: FileAt): AsyncGenerator<string, void> {
    const { commitSha } = file
    // Deployments are recorded with any text. Git would take one that begins with `-` for an option.
    if (!isCommitId(commitSha)) throw new Error(notWhole)
    const path = await this.#pathInRepository(file.path)
    const local = await this.#git(['cat-file', 'blob', `${commitSha}:${path}`])
    if (local !== undefined) yield local
    const id = await this.idOf(file)
    if (id === null) throw new NoSuchFileError()
    const known = this.#texts.get(id ?? '')
    if (known !== undefined) return yield known
    if (this.#textsLeft === 0) throw new Error(`not more than ${this.#run.maxTexts} files are read`)
    this.#textsLeft -= 1
    const read = await readFileAt(path, commitSha, this.#run)
    // What a link leads to may be another text at another commit.
    if (id !== undefined && blobId(read, id) === id) this.#texts.set(id, read)
    yield read
  }

  /**
   * The newest commits of a branch that changed a file, newest first. Permission: `contents: read`.
   * @param ref a branch, a tag or a commit
   * @throws what Octokit throws
   */
  async listChanges(path: string, ref: string, most: number): Promise<string[]> {
    const inRepository = await this.#pathInRepository(path)
    return withRepository(this.#run, async ({ request, names }) => {
      // Gitea calls the size of a page `limit`, and tells much more about each commit unless asked not to.
      const query = { sha: ref, path: inRepository, per_page: most, limit: most, stat: false, files: false }
      const { data } = await request('GET /repos/{owner}/{repo}/commits', { ...names, ...query })
      return parseAnswer(Commits, data, 'a list of commits').slice(0, most)
    })
  }

  async #findInCheckout(files: readonly FileAt[]): Promise<void> {
    // Each object is a line of the input.
    const asked = files.filter(({ path }) => !path.includes('\n'))
    if (asked.length === 0) return
    const input = asked.map(({ commitSha, path }) => `${commitSha}:${path}\n`).join('')
    const lines = (await this.#git(['cat-file', '--batch-check'], input))?.split('\n') ?? []
    for (const [index, file] of asked.entries()) {
      const id = /^([0-9a-f]{40,64}) blob \d+$/.exec(lines[index] ?? '')?.[1]
      // A checkout may lack the commit, or a part of it.
      if (id !== undefined) this.#ids.set(keyOf(file), id)
    }
  }

  async #findByQueries(files: readonly FileAt[]): Promise<void> {
    const pages = Array.from({ length: Math.ceil(files.length / pageSize) }, (_, index) =>
      files.slice(index * pageSize, (index + 1) * pageSize),
    )
    await this.#ask(pages, async (page) => {
      const data = await withRepository(this.#run, async ({ graphql, names }) => {
        const { owner, repo } = names
        const objects = page.map(({ commitSha, path }, index) => {
          const expression = JSON.stringify(`${commitSha}:${path}`.toWellFormed())
          return `f${index}: object(expression: ${expression}) { oid }`
        })
        const repository = `repository(owner: ${JSON.stringify(owner)}, name: ${JSON.stringify(repo)})`
        return graphql(`{ ${repository} { ${objects.join(' ')} } }`).catch((error) => {
          throw v.is(QueryError, error) ? new Error(error.errors[0].message) : error
        })
      })
      const { repository } = parseAnswer(Objects, data, 'a list of objects')
      for (const [index, file] of page.entries()) {
        const found = repository[`f${index}`]
        if (found !== undefined) this.#ids.set(keyOf(file), found?.oid ?? null)
      }
    })
  }

  /** Gitea has no query for many objects. */
  async #findInTrees(files: readonly FileAt[]): Promise<void> {
    const commits = [...Map.groupBy(files, ({ commitSha }) => commitSha)]
    if (commits.length > maxTrees) this.#why = `not more than ${maxTrees} commits are read`
    await this.#ask(commits.slice(0, maxTrees), async ([commitSha, asked]) => {
      const { ids, isWhole } = await readTree(commitSha, this.#run)
      for (const file of asked) {
        const id = ids.get(file.path)
        if (id !== undefined || isWhole) this.#ids.set(keyOf(file), id ?? null)
        else this.#why = 'the server does not tell all files of a commit'
      }
    })
  }

  async #ask<Question>(
    questions: readonly Question[],
    ask: (question: Question) => Promise<void>,
  ): Promise<void> {
    await pLimit(maxRequests).map(questions, (question) =>
      ask(question).catch((error) => {
        this.#why = explainGitHubError(error)
      }),
    )
  }

  /** The path from the root of the repository. Without a checkout, the workspace stands for it. */
  async #pathInRepository(path: string): Promise<string> {
    this.#prefix ??= this.#git(['rev-parse', '--show-prefix'])
    const prefix = (await this.#prefix)?.replace(/\n$/, '')
    const folder = relative(workspaceOf(this.#run.env), this.#folder).replaceAll(sep, '/')
    const inWorkspace = folder && `${folder}/`
    if (prefix === undefined || prefix === inWorkspace) return path
    const root = inWorkspace.slice(0, inWorkspace.length - prefix.length)
    if (inWorkspace.endsWith(prefix) && path.startsWith(root)) return path.slice(root.length)
    // The workspace is in a folder of the repository, or a link leads to it.
    return prefix.endsWith(inWorkspace)
      ? prefix.slice(0, prefix.length - inWorkspace.length) + path
      : posix.join(prefix, posix.basename(path))
  }

  #git(args: readonly string[], input?: string): Promise<string | undefined> {
    return readGit(this.#folder, args, this.#run.env, { input })
  }
}

function keyOf({ commitSha, path }: FileAt): string {
  return `${commitSha}:${path}`
}

/** The id that git gives a text, as long as the length of another id. */
export function blobId(text: string, { length }: string): string {
  const bytes = Buffer.from(text)
  const content = Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes])
  return hash(length === 40 ? 'sha1' : 'sha256', content)
}

/** An error of Octokit, whose own message is the same for all of them. */
const QueryError = v.object({ errors: v.looseTuple([v.object({ message: v.string() })]) })
const Objects = v.object({
  repository: v.record(v.string(), optional(v.nullable(v.object({ oid: v.string() })))),
})
const Commits = v.array(
  v.pipe(
    v.object({ sha: v.pipe(v.string(), v.check(isFullCommitId)) }),
    v.transform(({ sha }) => sha),
  ),
)
