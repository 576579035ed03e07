import { readFileSync } from 'node:fs'
import * as v from 'valibot'

/** What a deployment is made of, as git knows it. */
export interface Source {
  branch?: string | undefined
  commitSha?: string | undefined
  commitMessage?: string | undefined
}

/** What the event says. */
export interface EventSource extends Source {
  /** Stands in for a message that cannot be found anywhere. */
  title?: string | undefined
}

/** The environment of a step. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Whether GitHub itself runs the workflow, on github.com, in a data residency of it or on a server of one's own, and not
 * something that is built after it.
 */
export function isGitHub({ GITHUB_SERVER_URL = '', GITHUB_API_URL = '' }: Environment): boolean {
  const host = URL.parse(GITHUB_SERVER_URL)?.hostname ?? ''
  // The path of the API is where others differ: on Gitea and Forgejo it is `/api/v1`.
  return /^github\.com$|\.ghe\.com$/.test(host) || URL.parse(GITHUB_API_URL)?.pathname === '/api/v3'
}

// An empty name is no name.
const text = v.fallback(v.optional(v.pipe(v.string(), v.minLength(1))), undefined)
const headCommit = v.fallback(v.optional(v.object({ id: text, message: text })), undefined)

/** The members used of the payloads that GitHub sends. */
const Payload = v.object({
  pull_request: v.fallback(
    v.optional(
      v.object({
        number: v.fallback(v.optional(v.pipe(v.number(), v.safeInteger())), undefined),
        title: text,
        head: v.object({
          ref: text,
          sha: v.string(),
          /** Null when the fork that it came from has been deleted. */
          repo: v.fallback(v.nullish(v.object({ full_name: text })), undefined),
        }),
      }),
    ),
    undefined,
  ),
  workflow_run: v.fallback(
    v.optional(
      v.object({
        head_branch: text,
        head_sha: v.string(),
        head_commit: headCommit,
        /** Where the run that ended was about a fork, the fork. */
        head_repository: v.fallback(v.nullish(v.object({ full_name: text })), undefined),
      }),
    ),
    undefined,
  ),
  merge_group: v.fallback(
    v.optional(v.object({ head_ref: text, head_sha: v.string(), head_commit: headCommit })),
    undefined,
  ),
  head_commit: headCommit,
})
export type Payload = v.InferOutput<typeof Payload>

/** Reads the payload of the event. One that is missing or unreadable has nothing to say, which is no error. */
export function readPayload(env: Environment): Payload {
  try {
    return v.parse(Payload, JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8')))
  } catch {
    return v.parse(Payload, {})
  }
}

/** What this run is about, by the first part of the event that tells. */
export function eventSource(payload: Payload, env: Environment): EventSource {
  const { pull_request, workflow_run, merge_group, head_commit } = payload
  // A pull request's GITHUB_SHA is a merge commit that GitHub made up: nobody wrote it and no branch has it.
  if (pull_request) {
    return { branch: pull_request.head.ref, commitSha: pull_request.head.sha, title: pull_request.title }
  }
  // These two run on the default branch, about a commit of another.
  if (env.GITHUB_EVENT_NAME === 'workflow_run' && workflow_run) {
    return {
      branch: workflow_run.head_branch,
      commitSha: workflow_run.head_sha,
      commitMessage: workflow_run.head_commit?.message,
    }
  }
  if (env.GITHUB_EVENT_NAME === 'merge_group' && merge_group) {
    return {
      branch: merge_group.head_ref?.replace(/^refs\/heads\//, ''),
      commitSha: merge_group.head_sha,
      commitMessage: merge_group.head_commit?.message,
    }
  }
  const commitSha = env.GITHUB_SHA || undefined
  const isHead = head_commit?.id === undefined || head_commit.id === commitSha
  return {
    branch: env.GITHUB_REF_NAME || env.GITHUB_REF?.replace(/^refs\/(heads|tags)\//, '') || undefined,
    commitSha,
    commitMessage: isHead ? head_commit?.message : undefined,
  }
}

/** Whether the event is about a pull request whose commits come from another repository. */
export function isFromFork({ pull_request }: Payload, env: Environment): boolean {
  const repository = pull_request?.head.repo
  return (
    repository === null || Boolean(repository?.full_name && repository.full_name !== env.GITHUB_REPOSITORY)
  )
}

/** Why GitHub gives no secrets to this run, if it does not. */
export function whyNoSecrets(payload: Payload, env: Environment): string | undefined {
  if (isFromFork(payload, env)) {
    return 'GitHub gives no secrets to workflows of pull requests from forks.'
  }
  if (env.GITHUB_ACTOR === 'dependabot[bot]') {
    return 'GitHub gives only Dependabot secrets to workflows that Dependabot starts: store them there too.'
  }
  return undefined
}

/** Page of the repository, such as `https://github.com/acme/taxi`. */
export function repositoryUrl({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }: Environment): string | undefined {
  return GITHUB_SERVER_URL && GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : undefined
}

/** Page of the run. Later attempts have pages of their own on GitHub; other servers have none. */
export function runUrl(env: Environment): string | undefined {
  const repository = repositoryUrl(env)
  const { GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt } = env
  if (repository === undefined || !id) return undefined
  const page = Number(attempt) > 1 && isGitHub(env) ? `/attempts/${attempt}` : ''
  return `${repository}/actions/runs/${id}${page}`
}
