import { expect, test } from '@jest/globals'
import { beforeEachCall, creating, namesOfWrites, onArrival, request, writesOf } from '../../harness/app.ts'
import { deploy } from '../../harness/run.ts'
import { manifest, spicepod } from '../../harness/spicepods.ts'
import { readSummary } from '../../harness/summary.ts'

const key = 'Zq7vKx2mWp9dRt4b'
const everything = { tags: 'team: data', secrets: `FIRST=${key}\nSECOND=${key}` }
const files = { 'spicepod.yaml': manifest }
const hides = [key]
const app = { id: 4711, name: 'taxi', tags: { owner: 'ada' } }
const tags = { owner: 'ada', repository: 'acme_taxi', team: 'data' }

const refusing = (path: string, nth: number) => ({
  faults: [{ on: { path, nth }, fault: { kind: 'status', status: 403, body: { error: 'No' } } as const }],
})

test('changes are applied in order, each in its own request', async () => {
  const run = await deploy({
    inputs: everything,
    files,
    hides,
    sandbox: { apps: [app] },
    looks: ['succeeded'],
  })
  expect(writesOf(run)).toEqual([
    ['updateApp', { tags }],
    ['updateApp', { spicepod: manifest }],
    ['upsertSecret', { name: 'FIRST', value: key }],
    ['upsertSecret', { name: 'SECOND', value: key }],
    ['createDeployment', request],
  ])
  expect(run.sandbox.cloud.state.records[0]?.spicepod).toEqual(spicepod)
  expect(run.lines).toEqual([
    'Set tags repository, team',
    'Pushed spicepod.yaml',
    '+ dataset trips',
    'Stored secret FIRST',
    'Stored secret SECOND',
    'Deploying app 4711 · branch main · commit 1f2e3d4 · "Fix the meter"',
    'Created deployment 1001',
    expect.stringMatching(/succeeded$/),
    'No earlier deployments to estimate the duration from.',
    expect.stringMatching(/^Deployment 1001 .*is live\./),
  ])
  expect(readSummary(run.summary)).toContain(
    'Written by this run: set tags repository, team, pushed spicepod.yaml, stored secrets FIRST, SECOND',
  )
})

const rows: [string, ReturnType<typeof refusing>, string[], string][] = [
  ['the app cannot be made', refusing('createApp', 1), ['createApp'], ''],
  ['the spicepod is refused', refusing('updateApp', 1), ['createApp', 'updateApp'], 'created app taxi-fares'],
  [
    'the second secret is refused',
    refusing('upsertSecret', 2),
    ['createApp', 'updateApp', 'upsertSecret', 'upsertSecret'],
    'created app taxi-fares (4712), pushed spicepod.yaml, stored secret FIRST.',
  ],
  [
    'the deployment is refused',
    refusing('createDeployment', 1),
    ['createApp', 'updateApp', 'upsertSecret', 'upsertSecret', 'createDeployment'],
    'created app taxi-fares (4712), pushed spicepod.yaml, stored secrets FIRST, SECOND.',
  ],
]
test.each(rows)('changes that were already made are reported when %s', async (_, sandbox, names, says) => {
  const run = await deploy({
    inputs: { ...creating, ...everything },
    files,
    hides,
    sandbox: { apps: [{ id: 4711, name: 'weather' }], ...sandbox },
  })
  expect(namesOfWrites(run)).toEqual(names)
  expect(run.outputs.outcome).toBe('refused')
  if (says === '') expect(run.errors[0]).not.toContain('Changes already made')
  else {
    expect(run.errors[0]).toContain(`Changes already made: ${says}`)
    expect(readSummary(run.summary)).toContain(`Changes already made: ${says}`)
  }
})

test.each(['SIGINT', 'SIGTERM'] as const)('changes are told when %s interrupts the run', async (signal) => {
  let cut = () => {}
  const run = await deploy({
    creates: 0,
    inputs: everything,
    files,
    hides,
    sandbox: { apps: [app], faults: [{ on: { path: 'upsertSecret', nth: 2 }, fault: { kind: 'hang' } }] },
    prepare: (sandbox) =>
      beforeEachCall(sandbox, ({ rawBody }) => {
        if (rawBody.includes('"SECOND"')) setImmediate(cut)
      }),
    onLine: (_, __, running) => {
      cut = () => running.signal(signal)
    },
  })
  expect(run.outputs.outcome).toBe('cancelled')
  expect(run.errors[0]).toContain('Cancelled before a deployment was requested. Nothing was deployed.')
  expect(run.errors[0]).toContain(
    'Changes already made: set tags repository, team, pushed spicepod.yaml, stored secret FIRST. Unconfirmed: stored secret SECOND.',
  )
  expect(run.sandbox.cloud.state.records).toEqual([])
})

test('an app that disappears between two changes is reported in the words of the API', async () => {
  const run = await deploy({
    inputs: everything,
    files,
    hides,
    sandbox: { apps: [app] },
    prepare: (sandbox) =>
      onArrival(sandbox, 'upsertSecret', () => {
        const { state } = sandbox.cloud
        for (const each of [...state.apps]) state.delete(each)
      }),
  })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]).toMatch(/^Storing the secret at \S+ failed \(HTTP 404\)[\s\S]*pushed spicepod\.yaml/)
})
