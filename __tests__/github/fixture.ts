import { afterEach } from '@jest/globals'
import type { RecordedCall } from '../../sandbox/call.ts'
import type { FaultRule } from '../../sandbox/faults.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { type CommentRun, type CommentText, commentOnPullRequest } from '../../src/github/comment.ts'
import type { Payload } from '../../src/github/event.ts'
import { compareComment, createMarker, type MarkerFacts, renderMarker } from '../../src/report/marker.ts'

export const sha = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'
/** The pull request of the event. */
export const number = 5

const token = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'
const open: Sandbox[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((sandbox) => sandbox.close()))
})

/** A GitHub with the repository acme/taxi, and runs that comment there and pause for no time. */
export async function stage(...faults: FaultRule[]) {
  const sandbox = await startSandbox({ faults })
  open.push(sandbox)
  const { github } = sandbox
  for (const known of [number, 6, 7]) github.issues.add(known)
  const startedAtMs = Date.now()
  const environment = {
    GITHUB_API_URL: sandbox.githubApiUrl,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/taxi',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_REF_NAME: 'main',
    GITHUB_SHA: sha,
  }
  return {
    github,
    sandbox,
    /** Bodies of the comments, without their markers. */
    said: () => github.comments.of(number).map(({ body }) => body.replace(/^<!--.*?-->\n/, '')),
    /** The requests to GitHub, in order. */
    asked: () => sandbox.requests.map(describe),
    /** The comment of a run with the given text. */
    body: (text: string, run: RunFacts = {}) => `${renderMarker(marker(run))}\n${text}`,
    run: (
      text: string,
      { run = {}, env, ...more }: Partial<CommentText & CommentRun> & { run?: RunFacts } = {},
    ) => {
      const body = `${renderMarker(marker(run))}\n${text}`
      const clock = { now: () => performance.now(), sleep: async () => {} }
      const commentRun = {
        token,
        payload: pullRequest(),
        env: { ...environment, ...env },
        fetch,
        clock,
        startedAtMs,
        // Long enough for a busy machine.
        limitMs: 60_000,
      }
      return commentOnPullRequest(
        { compare: (existing) => compareComment(existing, marker(run)), body, ...more },
        { ...commentRun, ...more },
      )
    },
  }
}

/** Run 100 of app 4711 with deployment 1001, changed by what is special about it. */
export type RunFacts = Partial<Omit<MarkerFacts, 'env'>> & { runId?: number; attempt?: number }

export function marker({ runId = 100, attempt = 1, ...facts }: RunFacts = {}) {
  const made = createMarker({
    kind: 'deploy',
    appId: 4711,
    appName: 'taxi',
    org: 'acme',
    apiUrl: 'https://api.spice.ai',
    deploymentIds: [1001],
    env: { GITHUB_RUN_ID: String(runId), GITHUB_RUN_ATTEMPT: String(attempt) },
    ...facts,
  })
  if (made === undefined) throw new Error('no app')
  return made
}

export const noPayload: Payload = {
  pull_request: undefined,
  issue: undefined,
  workflow_run: undefined,
  merge_group: undefined,
  head_commit: undefined,
}

export function pullRequest(repository: string | null = 'acme/taxi'): Payload {
  const repo = repository === null ? null : { full_name: repository }
  return { ...noPayload, pull_request: { number, title: 'A title', head: { ref: 'changes', sha, repo } } }
}

function describe({ operation = '', query }: RecordedCall): string {
  return [operation.replace('github', ''), query.page].filter(Boolean).join(' ')
}
