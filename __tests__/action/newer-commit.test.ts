import { describe, expect, test } from '@jest/globals'
import { failed, succeeded } from '../harness/app.ts'
import { deploy, headSha, otherSha, type RunOptions } from '../harness/run.ts'

// A re-run has the commit of its first attempt, which may be an old one by now.

const warning = "Deployment 902 is newer than this run's commit; set `require-branch-tip` to refuse this."
const hourMs = 3_600_000
/** When virtual time begins. */
const noonMs = Date.UTC(2026, 10, 24, 12)
const made = (msAgo: number) => ({
  head_commit: {
    id: headSha,
    message: 'Fix the meter',
    timestamp: new Date(noonMs - msAgo).toISOString(),
  },
})
const seed = (id: number, commitSha: string | undefined, createdMsAgo: number, more: object = {}) => ({
  appId: 4711,
  id,
  plan: succeeded,
  branch: 'main',
  createdMsAgo,
  ...(commitSha && { commitSha }),
  ...more,
})

function rerun(options: RunOptions & { deployments?: object[]; madeMsAgo?: number } = {}) {
  const { deployments, madeMsAgo, ...rest } = options
  return deploy({
    env: { GITHUB_RUN_ATTEMPT: '2' },
    event: made(madeMsAgo ?? 3 * hourMs),
    ...rest,
    inputs: { 'dataset-ready-timeout-seconds': '0', ...(rest.inputs as Record<string, string>) },
    sandbox: {
      deployments: (deployments ?? [seed(901, headSha, 2 * hourMs), seed(902, otherSha, hourMs)]) as never,
      ...rest.sandbox,
    },
  })
}

test('a re-run of an old commit that replaces a newer one is one warning', async () => {
  const run = await rerun()
  expect([run.outputs.outcome, run.warnings]).toEqual(['succeeded', [warning]])
})

describe('no warning', () => {
  test.each<[when: string, options: Parameters<typeof rerun>[0]]>([
    ['on a first attempt', { env: { GITHUB_RUN_ATTEMPT: '1' } }],
    ['if the commit was made after that deployment', { madeMsAgo: hourMs / 2 }],
    ['without the time of the commit', { event: { head_commit: { id: headSha, message: 'Fix' } } }],
    ['if the event is about another commit', { inputs: { 'commit-sha': 'e'.repeat(40), branch: 'main' } }],
    ['if the newer one has failed', { deployments: [seed(902, otherSha, hourMs, { plan: failed })] }],
    ['if the newer one has the same commit', { deployments: [seed(902, headSha, hourMs)] }],
    ['if the newer one has no commit', { deployments: [seed(902, undefined, hourMs)] }],
    [
      'if the newer one is of another branch',
      { deployments: [seed(902, otherSha, hourMs, { branch: 'next' })] },
    ],
    [
      'if this job has deployed since',
      { deployments: [seed(902, otherSha, hourMs), seed(903, headSha, hourMs / 2)] },
    ],
  ])('%s', async (_, options) => {
    const run = await rerun(options)
    expect([run.outputs.outcome, run.warnings]).toEqual(['succeeded', []])
  })
})
