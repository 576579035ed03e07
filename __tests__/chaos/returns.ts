import { isDeepStrictEqual } from 'node:util'
import { bytesOf, json } from '../../sandbox/answer.ts'
import type { DeploymentSeed } from '../../sandbox/deployments.ts'
import type { Fault, FaultRule } from '../../sandbox/faults.ts'
import { fails, neverEnds, succeeds } from '../../sandbox/plan.ts'
import { createSandbox, type Sandbox } from '../../sandbox/server.ts'
import { runStepInMemory } from '../../testing/memory.ts'
import fc from '../harness/property.ts'
import { app, back, commits, main, podOf, ran, shas } from '../harness/rollback.ts'
import type { Game, Played } from './driver.ts'

// Histories of deployments, with returns, failures and other people's deployments, while responses get lost: a rollback
// leads to a deployment that succeeded, never to what runs, and `previous` never back to what was just left. It is deployed
// at most once.

const ms = (min: number, max: number) => fc.integer({ min, max })
const superseded = [{ afterMs: 0, status: 'created' }] as const
const ends = { succeeded: succeeds(0), failed: fails(0, 'No such bucket'), superseded }
const entry = fc.record({
  commit: fc.constantFrom<(string | undefined)[]>(...shas, ...shas, undefined, 'abc123'),
  end: fc.constantFrom<(keyof typeof ends)[]>('succeeded', 'succeeded', 'succeeded', 'failed', 'superseded'),
  /** Whether its message says that it is a return. */
  isReturn: fc.constantFrom(false, false, true),
})
type Entry = typeof entry extends fc.Arbitrary<infer Value> ? Value : never

const when = fc.constantFrom('before' as const, 'after' as const)
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constantFrom('reset' as const, 'hang' as const), when }),
  fc.record({ kind: fc.constant('status' as const), status: fc.constantFrom(500, 503), when }),
  // A request that gets one of these has done nothing.
  fc.record({ kind: fc.constant('status' as const), status: fc.constantFrom(400, 409, 429) }),
)
const reads = ['listDeployments', 'getApp', 'githubContents']
const rule: fc.Arbitrary<FaultRule> = fc
  .record({
    path: fc.constantFrom(...['createDeployment', 'createDeployment', 'updateApp', ...reads]),
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
  /** Which deployment `to` names, and how; undefined for `previous`. */
  named: fc.option(fc.record({ index: fc.nat(29), by: fc.constantFrom('ID', 'commit') }), { nil: undefined }),
})

type Draw = typeof draws extends fc.Arbitrary<infer Value> ? Value : never

const toSeed = ({ commit, end, isReturn }: Entry, createdMsAgo: number): DeploymentSeed =>
  ran(commit, { createdMsAgo, plan: ends[end], ...(isReturn && back(1)) })

const isRecorded = (commit: string | undefined): commit is string => shas.some((sha) => sha === commit)

/** What `to` has to lead to, by the rules: the commit, or nothing. @param history oldest first */
function findTarget(
  history: readonly Entry[],
  named: Entry | undefined,
  isById: boolean,
): string | undefined {
  const [runs, ...earlier] = history.filter(({ end }) => end === 'succeeded').reverse()
  if (named !== undefined) {
    const { commit, end } = named
    const hasSucceeded = isById ? end === 'succeeded' : earlier.some((entry) => entry.commit === commit)
    return hasSucceeded && isRecorded(commit) && commit !== runs?.commit ? commit : undefined
  }
  if (runs?.isReturn) return undefined
  const recorded = earlier.map(({ commit }) => commit).filter(isRecorded)
  const at = recorded.findIndex((commit) => commit !== runs?.commit)
  return recorded[at]
}

async function goBack(sandbox: Sandbox, to: string) {
  const { apiToken } = sandbox.credentials
  const before = sandbox.cloud.state.records.length
  const inputs = {
    'api-url': sandbox.url,
    'api-token': apiToken,
    'app-id': '4711',
    to,
    'timeout-seconds': '120',
    'request-timeout-seconds': '2',
    'dataset-ready-timeout-seconds': '0',
  }
  const env = { GITHUB_API_URL: sandbox.githubApiUrl }
  const result = await runStepInMemory({ action: 'rollback', inputs, githubToken: 'token', env }, sandbox)
  const created = sandbox.cloud.state.records.slice(before).filter((each) => each.creationSource === 'api')
  return { ...result, created: created.map(({ commitSha }) => commitSha ?? 'none') }
}

