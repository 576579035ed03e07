import { expect, test } from '@jest/globals'
import { NoResponseError } from '../../src/core/errors.ts'
import { deadlineIn } from '../../src/platform/clock.ts'
import { expectNoViolationsIn } from './driver.ts'
import { known } from './known.ts'
import { playSchedule, scheduled } from './schedules.ts'
import type { Act } from './simulation.ts'

// The same schedules each time, so that a failure comes from the current change. `npm run chaos` runs others.
const seed = 20_261_124
// Only a sample: CI runs these and thousands more with `npm run chaos`.
const runs = 60

test.each(known)('a known difficult schedule ends well: %s', async (_, schedule) => {
  expect(await playSchedule(schedule)).toMatchObject({ found: [] })
})

test('a run with any faults creates at most one deployment and reports the truth about it in time', async () => {
  const tally = new Map<string, number>()
  await expectNoViolationsIn(scheduled(), { runs, seed, tally })
  console.log(`seed ${seed}`, Object.fromEntries(tally))
  // A test whose runs never get far would pass as well.
  for (const kind of ['succeeded', 'failed', 'superseded', 'refused', 'started']) {
    expect(tally.get(kind)).toBeGreaterThan(runs / 100)
  }
  for (const what of ['lost', 'found', 'repeated', 'waiting', 'resumed'])
    expect(tally.get(`event: ${what}`)).toBeGreaterThan(runs / 20)
})

test('a run creates at most one deployment even if others deploy the same commit', async () => {
  const tally = new Map<string, number>()
  const seed = 20_261_125
  await expectNoViolationsIn(scheduled({ twins: true }), { runs, seed, tally })
  console.log(`seed ${seed}`, Object.fromEntries(tally))
  expect(tally.get('event: attached')).toBeGreaterThan(2)
})

// The tests above are only as good as the bugs that they catch.
test.each([
  ['repeats a create whose response was lost', repeatsBlindly, /made 2 deployments|asked again/],
  ['takes an older deployment of its commit for its own', adoptsAny, /it took for its own/],
  ['believes that a created deployment succeeds', believes, /succeeded, but the record says/],
  ['waits without an end', waitsOn, /after the deadline/],
  ['creates a deployment beside a lost resume', createsBeside, /made 2 deployments|asked again/],
] as [string, Act, RegExp][])('chaos catches a run that %s', async (_, act, message) => {
  const playing = expectNoViolationsIn(scheduled({ twins: true }), { runs: 200, seed, lie: act })
  await expect(playing).rejects.toThrow(message)
})

const create: (...given: Parameters<Act>) => ReturnType<Collaborator['createDeployment']> = (
  { inputs: { appId = 0, commitSha = '', branch = '', timeoutMs } },
  { api, clock },
) => api.createDeployment(appId, { commit_sha: commitSha, branch }, deadlineIn(timeoutMs, clock))

type Collaborator = Parameters<Act>[1]['api']

async function repeatsBlindly(...given: Parameters<Act>): ReturnType<Act> {
  for (let tries = 0; tries < 3; tries++) {
    try {
      return { kind: 'started', deployment: await create(...given) }
    } catch (error) {
      if (!(error instanceof NoResponseError)) break
    }
  }
  return { kind: 'unknown', reason: 'it has no idea' }
}

async function adoptsAny(...given: Parameters<Act>): ReturnType<Act> {
  const [{ inputs }, { api, clock, emit }] = given
  try {
    return { kind: 'started', deployment: await create(...given) }
  } catch {
    const deadline = deadlineIn(1000, clock)
    const page = await api.listDeployments(inputs.appId ?? 0, 20, deadline).catch(() => undefined)
    const deployment = page?.deployments.find((each) => each.commit_sha === inputs.commitSha)
    if (deployment === undefined) return { kind: 'unknown', reason: 'it has no idea' }
    emit({ type: 'create.found', deployment })
    return { kind: 'started', deployment }
  }
}

async function believes(...given: Parameters<Act>): ReturnType<Act> {
  try {
    return { kind: 'succeeded', deployment: await create(...given) }
  } catch {
    return { kind: 'unknown', reason: 'it has no idea' }
  }
}

async function waitsOn(...given: Parameters<Act>): ReturnType<Act> {
  const outcome = await believes(...given)
  await given[1].clock.sleep(1_800_000)
  return outcome.kind === 'succeeded' ? { kind: 'started', deployment: outcome.deployment } : outcome
}

async function createsBeside(...given: Parameters<Act>): ReturnType<Act> {
  const [{ inputs }, { api, clock }] = given
  try {
    const resuming = api.resumeApp(inputs.appId ?? 0, deadlineIn(inputs.timeoutMs / 2, clock))
    return { kind: 'started', deployment: await resuming.catch(() => create(...given)) }
  } catch {
    return { kind: 'unknown', reason: 'it has no idea' }
  }
}
