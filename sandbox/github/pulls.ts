/** The tip of a branch that names none. */
export const DEFAULT_COMMIT = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'

/** A pull request, as far as it concerns commits and its end. A test may change its state. */
export interface PullRequest {
  readonly number: number
  state: 'open' | 'closed'
  /** Closed by a merge. Default false. */
  merged?: boolean
  /** The branch that it is to be merged into. Default `main`. */
  readonly base?: { readonly ref: string; readonly sha?: string }
  readonly head: {
    readonly ref: string
    readonly sha: string
    /** Null for a fork that has been deleted. */
    readonly repo: { readonly full_name: string } | null
  }
  /** The commits below the head. */
  readonly commits?: readonly string[]
}

/** A file that a pull request changes. */
export interface ChangedFile {
  readonly path: string
  readonly status: 'added' | 'modified' | 'removed'
  /** The commit at the head of the pull request. */
  readonly head: string
}

export function baseOf({ base: { ref, sha = DEFAULT_COMMIT } = { ref: 'main' } }: PullRequest) {
  return { ref, sha }
}
