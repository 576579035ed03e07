import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { optional } from '../platform/json.ts'
import { cut, shortenCommit } from '../platform/text.ts'

export interface Source {
  branch?: string | undefined
  commitSha?: string | undefined
  commitMessage?: string | undefined
  /** Whether the branch is a tag. */
  isTag?: boolean
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Whether the workflow runs on GitHub, in any edition, and not on a compatible server such as Gitea. */
export function isGitHub({ GITHUB_SERVER_URL = '', GITHUB_API_URL = '' }: Environment): boolean {
  const host = URL.parse(GITHUB_SERVER_URL)?.hostname ?? ''
  // On Gitea and Forgejo the path of the API is `/api/v1`.
  return /^github\.com$|\.ghe\.com$/.test(host) || URL.parse(GITHUB_API_URL)?.pathname === '/api/v3'
}

// Treat empty strings as missing.
const text = optional(v.pipe(v.string(), v.minLength(1)))
const headCommit = optional(v.object({ id: text, message: text, timestamp: text }))
/** Null for a fork that has been deleted. */
export const headRepo = optional(v.nullable(v.object({ full_name: text })))

/** The members used of the payloads that GitHub sends. */
const Payload = v.object({
  pull_request: optional(
    v.object({
      number: optional(v.pipe(v.number(), v.safeInteger())),
      title: text,
      head: v.object({ ref: text, sha: v.string(), repo: headRepo }),
    }),
  ),
  /** Of a comment; `pull_request` is missing if it is not about one. */
  issue: optional(v.object({ number: v.pipe(v.number(), v.safeInteger()), pull_request: v.object({}) })),
  workflow_run: optional(
    v.object({
      head_branch: text,
      head_sha: v.string(),
      head_commit: headCommit,
      head_repository: headRepo,
    }),
  ),
  merge_group: optional(v.object({ head_ref: text, head_sha: v.string(), head_commit: headCommit })),
  head_commit: headCommit,
})
export type Payload = v.InferOutput<typeof Payload>

/** A missing or unreadable payload is treated as empty. */
export function readPayload(env: Environment): Payload {
  try {
    return v.parse(Payload, JSON.parse(readFileSync(env.GITHUB_EVENT_PATH ?? '', 'utf8')))
  } catch {
    return v.parse(Payload, {})
  }
}

/** A job of a runner of one's own may take so long. */
const maxJobMs = 5 * 24 * 3_600_000

/** When the job began, or at least this step: runners make the folder of their files at the beginning of a job. */
export function jobStartMs({ GITHUB_OUTPUT = '' }: Environment, nowMs = Date.now()): number {
  const { birthtimeMs = nowMs } = statSync(dirname(GITHUB_OUTPUT), { throwIfNoEntry: false }) ?? {}
  return birthtimeMs < nowMs && birthtimeMs > nowMs - maxJobMs ? birthtimeMs : nowMs
}

/** Reads branch, commit and message from the most specific part of the event. */
export function eventSource(payload: Payload, env: Environment): Source {
  const { pull_request, workflow_run, merge_group, head_commit } = payload
  const { GITHUB_EVENT_NAME: name, GITHUB_REF: ref } = env
  // GITHUB_SHA of a pull request is a merge commit that GitHub generated and that is on no branch.
  if (pull_request) return { branch: pull_request.head.ref, commitSha: pull_request.head.sha }
  // These two events run on the default branch for a commit of another branch.
  const other = name === 'workflow_run' ? workflow_run : name === 'merge_group' && merge_group
  if (other) {
    const branch = workflow_run?.head_branch ?? merge_group?.head_ref?.replace(heads, '')
    return { branch, commitSha: other.head_sha, commitMessage: other.head_commit?.message }
  }
  const commitSha = env.GITHUB_SHA || undefined
  const isHead = head_commit?.id === undefined || head_commit.id === commitSha
  return {
    branch: env.GITHUB_REF_NAME || ref?.replace(/^refs\/(heads|tags)\//, '') || undefined,
    commitSha,
    commitMessage: isHead ? head_commit?.message : undefined,
    ...(env.GITHUB_REF_TYPE === 'tag' && { isTag: true }),
  }
}

export function isFromFork({ pull_request }: Payload, env: Environment): boolean {
  const home = pull_request?.head.repo
  return home === null || Boolean(home?.full_name && home.full_name !== env.GITHUB_REPOSITORY)
}

/** @returns the reason why GitHub passes no secrets to this run; undefined if it does */
export function explainMissingSecrets(payload: Payload, env: Environment): string | undefined {
  // That event has the secrets of the repository.
  const hasSecrets = env.GITHUB_EVENT_NAME === 'pull_request_target'
  if (isFromFork(payload, env) && !hasSecrets)
    return 'GitHub passes no secrets to workflows of pull requests from forks.'
  if (env.GITHUB_ACTOR === 'dependabot[bot]') {
    return 'GitHub passes only Dependabot secrets to workflows that Dependabot starts. Add the secrets there too.'
  }
  return undefined
}

export function repositoryOwner({ GITHUB_REPOSITORY }: Environment): string | undefined {
  return GITHUB_REPOSITORY?.split('/')[0]
}

/** Page of the repository, such as `https://github.com/acme/taxi`. */
export function repositoryUrl({ GITHUB_SERVER_URL, GITHUB_REPOSITORY }: Environment): string | undefined {
  return GITHUB_SERVER_URL && GITHUB_REPOSITORY ? `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}` : undefined
}

/** Page of the run. Forgejo, and Gitea before version 1.26, number the pages; later ones find them with `by_index`. */
export function runUrl(env: Environment): string | undefined {
  const repository = repositoryUrl(env)
  const { GITHUB_RUN_ID: id, GITHUB_RUN_NUMBER: number, GITHUB_RUN_ATTEMPT: attempt } = env
  if (repository === undefined || !id) return undefined
  if (number && !isGitHub(env)) return `${repository}/actions/runs/${number}?by_index=1`
  const page = Number(attempt) > 1 && isGitHub(env) ? `/attempts/${attempt}` : ''
  return `${repository}/actions/runs/${id}${page}`
}

/** A shorter prefix of an id may be ambiguous. Git and GitHub show this many characters. */
const shortLength = 7

/** Whether a text is the id of a commit, in full or abbreviated. Other texts may be branches, options or paths. */
export function isCommitId(text: string): boolean {
  return /^[0-9a-f]{7,64}$/i.test(text)
}

export function isFullCommitId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text)
}

/** Whether two ids are the same commit. Either may be abbreviated, to at least 7 characters. */
export function isSameCommit(left: string, right: string): boolean {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left]
  return short.length < shortLength ? short === long : long.toLowerCase().startsWith(short.toLowerCase())
}

/** Abbreviates the id of a commit for display. Any other text is shown as it is. */
export function shortCommit(sha: string): string {
  return cut(shortenCommit(sha), 64)
}

const heads = /^refs\/heads\//

/** Whether two names are the same branch. Servers may record the full ref, `refs/heads/main`. */
export function isSameBranch(left: string, right: string): boolean {
  return left.replace(heads, '') === right.replace(heads, '')
}
