import { expect, test } from '@jest/globals'
import type { Fault, FaultRule } from '../../../sandbox/faults.ts'
import { creating, failed, namesOfWrites } from '../../harness/app.ts'
import { deploy, faultAt, type SomeInputs } from '../../harness/run.ts'
import { manifest, oldSpicepod, spicepod } from '../../harness/spicepods.ts'

const secret = 'Zq7vKx2mWp9dRt4b'
const calls = ['createApp', 'updateApp', 'upsertSecret'] as const

/** The same fault on the first of each call that writes to the app. */
const onEach = (fault: Fault) => calls.map((path) => ({ on: { path }, fault }))

/** A run that creates an app, changes it and stores a secret, with these faults. */
const createThrough = (faults: readonly FaultRule[], inputs: SomeInputs = {}) =>
  deploy({
    inputs: { ...creating, secrets: `PG_PASSWORD=${secret}`, 'request-timeout-seconds': '1', ...inputs },
    files: { 'spicepod.yaml': manifest },
    hides: [secret],
    sandbox: { apps: [{ id: 4711, name: 'weather' }] },
    faults,
  })

async function deployThrough(fault: Fault) {
  const run = await createThrough(onEach(fault), { 'timeout-seconds': '30' })
  const { apps, records } = run.sandbox.cloud.state
  expect(run.sandbox.cloud.faults.hits).toHaveLength(calls.length)
  expect(apps.map(({ name }) => name)).toEqual(['weather', 'taxi-fares'])
  expect(apps[1]).toMatchObject({
    tags: { repository: 'acme_taxi' },
    spicepod,
    secrets: { PG_PASSWORD: secret },
  })
  expect(records).toMatchObject([{ appId: apps[1]?.id, spicepod }])
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': String(apps[1]?.id) })
  expect(run.lines).toEqual(
    expect.arrayContaining([
      ...[`Created app taxi-fares (4712)`, 'Pushed spicepod.yaml', 'Stored secret PG_PASSWORD'],
    ]),
  )
  return run
}

// `faults/answers` has what else may come in place of a response.
test.each<[string, Fault]>([
  ['silence', { kind: 'hang', when: 'after' }],
  ['a web page', { kind: 'html', when: 'after' }],
])('an applied request without a response leads to one app: %s', async (_, fault) => {
  expect(namesOfWrites(await deployThrough(fault)).filter((name) => name === 'createApp')).toHaveLength(1)
})

test('a request that was not applied is sent again', async () => {
  await deployThrough({ kind: 'reset' })
})

test('a request that was turned away is sent again', async () => {
  const run = await deployThrough({ kind: 'status', status: 429 })
  expect(namesOfWrites(run)).toEqual([
    ...['createApp', 'createApp', 'updateApp', 'updateApp', 'upsertSecret', 'upsertSecret'],
    'createDeployment',
  ])
})

test('an app that the server reports as created, but never shows, is not requested again', async () => {
  const run = await deploy({
    creates: 0,
    maxWarnings: 2,
    inputs: creating,
    sandbox: { apps: [], faults: [{ on: { path: 'createApp' }, fault: { kind: 'misshapen' } }] },
  })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([['createApp'], 'unknown'])
  expect(run.errors[0]).toMatch(/creating the app at \S+ failed: HTTP 200 with JSON of an unexpected shape/)
})

test('changes with an unusable response are repeated', async () => {
  const run = await createThrough(onEach({ kind: 'misshapen' }).slice(1))
  expect(run.outputs.outcome).toBe('succeeded')
  expect(namesOfWrites(run)).toEqual([
    ...['createApp', 'updateApp', 'updateApp', 'upsertSecret', 'upsertSecret'],
    'createDeployment',
  ])
})

test('a lost app is found in a list that lags before another one is requested', async () => {
  // Twice without it while looking up the create.
  const run = await deploy({
    maxWarnings: 2,
    inputs: { ...creating, spicepod: '', 'timeout-seconds': '30' },
    sandbox: {
      apps: [{ id: 4711, name: 'weather' }],
      plan: failed,
      faults: [
        faultAt('createApp', { kind: 'reset', when: 'after' }),
        faultAt(
          'listApps',
          { kind: 'status', status: 200, body: { apps: [{ id: 4711, name: 'weather' }] } },
          { nth: 2, times: 2 },
        ),
      ],
    },
  })
  expect(namesOfWrites(run)).toEqual(['createApp', 'createDeployment'])
  expect(run.outputs['app-id']).toBe('4712')
})

test.each([
  ['createApp', 'Unconfirmed: created app taxi-fares.'],
  ['updateApp', 'created app taxi-fares (4712). Unconfirmed: pushed spicepod.yaml.'],
  ['upsertSecret', 'pushed spicepod.yaml. Unconfirmed: stored secret PG_PASSWORD.'],
])('a change without a response is unconfirmed, after those before it: %s', async (path, says) => {
  const run = await createThrough([{ on: { path, times: 99 }, fault: { kind: 'hang' } }], {
    'timeout-seconds': '2.5',
  })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.errors[0]).toContain(says)
  expect(run.sandbox.cloud.state.records).toEqual([])
})

/** A run that pushes a spicepod over another one, and whose deployment fails. */
const failAfterPush = (timeout: string, faults: readonly FaultRule[]) =>
  deploy({
    maxWarnings: 2,
    inputs: { 'on-failure': 'restore', 'request-timeout-seconds': '1', 'timeout-seconds': timeout },
    files: { 'spicepod.yaml': manifest },
    sandbox: { apps: [{ id: 4711, name: 'taxi', spicepod: oldSpicepod }], plan: failed, faults },
  })

test('a push with a lost response and a conflict after it is restored', async () => {
  const run = await failAfterPush('30', [
    faultAt('updateApp', { kind: 'status', status: 502, when: 'after' }),
    faultAt('updateApp', { kind: 'status', status: 409 }),
  ])
  expect(run.outputs.outcome).toBe('failed')
  expect(run.lines).toContain('Pushed spicepod.yaml')
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(oldSpicepod)
})

test('a restore without a response in time is not reported as failed', async () => {
  const run = await failAfterPush('2.5', [
    faultAt('updateApp', { kind: 'hang', when: 'after' }, { nth: 2, times: 99 }),
  ])
  expect(run.outputs.outcome).toBe('failed')
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(oldSpicepod)
  expect(run.errors[0]).not.toMatch(/(Restore|Rollback) failed/)
})

test.each([{}, { success: true }])('a change that is confirmed by %j is applied', async (body) => {
  const run = await deploy({
    inputs: { secrets: `KEY=${secret}` },
    files: { 'spicepod.yaml': manifest },
    faults: (['updateApp', 'upsertSecret'] as const).map((path) =>
      faultAt(path, { kind: 'misshapen', when: 'after', body }),
    ),
    hides: [secret],
  })
  expect(namesOfWrites(run)).toEqual(['updateApp', 'upsertSecret', 'createDeployment'])
  expect(run.outputs.outcome).toBe('succeeded')
})
