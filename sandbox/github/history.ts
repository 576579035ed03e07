import { put } from '../put.ts'

/** What is at a path: text, or a link, a submodule, or a file of which only the size matters. */
export type FileSeed =
  | string
  | { readonly symlink: string }
  /** The URL of the other repository. */
  | { readonly submodule: string }
  /** In bytes. */
  | { readonly size: number }

/** A commit of a repository. */
export interface CommitSeed {
  /** `owner/name`. Default: every repository. */
  readonly repository?: string
  readonly sha: string
  /** Default: the message of all other commits. */
  readonly message?: string
  /** Default: none. */
  readonly parents?: readonly string[]
  /** What differs from the first parent, by path: null for what is not there any more. */
  readonly files?: Readonly<Record<string, FileSeed | null>>
}

/** The commits of all repositories, with their files. */
export class History {
  readonly #commits: CommitSeed[] = []

  get all(): readonly CommitSeed[] {
    return this.#commits
  }

  /** Adds a commit, or replaces the one with the same repository and ID. */
  put(commit: CommitSeed): void {
    const { repository, sha } = commit
    put(this.#commits, commit, (old) => old.repository === repository && old.sha === sha)
  }

  find(repository: string, sha: string): CommitSeed | undefined {
    return this.#of(repository).findLast((commit) => commit.sha === sha)
  }

  /** The full ID of the only commit that begins like this. */
  complete(repository: string, prefix: string): string | undefined {
    const shas = new Set(this.#of(repository).map(({ sha }) => sha))
    const found = [...shas].filter((sha) => sha.startsWith(prefix))
    return found.length === 1 ? found[0] : undefined
  }

  /** All files of a commit by their paths; undefined if there is no such commit. */
  filesAt(repository: string, sha: string): ReadonlyMap<string, FileSeed> | undefined {
    const chain: CommitSeed[] = []
    for (let at = this.find(repository, sha); at !== undefined && !chain.includes(at); ) {
      chain.unshift(at)
      at = this.find(repository, at.parents?.[0] ?? '')
    }
    if (chain.length === 0) return undefined
    const files = new Map<string, FileSeed>()
    for (const [path, file] of chain.flatMap((commit) => Object.entries(commit.files ?? {}))) {
      if (file === null) files.delete(path)
      else files.set(path, file)
    }
    return files
  }

  /** A commit and all from which it was made, itself first. */
  ancestorsOf(repository: string, sha: string): string[] {
    const seen = new Set([sha])
    for (const each of seen) {
      for (const parent of this.find(repository, each)?.parents ?? []) seen.add(parent)
    }
    return [...seen]
  }

  #of(repository: string): CommitSeed[] {
    return this.#commits.filter((commit) => (commit.repository ?? repository) === repository)
  }
}
