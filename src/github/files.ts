import { hash } from 'node:crypto'
import { join, relative, sep } from 'node:path'
import pLimit from 'p-limit'
import * as v from 'valibot'
import { rootOf, workspaceOf } from '../platform/files.ts'
import { optional } from '../platform/json.ts'
import { NoSuchFileError, notWhole, readFileAt } from './contents.ts'
import { isCommitId, isFullCommitId, isGitHub } from './event.ts'
import { explainGitHubError, parseAnswer, type RepositoryRun, withRepository } from './octokit.ts'

// The one place that reads files at commits, from the server of the workflow.

/** Objects of one query to GitHub. */
const pageSize = 100
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
  readonly #root: string
  readonly #run: FilesRun
  /** Null for a file that a commit does not have. */
  readonly #ids = new Map<string, string | null>()
  /** By id. */
  readonly #texts = new Map<string, string>()
  #textsLeft: number
  /** Why the id of a file is not known. */
  #why = ''

  /** @param folder absolute, of any file: a checkout may be in a folder of the workspace */
  constructor(folder: string, run: FilesRun) {
    this.#root = rootOf(folder, run.env)
    this.#run = run
    this.#textsLeft = run.maxTexts ?? Number.POSITIVE_INFINITY
  }

  /** Asks GitHub about many files at once. Never rejects: what it does not answer is not known, nor what another server has. */
  async find(files: readonly FileAt[]): Promise<void> {
    if (!isGitHub(this.#run.env)) return
    const asked = new Map<string, FileAt>()
    for (const { commitSha, path } of files) {
      const file = { commitSha: commitSha.toLowerCase(), path: this.#pathInRepository(path) }
      if (isFullCommitId(commitSha) && !this.#ids.has(keyOf(file))) asked.set(keyOf(file), file)
    }
    await this.#findByQueries([...asked.values()])
  }

  /** The id of what a file has in it; null if the commit has no such file, and undefined if that is not known. */
  idOf({ commitSha, path }: FileAt): string | null | undefined {
    return this.#ids.get(keyOf({ commitSha: commitSha.toLowerCase(), path: this.#pathInRepository(path) }))
  }

  /** Why ids of files are not known: the end of a sentence. */
  get why(): string {
    return this.#why
  }

  /** @throws Error whose message is the end of a sentence */
  async read(file: FileAt): Promise<string> {
    const { commitSha } = file
    if (!isCommitId(commitSha)) throw new Error(notWhole)
    const id = this.idOf(file)
    if (id === null) throw new NoSuchFileError()
    const known = this.#texts.get(id ?? '')
    if (known !== undefined) return known
    if (this.#textsLeft === 0) throw new Error(`not more than ${this.#run.maxTexts} files are read`)
    this.#textsLeft -= 1
    const read = await readFileAt(this.#pathInRepository(file.path), commitSha, this.#run)
    // What a link leads to may be another text at another commit.
    if (id !== undefined && blobId(read, id) === id) this.#texts.set(id, read)
    return read
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
  #pathInRepository(path: string): string {
    return relative(this.#root, join(workspaceOf(this.#run.env), path)).replaceAll(sep, '/')
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
