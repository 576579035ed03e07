import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { bytesOf, json } from '../../sandbox/answer.ts'
import type { DeploymentSeed } from '../../sandbox/deployments.ts'
import type { Fault, FaultRule } from '../../sandbox/faults.ts'
import { fails, neverEnds, succeeds } from '../../sandbox/plan.ts'
import { createSandbox, type Sandbox } from '../../sandbox/server.ts'
import { runStepInMemory } from '../harness/memory.ts'
import { app, commits, manifestOf, podOf, ran, shas } from '../harness/rollback.ts'
import { inVirtualTime } from '../harness/run.ts'
import { expectHolds } from './property.ts'

// Histories of deployments, with returns, failures and other people's deployments, while responses get lost: `previous`
// leads to a deployment that succeeded, never to what runs or back to what was just left, and is deployed at most once.

const ms = (min: number, max: number) => fc.integer({ min, max })
const ends = {
  succeeded: succeeds(0),
  failed: fails(0, 'No such bucket'),
  superseded: [{ afterMs: 0, status: 'created' }],
} as const
const entry = fc.record({
  commit: fc.constantFrom<(string | undefined)[]>(...shas, ...shas, undefined, 'abc123'),
  end: fc.constantFrom<(keyof typeof ends)[]>('succeeded', 'succeeded', 'succeeded', 'failed', 'superseded'),
})
type Entry = typeof entry extends fc.Arbitrary<infer Value> ? Value : never

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('reset' as const, 'hang' as const),
    when: fc.constantFrom('before', 'after'),
  }),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(429, 500, 503),
    when: fc.constantFrom('before', 'after'),
  }),
  fc.constant<Fault>({ kind: 'status', status: 409 }),
)
const rule: fc.Arbitrary<FaultRule> = fc
  .record({
    path: fc.constantFrom(
      'createDeployment',
      'createDeployment',
      'updateApp',
      'listDeployments',
      'getApp',
      'githubContents',
    ),
    nth: ms(1, 4),
    fault,
  })
  .map(({ fault, ...on }) => ({ on, fault }))

const draws = fc.record({
  history: fc.array(entry, { minLength: 1, maxLength: 30 }),
  isRolling: fc.boolean(),
  faults: fc.array(rule, { maxLength: 4 }),
  /** What somebody else deploys, before the request of this number. */
  intruder: fc.option(fc.record({ request: ms(1, 12), ...{ entry } }), { nil: undefined }),
  lagMs: fc.constantFrom(0, 0, 3000),
})

const toSeed = ({ commit, end }: Entry, createdMsAgo: number): DeploymentSeed =>
  ran(commit, { createdMsAgo, plan: ends[end] })

/** What `previous` has to lead to, by the rules: the commit, or nothing. @param history oldest first */
function findPrevious(history: readonly Entry[]): string | undefined {
  const [runs, ...earlier] = history.filter(({ end }) => end === 'succeeded').reverse()
  const isRecorded = (commit: string | undefined): commit is string => shas.some((sha) => sha === commit)
  const recorded = earlier.map(({ commit }) => commit).filter(isRecorded)
  const at = recorded.findIndex((commit) => commit !== runs?.commit)
  if (at < 0 || (isRecorded(runs?.commit) && recorded.indexOf(runs.commit, at) >= 0)) return undefined
  return recorded[at]
}

async function goBack(sandbox: Sandbox) {
  const { apiToken } = sandbox.credentials
  const before = sandbox.cloud.state.records.length
  const result = await runStepInMemory(
    {
      action: 'rollback',
      inputs: {
        ...{ 'api-url': sandbox.url, 'api-token': apiToken, 'app-id': '4711' },
        ...{ 'timeout-seconds': '120', 'request-timeout-seconds': '2', 'dataset-ready-timeout-seconds': '0' },
      },
      githubToken: 'token',
      env: { GITHUB_API_URL: sandbox.githubApiUrl },
    },
    sandbox,
  )
  const created = sandbox.cloud.state.records
    .slice(before)
    .filter(({ creationSource }) => creationSource === 'api')
  return { ...result, created: created.map(({ commitSha }) => commitSha) }
}

