import type { PullRequest } from './pulls.ts'

/** A branch of a repository. */
export interface Branch {
  /** `owner/name`, or {@link ANY_REPOSITORY}. */
  readonly repository: string
  readonly name: string
  readonly sha: string
}

/** Stands for every repository that has no branch of that name itself. */
export const ANY_REPOSITORY = '*'

/** The head of each branch, by `owner/repo`. A test may push by changing one. */
export type Branches = Record<string, Record<string, string>>

/** Adds a branch, or moves it. */
export function putBranch(branches: Branches, { repository, name, sha }: Branch): void {
  branches[repository] = { ...branches[repository], [name]: sha }
}

/** All branches, one after the other. */
export function listBranches(branches: Branches): Branch[] {
  return Object.entries(branches).flatMap(([repository, heads]) =>
    Object.entries(heads).map(([name, sha]) => ({ repository, name, sha })),
  )
}

/** The head of a branch; undefined if there is none. The branch of a pull request exists by itself. */
export function headOf(
  repository: string,
  name: string,
  branches: Branches,
  pulls: readonly PullRequest[],
): string | undefined {
  const find = (of: string) => Object.entries(branches[of] ?? {}).find(([branch]) => branch === name)?.[1]
  const pull = pulls.findLast(({ head }) => head.ref === name && head.repo?.full_name === repository)
  return find(repository) ?? pull?.head.sha ?? find(ANY_REPOSITORY)
}
