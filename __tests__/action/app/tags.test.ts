import { expect, test } from '@jest/globals'
import {
  changingDuring,
  expectRefusedAtOnce,
  namesOfWrites,
  onArrival,
  request,
  writesOf,
} from '../../harness/app.ts'
import { deploy, faultAt } from '../../harness/run.ts'
import { manifest, spicepod } from '../../harness/spicepods.ts'

const app = { id: 4711, name: 'taxi', tags: { owner: 'ada', team: 'maps' } }
const put = (tags: Record<string, string>) => ['updateApp', { tags }]
const repository = 'acme_taxi'

test.each([
  [
    'a YAML map',
    'team: data # a comment\nenvironment: "production"\n# another\n',
    { team: 'data', environment: 'production' },
  ],
  [
    'numbers and others as they are written',
    'a: 0123\nb: 1e3\nc: 0x1F\nd: true\ne: null\nf: 1_000\ng: 2026-11-24\nh: @me\ni:',
    { a: '0123', b: '1e3', c: '0x1F', d: 'true', e: 'null', f: '1_000', g: '2026-11-24', h: '@me', i: '' },
  ],
  ['the repository itself', 'repository: another_one', { repository: 'another_one' }],
])('tags of %s are merged with the existing ones', async (_, tags, given) => {
  const run = await deploy({ inputs: { tags }, sandbox: { apps: [app] } })
  expect(writesOf(run)).toEqual([put({ ...app.tags, repository, ...given }), ['createDeployment', request]])
  expect([run.outputs.outcome, run.annotations]).toEqual(['succeeded', []])
})

test('tags are set on an app that has none', async () => {
  const run = await deploy({
    inputs: { tags: 'team: data' },
    sandbox: { apps: [{ id: 4711, name: 'taxi', tags: null }] },
  })
  expect(writesOf(run)[0]).toEqual(put({ repository, team: 'data' }))
  expect(run.lines).toContain('Set tags repository, team')
})

test('tags that are already up to date are not written', async () => {
  const run = await deploy({
    inputs: { tags: 'team: maps' },
    sandbox: { apps: [{ ...app, tags: { ...app.tags, repository } }] },
  })
  expect(namesOfWrites(run)).toEqual(['createDeployment'])
  expect(run.lines).toContain('Tags are already up to date.')
})

test('tags are not changed without the input', async () => {
  const run = await deploy({ sandbox: { apps: [app] } })
  expect(namesOfWrites(run)).toEqual(['createDeployment'])
  expect(run.sandbox.cloud.state.apps[0]?.tags).toEqual(app.tags)
})

test('the `repository` tag has only the characters that the API allows', async () => {
  const run = await deploy({
    inputs: { tags: 'team: data' },
    env: { GITHUB_REPOSITORY: 'Acme-Corp/taxi.fares_é', GITHUB_SERVER_URL: undefined },
    sandbox: { apps: [app] },
  })
  expect(writesOf(run)[0]).toEqual(put({ ...app.tags, repository: 'Acme-Corp_taxi_fares__', team: 'data' }))
})

test('the ID of the repository is a tag beside its name, unless one is given', async () => {
  const setup = { env: { GITHUB_REPOSITORY_ID: '5081' }, sandbox: { apps: [app] } }
  const run = await deploy({ ...setup, inputs: { tags: 'team: data' } })
  expect(writesOf(run)[0]).toEqual(put({ ...app.tags, repository, repository_id: '5081', team: 'data' }))
  const given = await deploy({ ...setup, inputs: { tags: 'repository_id: "7"' } })
  expect(writesOf(given)[0]).toEqual(put({ ...app.tags, repository, repository_id: '7' }))
  expect(namesOfWrites(await deploy(setup))).toEqual(['createDeployment'])
})

