import { expect, test } from '@jest/globals'
import { createSandbox } from '../../sandbox/server.ts'
import { DEFAULT_APP, type StateOptions } from '../../sandbox/state.ts'
import { runStepInMemory } from '../../testing/memory.ts'
import { inVirtualTime, readRequests } from '../harness/run.ts'

const runs = 20

/** Starts many steps at the same moment, each with a commit of its own, and waits for all of them. */
async function deployAtOnce(conflicts: StateOptions['conflicts']) {
  let count = 0
  const sandbox = await createSandbox({
    ...(conflicts && { conflicts }),
    // 100 to 200 ms each.
    plan: plans[0] ?? [],
  })
  sandbox.cloud.state.planNext(...plans)
  try {
    const startedAt = performance.now()
    const results = await Promise.all(
      Array.from({ length: runs }, async () => {
        const commit = commitOf(count++)
        const result = await runStepInMemory(
          {
            inputs: {
              'api-url': sandbox.url,
              'api-token': sandbox.credentials.apiToken,
              'app-id': String(DEFAULT_APP.id),
              'poll-interval-seconds': '0.1',
              'timeout-seconds': '120',
              'dataset-ready-timeout-seconds': '0',
            },
            event: { head_commit: { id: commit, message: `Change ${commit.slice(-2)}` } },
            env: { GITHUB_SHA: commit },
          },
          sandbox,
        )
        return { commit, ...result }
      }),
    )
    const { state } = sandbox.cloud
    return {
      seconds: (performance.now() - startedAt) / 1000,
      results,
      records: state.records,
      shown: state.deploymentsOf(DEFAULT_APP.id),
      mismatches: sandbox.mismatches,
      ...readRequests(sandbox.requests),
    }
  } finally {
  }
}

const plans = Array.from({ length: runs }, (_, index) => {
  const ms = 100 + (index % 5) * 25
  return [
    { afterMs: 0, status: 'queued' },
    { afterMs: ms / 2, status: 'in_progress' },
    // Some may fail, which must not keep the others from continuing.
    { afterMs: ms, status: index % 7 === 3 ? 'failed' : 'succeeded' },
  ] as const
})

function commitOf(index: number): string {
  return `1f2e3d4c5b6a798807162534435261${String(index).padStart(10, '0')}`
}

test.each([
  // While any is unfinished, the next one is refused: none can supersede another.
  ['while another is unfinished', 'unfinished', ['failed', 'succeeded']],
  // While one is queued, the next one is refused; one that starts supersedes all unfinished ones.
  ['while another is queued', 'queued', ['failed', 'succeeded', 'superseded']],
] as const)('20 concurrent runs succeed on an app that rejects %s', async (_, conflicts, allowed) => {
  const { seconds, results, records, shown, mismatches, posts, lists } = await inVirtualTime(() =>
    deployAtOnce(conflicts),
  )

  // One deployment for each run, and each run has its own.
  expect(records.map(({ commitSha }) => commitSha).sort()).toEqual(results.map(({ commit }) => commit).sort())
  for (const { commit, outputs, exitCode } of results) {
    const record = shown.find(({ id }) => String(id) === outputs['deployment-id'])
    expect(record?.commit_sha).toBe(commit)
    const truth = record?.status === 'created' ? 'superseded' : record?.status
    expect({ commit, outcome: outputs.outcome }).toEqual({ commit, outcome: truth })
    expect(allowed).toContain(outputs.outcome)
    expect(exitCode).toBe(outputs.outcome === 'succeeded' ? 0 : 1)
  }
  expect(mismatches).toEqual([])

  const outcomes = Object.groupBy(results, ({ outputs }) => outputs.outcome ?? '')
  const counts = Object.entries(outcomes).map(([outcome, those]) => `${those?.length} ${outcome}`)
  console.log(
    `${conflicts}: ${counts.join(', ')} in ${seconds.toFixed(1)} s, ${posts.length} creates, ${lists.length} lists`,
  )
  // All waiting runs notice the end at about the same time and try again, each at most once per finished deployment.
  // The runs are set to list every 0.1 s, and each finished deployment causes a few more lists.
  expect(posts.length).toBeLessThanOrEqual((runs * (runs + 1)) / 2)
  expect(lists.length).toBeLessThanOrEqual(runs * (seconds / 0.1) + 2 * posts.length)
})
