// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.
import { expect, test } from '@jest/globals'
import { beforeEachCall, creating, namesOfWrites } from '../../harness/app.ts'
import { remove } from '../../harness/remove.ts'
import { type ActionRun, deploy, faultAt, type RunOptions } from '../../harness/run.ts'
import { manifest } from '../../harness/spicepods.ts'

const files = { 'spicepod.yaml': manifest }

/** As many apps, the last one with the name that the runs look for. */
const apps = (amount: number, last = 'taxi-fares') =>
  Array.from({ length: amount }, (_, index) => ({
    id: 5001 + index,
    name: index === amount - 1 ? last : `other-${index}`,
  }))

const offsets = ({ requests }: ActionRun, list = 'listApps') =>
  requests.flatMap(({ operation, query }) => (operation === list ? [query.offset] : []))

test.each([
  [20, 41, [undefined, '20', '40']],
  [20, 40, [undefined, '20', '40']],
  [100, 101, [undefined, '100']],
  [100, 99, [undefined]],
])('an app is found on the last page, with %i entries each, of %i apps', async (pageSize, amount, pages) => {
  const run = await deploy({ inputs: creating, sandbox: { pageSize, apps: apps(amount) } })
  expect([run.outputs.outcome, run.outputs['app-id']]).toEqual(['succeeded', String(5000 + amount)])
  expect([offsets(run), namesOfWrites(run)]).toEqual([pages, ['createDeployment']])
})

test.each([20, 100])('a server that answers the same %i apps again has no others', async (amount) => {
  const run = await deploy({
    inputs: { 'app-id': undefined, 'app-name': 'taxi-fares' },
    sandbox: { apps: apps(amount, 'other') },
  })
  expect(run.errors[0]).toContain(`It has ${amount} apps, none with a similar name`)
  expect(offsets(run)).toEqual([undefined, String(amount)])
})

test.each([400, 404, 422])('a server that refuses the next page (%i) has no others', async (status) => {
  const run = await deploy({
    inputs: creating,
    files,
    sandbox: { apps: apps(20, 'other') },
    faults: [faultAt('listApps', { kind: 'status', status }, { nth: 2, times: 2 })],
  })
  expect([run.outputs.outcome, run.annotations]).toEqual(['succeeded', []])
  expect(namesOfWrites(run)).toEqual(['createApp', 'updateApp', 'createDeployment'])
})

test('pages that overlap, with entries that cannot be read, are read to the end', async () => {
  const listed = [{ name: 'no id' }, null, ...apps(60)]
  const faults = [0, 18, 38, 58].map((from, index) =>
    faultAt(
      'listApps',
      { kind: 'misshapen', body: { apps: listed.slice(from, from + 20) } },
      { nth: index + 1 },
    ),
  )
  const run = await deploy({ inputs: creating, sandbox: { apps: apps(60) }, faults })
  expect([run.outputs['app-id'], namesOfWrites(run)]).toEqual(['5060', ['createDeployment']])
})

test.each<[string, RunOptions]>([
  ['an error', { faults: [faultAt('listApps', { kind: 'status', status: 403 }, { nth: 2 })] }],
  [
    'ever more pages',
    {
      // With each page, the cloud has twenty more apps.
      prepare: (sandbox) =>
        beforeEachCall(sandbox, ({ path }) => {
          if (!/\/apps$/.test(path)) return
          const { apps } = sandbox.cloud.state
          apps.push(...apps.slice(0, 20).map((app, index) => ({ ...app, id: 9000 + apps.length + index })))
        }),
    },
  ],
])('a list that cannot be read to its end proves nothing: %s', async (_, setup) => {
  const inputs = { 'app-id': '', 'app-name': 'taxi-fares' }
  const run = await remove({ ...setup, inputs, sandbox: { pageSize: 20, apps: apps(40, 'other') } })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'refused'])
  expect(offsets(run).length).toBeLessThanOrEqual(100)
})

const withSecrets = `version: v1
kind: Spicepod
name: taxi
datasets:
  - from: postgres:public.trips
    name: trips
    params:
      pg_user: \${secrets:OWN_20}
      pg_pass: \${secrets:ORG_20}
`

test('secrets are found on the second page of each list', async () => {
  const names = (prefix: string) => Array.from({ length: 21 }, (_, index) => `${prefix}_${index}`)
  const secrets = Object.fromEntries(names('OWN').map((name) => [name, 'Zq7vKx2mWp9dRt4b']))
  const run = await deploy({
    files: { 'spicepod.yaml': withSecrets },
    sandbox: {
      pageSize: 20,
      orgs: [{ name: 'sandbox-org', secrets: names('ORG') }],
      apps: [{ id: 4711, name: 'taxi', secrets, orgSecrets: names('ORG') }],
    },
  })
  expect([run.outputs.outcome, run.annotations]).toEqual(['succeeded', []])
  expect([offsets(run, 'listSecrets'), offsets(run, 'listLinkedOrgSecrets')]).toEqual([
    [undefined, '20'],
    [undefined, '20'],
  ])
})

test('a region is found on the second page', async () => {
  const regions = Array.from({ length: 21 }, (_, index) => ({ region: `us-east-${index}` }))
  const run = await deploy({
    inputs: { ...creating, region: 'us-east-20' },
    files,
    sandbox: { pageSize: 20, regions, apps: [] },
  })
  expect(namesOfWrites(run)).toEqual(['createApp', 'updateApp', 'createDeployment'])
})