test.each([[['team']], ['team=maps']])('unreadable tags of the app are not overwritten: %j', async (tags) => {
  const fault = { kind: 'misshapen', body: { ...app, tags } } as const
  const sandbox = { apps: [app], faults: [{ on: { path: 'getApp', times: 9 }, fault }] }
  const inputs = { tags: 'team: data', secrets: 'KEY=Ft5sLq8nXc3jBw6y' }
  for (const dry of ['true', 'false']) {
    const hides = ['Ft5sLq8nXc3jBw6y']
    const run = await deploy({ inputs: { ...inputs, 'dry-run': dry }, sandbox, hides })
    expect([run.outputs.outcome, namesOfWrites(run)]).toEqual(['refused', []])
    expect(run.outputs).not.toHaveProperty('has-changes')
    expect(run.errors[0]).toMatch(/^The tags of the app could not be read[\s\S]*remove the input `tags`/)
  }
  const run = await deploy({ sandbox })
  expect([run.outputs.outcome, namesOfWrites(run)]).toEqual(['succeeded', ['createDeployment']])
})

test('tags that cannot be read any more after a conflict are not overwritten', async () => {
  const run = await deploy({
    inputs: { tags: 'team: data' },
    sandbox: {
      apps: [app],
      faults: [
        ...changingDuring(1),
        faultAt('getApp', { kind: 'misshapen', body: { ...app, tags: [] } }, { nth: 2 }),
      ],
    },
  })
  expect([run.outputs.outcome, namesOfWrites(run)]).toEqual(['refused', ['updateApp']])
  expect(run.errors[0]).toContain('The tags of the app could not be read')
})

test('tags that somebody else sets at the same time are kept', async () => {
  const run = await deploy({
    inputs: { tags: 'team: data' },
    sandbox: { apps: [app], faults: changingDuring(1) },
    prepare: (sandbox) =>
      onArrival(sandbox, 'updateApp', () => {
        const [live] = sandbox.cloud.state.apps
        if (live) live.tags = { owner: 'bob', added: 'meanwhile' }
      }),
  })
  expect(writesOf(run)).toEqual([
    put({ ...app.tags, repository, team: 'data' }),
    put({ owner: 'bob', added: 'meanwhile', repository, team: 'data' }),
    ['createDeployment', request],
  ])
  expect(run.outputs.outcome).toBe('succeeded')
})

test('tags that somebody else has set in the meantime are not written again', async () => {
  const run = await deploy({
    inputs: { tags: 'team: data', 'timeout-seconds': '3' },
    sandbox: {
      apps: [app],
      faults: [
        ...changingDuring(1),
        { on: { path: 'createDeployment', times: 99 }, fault: { kind: 'status', status: 429 } },
      ],
    },
    prepare: (sandbox) =>
      onArrival(sandbox, 'updateApp', () => {
        const [live] = sandbox.cloud.state.apps
        if (live) live.tags = { repository, team: 'data' }
      }),
  })
  expect(namesOfWrites(run).filter((name) => name === 'updateApp')).toHaveLength(1)
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.errors[0]).not.toMatch(/set tags/)
})

test('tags are given up on an app that keeps changing, and the run says so', async () => {
  const run = await deploy({
    inputs: { tags: 'team: data' },
    sandbox: { apps: [app], faults: changingDuring(99) },
  })
  expect(namesOfWrites(run)).toEqual(['updateApp', 'updateApp', 'updateApp'])
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]).toMatch(
    /^Changing the app at \S+ failed \(HTTP 409\): App changed state[\s\S]*Re-run this job/,
  )
})

test('tags that the plan does not include are rejected before the spicepod is pushed', async () => {
  const run = await deploy({
    inputs: { tags: 'team: data' },
    files: { 'spicepod.yaml': manifest },
    sandbox: { apps: [app], tagsAllowed: false },
  })
  expect([namesOfWrites(run), run.outputs.outcome]).toEqual([['updateApp'], 'refused'])
  expect(run.errors[0]).toMatch(/Tags are not available on the Community plan[\s\S]*`tags`/)
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).not.toEqual(spicepod)
})

test.each<[string, string, (string | RegExp)[]]>([
  ['a value with a slash', 'team: data\npath: a/b', ['`path`', '`a/b`', /Letters, digits, `_`, `@` and `-`/]],
  ['a list', '- team', ['`tags`', /YAML or JSON map/]],
])('an error names the bad tags, and nothing is sent: %s', async (_, tags, says) => {
  await expectRefusedAtOnce({ inputs: { tags }, files: { 'spicepod.yaml': manifest } }, says)
})