/** Rollbacks by hand. The lie is whether a list has no messages. */
export const returns: Game<Draw, boolean> = { draws, play: (drawn, { lie }) => play(drawn, lie) }

/** Goes back once, and again if nothing was in the way, and says which promises were broken. */
async function play(drawn: Draw, isMute = false): Promise<Played> {
  const { history, isRolling, faults, intruder, lagMs, named: { index = 0, by } = {} } = drawn
  const hourMs = 3_600_000
  const sandbox = createSandbox({
    apps: [app],
    commits,
    branches: [main],
    deployments: [
      ...history.map((entry, index) => toSeed(entry, (history.length + 1 - index) * hourMs)),
      ...(isRolling ? [ran(shas[0], { createdMsAgo: 60_000, plan: neverEnds(0) })] : []),
    ],
    faults,
    listLagMs: lagMs,
    plan: succeeds(2000),
  })
  let requests = 0
  let writes = 0
  const { handle } = sandbox.cloud
  sandbox.cloud.handle = async (call) => {
    if (++requests === intruder?.request) sandbox.cloud.state.seed(toSeed(intruder.entry, 0))
    if (call.method !== 'GET' && call.path.startsWith('/v1/')) writes += 1
    const answer = await handle.call(sandbox.cloud, call)
    const isList = call.method === 'GET' && call.path.endsWith('/deployments')
    if (!isList || !isMute || !('reply' in answer) || answer.reply.status !== 200) return answer
    const { deployments } = JSON.parse(Buffer.from(bytesOf(answer.reply)).toString())
    const mute = deployments.map((deployment: object) => ({ ...deployment, commit_message: null }))
    return { ...answer, reply: json(200, { deployments: mute }) }
  }
  const at = index % history.length
  const named = by && history[at]
  const isById = by === 'ID' || !isRecorded(named?.commit)
  const id = String(sandbox.cloud.state.records[at]?.id)
  const to = named === undefined ? 'previous' : isById ? id : (named.commit ?? '').slice(0, 7)
  const run = await goBack(sandbox, to)
  const hasIntruded = intruder !== undefined && requests >= intruder.request
  const targets = [history, ...(hasIntruded ? [[...history, intruder.entry]] : [])].map((entries) =>
    findTarget(entries, named, isById),
  )
  const { outcome = 'none' } = run.outputs
  const [created] = run.created
  const found: string[] = []
  const demand = (holds: boolean, what: string) => holds || found.push(what)
  demand(run.created.length <= 1, `it created ${run.created.length} deployments`)
  demand(created === undefined || targets.includes(created), `it went to ${created}, and not to ${targets}`)
  demand(targets.some(Boolean) || writes === 0, 'there is nothing to go back to, and it wrote')
  const now = sandbox.cloud.state.apps[0]?.spicepod
  const isUndisturbed = !faults.some(({ on }) => on?.path === 'updateApp' || on?.path === 'getApp')
  const isRestored = outcome === 'refused' && isUndisturbed
  demand(!isRestored || isDeepStrictEqual(now, app.spicepod), 'it was refused, and left its spicepod')
  if (outcome === 'succeeded') {
    // If somebody else deploys the same commit at that moment, it cannot be told from a create that was lost.
    const isTwin = hasIntruded && targets.includes(intruder.entry.commit)
    demand(created !== undefined || isTwin, 'it succeeded, and created nothing')
    // Somebody else's push at the same time is not played.
    const version = created && String(shas.indexOf(created) + 1)
    demand(version === undefined || isDeepStrictEqual(now, podOf(version)), 'the app has another spicepod')
  }
  if (outcome !== 'succeeded' || hasIntruded || lagMs > 0)
    return { happened: [outcome], found, transcript: run.log }
  sandbox.cloud.faults.clear()
  const again = await goBack(sandbox, to)
  const left = history.findLast(({ end }) => end === 'succeeded')?.commit
  const isRefused = again.outputs.outcome === 'refused' && again.created.length === 0
  demand(isRefused || (!named && !isRecorded(left)), 'it went on after a return')
  demand(created === undefined || !again.created.includes(created), 'it went to what runs')
  return { happened: [outcome], found, transcript: `${run.log}\n${again.log}` }
}
