import { type Environment, isGitHub } from '../context.ts'

/** Page of the repository, such as `https://github.com/acme/taxi`. */
export function repositoryUrl({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }: Environment): string | undefined {
  return GITHUB_SERVER_URL && GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : undefined
}

/**
 * Page of this run, where its log and its summary are; of a later attempt on GitHub that of the attempt. Other servers
 * have no pages of attempts, and the first attempt needs none.
 */
export function runUrl(env: Environment): string | undefined {
  const repository = repositoryUrl(env)
  const { GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt } = env
  if (repository === undefined || !id) return undefined
  return `${repository}/actions/runs/${id}${Number(attempt) > 1 && isGitHub(env) ? `/attempts/${attempt}` : ''}`
}