/** @param listed how many deployments a list has at most */
function createProperty(tally: { back: number; refused: number; other: number }, listed?: number) {
  return fc.asyncProperty(draws, async ({ history, isRolling, faults, intruder, lagMs }) => {
    await inVirtualTime(async () => {
      const hourMs = 3_600_000
      const sandbox = createSandbox({
        apps: [app],
        commits,
        branches: [{ repository: 'acme/taxi', name: 'main', sha: shas[2] }],
        deployments: [
          ...history.map((each, index) => toSeed(each, (history.length + 1 - index) * hourMs)),
          ...(isRolling ? [ran(shas[0], { createdMsAgo: 60_000, plan: neverEnds(0) })] : []),
        ],
        faults,
        listLagMs: lagMs,
        plan: succeeds(2000),
      })
      let requests = 0
      const { handle } = sandbox.cloud
      sandbox.cloud.handle = async (call) => {
        if (++requests === intruder?.request) sandbox.cloud.state.seed(toSeed(intruder.entry, 0))
        const answer = await handle.call(sandbox.cloud, call)
        const isList = call.method === 'GET' && call.path.endsWith('/deployments')
        if (!isList || listed === undefined || !('reply' in answer) || answer.reply.status !== 200)
          return answer
        const { deployments } = JSON.parse(Buffer.from(bytesOf(answer.reply)).toString())
        return { ...answer, reply: json(200, { deployments: deployments.slice(0, listed) }) }
      }
      const run = await goBack(sandbox)
      const hasIntruded = intruder !== undefined && requests >= intruder.request
      const [expected, disturbed] = [history, hasIntruded ? [...history, intruder.entry] : history].map(
        findPrevious,
      )
      const { outcome } = run.outputs
      const log = `${run.log}\n${JSON.stringify(run.outputs)}`
      expect({ created: run.created.length <= 1, log }).toEqual({ created: true, log })
      for (const commit of run.created)
        expect({ commits: [expected, disturbed], log }).toEqual({
          commits: expect.arrayContaining([commit]),
          log,
        })
      if (outcome === 'succeeded') {
        expect(run.created).toHaveLength(1)
        const at = shas.indexOf(run.created[0] ?? '')
        // Somebody else's push at the same time is not played.
        expect(sandbox.cloud.state.apps[0]?.spicepod).toEqual(podOf(String(at + 1)))
        expect(manifestOf(String(at + 1))).toBe(commits[at]?.files['spicepod.yaml'])
      }
      if (expected === undefined && disturbed === undefined) expect(run.created).toEqual([])
      tally[outcome === 'succeeded' ? 'back' : outcome === 'refused' ? 'refused' : 'other']++
      if (outcome !== 'succeeded' || hasIntruded || lagMs > 0) return
      // What was just left is never returned to.
      sandbox.cloud.faults.clear()
      const again = await goBack(sandbox)
      const left = history.findLast(({ end }) => end === 'succeeded')?.commit
      if (shas.some((sha) => sha === left))
        expect([again.outputs.outcome, again.created]).toEqual(['refused', []])
      else expect(again.created).not.toContain(run.created[0])
    })
  })
}

const seed = 20_261_129

test('`previous` leads to a success, never to what runs or what was just left, and is deployed at most once', async () => {
  const tally = { back: 0, refused: 0, other: 0 }
  await expectHolds(createProperty(tally), { runs: 150, seed })
  console.log(`seed ${seed}`, tally)
  for (const count of Object.values(tally)) expect(count).toBeGreaterThan(5)
}, 600_000)

// The test above is only as good as the bugs that it catches.
test('chaos catches a rollback that does not know what was left', async () => {
  const property = createProperty({ back: 0, refused: 0, other: 0 }, 2)
  await expect(expectHolds(property, { runs: 150, seed, act: 'forgets' })).rejects.toThrow(/commits|refused/)
}, 600_000)
