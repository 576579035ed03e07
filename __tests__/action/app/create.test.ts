import { describe, expect, test } from '@jest/globals'
import type { SandboxOptions } from '../../../sandbox/server.ts'
import {
  creating,
  deploy,
  failed,
  manifest,
  namesOfWrites,
  oldSpicepod,
  onArrival,
  request,
  spicepod,
  writesOf,
} from '../../harness/app.ts'

const files = { 'spicepod.yaml': manifest }
const other: SandboxOptions['apps'] = [{ id: 4711, name: 'weather' }]
const body = {
  name: 'taxi-fares',
  region: 'us-east-1',
  visibility: 'private',
  tags: { repository: 'acme_taxi' },
}

describe('a missing app', () => {
  test('a missing app is created and gets its spicepod before it is deployed', async () => {
    const run = await deploy({ inputs: creating, files, sandbox: { apps: other } })
    expect(writesOf(run)).toEqual([
      ['createApp', body],
      ['updateApp', { spicepod: manifest }],
      ['createDeployment', request],
    ])
    expect(run.outputs).toMatchObject({
      outcome: 'succeeded',
      'app-id': '4712',
      'app-name': 'taxi-fares',
      'app-url': 'https://spice.ai/sandbox-org/taxi-fares',
    })
    expect(run.sandbox.cloud.state.apps[1]).toMatchObject({ region: 'us-east-1', spicepod })
    expect(run.lines).toEqual(
      expect.arrayContaining(['Created app taxi-fares (4712)', 'Pushed spicepod.yaml']),
    )
    expect(run.annotations).toEqual([])
  })

  test('a new app is created with the settings and tags of the inputs', async () => {
    const inputs = {
      ...creating,
      region: 'us-west-2-prod-aws-data',
      visibility: 'public',
      tags: 'team: data',
    }
    const run = await deploy({ inputs, files, sandbox: { apps: other } })
    expect(writesOf(run)).toEqual([
      [
        'createApp',
        {
          ...body,
          region: 'us-west-2',
          visibility: 'public',
          tags: { repository: 'acme_taxi', team: 'data' },
        },
      ],
      ['updateApp', { spicepod: manifest }],
      ['createDeployment', request],
    ])
  })

  test('a new app also gets the ID of the repository as a tag', async () => {
    const run = await deploy({
      inputs: creating,
      files,
      sandbox: { apps: other },
      env: { GITHUB_REPOSITORY_ID: '5081' },
    })
    expect(writesOf(run)[0]?.[1]).toEqual({ ...body, tags: { ...body.tags, repository_id: '5081' } })
  })

  test('a new app has no tags if neither the input nor the repository sets one', async () => {
    const run = await deploy({
      inputs: creating,
      files,
      sandbox: { apps: other },
      env: { GITHUB_REPOSITORY: undefined },
    })
    const { tags: _, ...without } = body
    expect(writesOf(run)[0]).toEqual(['createApp', without])
    expect(run.outputs.outcome).toBe('succeeded')
  })

  test.each([
    ['true', { default_alerts: true }],
    ['false', { default_alerts: false }],
    [undefined, {}],
  ])('`default-alerts: %s` of a new app is sent as given', async (given, sent) => {
    const run = await deploy({
      files,
      inputs: { ...creating, 'default-alerts': given },
      sandbox: { apps: other },
    })
    expect(writesOf(run)[0]?.[1]).toStrictEqual({ ...body, ...sent })
    expect(run.sandbox.cloud.state.apps[1]?.defaultAlerts).toBe(given !== 'false')
  })

  test.each([
    { error: 'Invalid request body: default_alerts is not supported' },
    {
      error: 'Invalid request body',
      details: { fieldErrors: { default_alerts: ['Unexpected'] }, formErrors: [] },
    },
    {
      error: 'Invalid request body',
      details: { fieldErrors: {}, formErrors: ["Unrecognized key(s) in object: 'default_alerts'"] },
    },
  ])(
    'a server that refuses `default-alerts` creates the app without it, with a warning: %j',
    async (refusal) => {
      const fault = { kind: 'status', status: 400, body: refusal } as const
      const run = await deploy({
        files,
        inputs: { ...creating, 'default-alerts': 'false' },
        sandbox: { apps: other, faults: [{ on: { path: 'createApp' }, fault }] },
      })
      const creates = writesOf(run).filter(([operation]) => operation === 'createApp')
      expect(creates.map(([, sent]) => sent)).toStrictEqual([{ ...body, default_alerts: false }, body])
      expect(run.outputs.outcome).toBe('succeeded')
      expect(run.warnings).toEqual([expect.stringMatching(/^`default-alerts` is ignored/)])
    },
  )

  test('another refusal of a new app with `default-alerts` is final', async () => {
    const fault = { kind: 'status', status: 400, body: { error: 'Invalid name' } } as const
    const run = await deploy({
      inputs: { ...creating, 'default-alerts': 'false' },
      sandbox: { apps: other, faults: [{ on: { path: 'createApp' }, fault }] },
    })
    expect(namesOfWrites(run)).toEqual(['createApp'])
    expect(run.outputs.outcome).toBe('refused')
  })

  test('a new app that does not show everywhere yet is changed and deployed nevertheless', async () => {
    const fault = { kind: 'status', status: 404, body: { error: 'App with ID 4712 not found' } } as const
    const run = await deploy({
      inputs: creating,
      files,
      // The first one could come from a gateway, so it does not count.
      sandbox: { apps: other, faults: [{ on: { path: 'getApp', times: 2 }, fault }] },
    })
    expect(namesOfWrites(run)).toEqual(['createApp', 'updateApp', 'createDeployment'])
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4712', 'app-name': 'taxi-fares' })
    expect(run.annotations).toEqual([])
  })

  test('a new app that cannot be read is not changed, and the run reports that it was created', async () => {
    const fault = { kind: 'status', status: 403, body: { error: 'Insufficient scope' } } as const
    const run = await deploy({
      inputs: creating,
      files,
      sandbox: { apps: other, faults: [{ on: { path: 'getApp' }, fault }] },
    })
    expect(namesOfWrites(run)).toEqual(['createApp'])
    expect(run.outputs).toMatchObject({ outcome: 'refused', 'app-id': '4712' })
    expect(run.errors[0]).toMatch(
      /Insufficient scope[\s\S]*Changes already made: created app taxi-fares \(4712\)\./,
    )
  })

  test('a new app without a spicepod is created but not deployed, and the run says so', async () => {
    const run = await deploy({ inputs: creating, sandbox: { apps: other } })
    expect(namesOfWrites(run)).toEqual(['createApp', 'createDeployment'])
    expect(run.outputs.outcome).toBe('refused')
    expect(run.errors[0]).toMatch(
      /no spicepod configuration\nChanges already made: created app taxi-fares \(4712\)\./,
    )
  })
})

describe('an existing app', () => {
  test('an existing app is found by its name in any case', async () => {
    const run = await deploy({
      inputs: { ...creating, 'app-name': 'Taxi-FARES' },
      sandbox: { apps: [{ id: 4711, name: 'taxi-fares' }] },
    })
    expect(namesOfWrites(run)).toEqual(['createDeployment'])
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4711' })
  })

  test('an app with an id is used without a search', async () => {
    const run = await deploy({ inputs: { ...creating, 'app-id': '4711', 'app-name': 'sandbox-app' } })
    expect(namesOfWrites(run)).toEqual(['createDeployment'])
  })

  test('an app that somebody else creates at the same time is used', async () => {
    const run = await deploy({
      inputs: { ...creating, tags: 'team: data' },
      files,
      sandbox: { apps: other },
      prepare: (sandbox) =>
        onArrival(sandbox, 'createApp', () => {
          const { state } = sandbox.cloud
          state.registry.create(
            'sandbox-org',
            'Taxi-Fares',
            { tags: { made: 'elsewhere' }, region: null, cname: null, endpoint: null },
            state.now(),
          )
        }),
    })
    expect(writesOf(run)).toEqual([
      ['createApp', expect.anything()],
      ['updateApp', { tags: { made: 'elsewhere', repository: 'acme_taxi', team: 'data' } }],
      ['updateApp', { spicepod: manifest }],
      ['createDeployment', request],
    ])
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4712', 'app-name': 'Taxi-Fares' })
    expect(run.lines.join('\n')).not.toContain('Created app')
    expect(run.sandbox.cloud.state.apps).toHaveLength(2)
  })

  test('an app that exists but is not visible is reported in the words of the API', async () => {
    const error = 'App "taxi-fares" already exists in this organization'
    const run = await deploy({
      inputs: creating,
      files,
      sandbox: {
        apps: other,
        faults: [
          { on: { path: 'createApp', times: 9 }, fault: { kind: 'status', status: 409, body: { error } } },
        ],
      },
    })
    expect(namesOfWrites(run)).toEqual(['createApp'])
    expect(run.outputs.outcome).toBe('refused')
    expect(run.errors[0]).toContain(`failed (HTTP 409): ${error}`)
  })
})

test('a deleted app that is restored gets its previous spicepod back after a failure', async () => {
  const run = await deploy({
    inputs: { ...creating, 'on-failure': 'restore' },
    files,
    sandbox: {
      apps: [{ id: 4711, name: 'Taxi-Fares', spicepod: oldSpicepod, tags: { old: 'yes' } }],
      plan: failed,
    },
    prepare: ({ cloud: { state } }) => {
      for (const app of [...state.apps]) state.registry.delete(app)
    },
  })
  expect(writesOf(run)).toEqual([
    ['createApp', body],
    ['updateApp', { spicepod: manifest }],
    ['createDeployment', request],
    ['updateApp', { spicepod: oldSpicepod }],
  ])
  expect(run.outputs).toMatchObject({ outcome: 'failed', 'app-id': '4711' })
  expect(run.sandbox.cloud.state.apps[0]?.spicepod).toEqual(oldSpicepod)
})

describe('a server with other rules for new apps', () => {
  test.each<[string, SandboxOptions, Record<string, string>, unknown[]]>([
    [
      'names the placement as before',
      { placement: 'cname' },
      {},
      [{ name: 'taxi-fares', cname: 'us-east-1-prod-aws-data', visibility: 'private', tags: body.tags }],
    ],
    [
      'does not include tags in its plan, and none were requested',
      { tagsAllowed: false },
      {},
      [{ name: 'taxi-fares', region: 'us-east-1', visibility: 'private' }],
    ],
    [
      'does both',
      { placement: 'cname', tagsAllowed: false },
      {},
      [
        { name: 'taxi-fares', cname: 'us-east-1-prod-aws-data', visibility: 'private', tags: body.tags },
        { name: 'taxi-fares', cname: 'us-east-1-prod-aws-data', visibility: 'private' },
      ],
    ],
    ['does not list its regions', { regionsListed: false }, {}, []],
    [
      'accepts apps in regions that the action does not know',
      { regions: [{ region: 'eu-north-7' }] },
      { region: 'eu-north-7' },
      [],
    ],
  ])('an app is created on a server that %s', async (_, sandbox, inputs, more) => {
    const run = await deploy({
      inputs: { ...creating, ...inputs },
      files,
      sandbox: { apps: other, ...sandbox },
    })
    const creates = writesOf(run).filter(([operation]) => operation === 'createApp')
    expect(creates.map(([, sent]) => sent)).toEqual([{ ...body, ...inputs }, ...more])
    expect(namesOfWrites(run).slice(creates.length)).toEqual(['updateApp', 'createDeployment'])
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4712' })
    expect(run.annotations).toEqual([])
  })
})

describe('an app that cannot be created', () => {
  test.each([
    ['eu-west-3', [{ region: 'us-east-1' }, { region: 'us-west-2' }], '`us-east-1`, `us-west-2`'],
    ['us-west-2', [{ region: 'us-east-1' }, { region: 'us-west-2', disabled: true }], '`us-east-1`.'],
  ])(
    'an app in %s, which does not accept new apps, is rejected before anything is written',
    async (region, regions, open) => {
      const run = await deploy({ inputs: { ...creating, region }, files, sandbox: { apps: other, regions } })
      expect(namesOfWrites(run)).toEqual([])
      expect(run.outputs.outcome).toBe('refused')
      expect(run.errors[0]).toMatch(new RegExp(`\`region\` \`${region}\` does not accept`))
      expect(run.errors[0]).toContain(open)
    },
  )

  test('tags that the plan does not include are rejected, and nothing else is sent', async () => {
    const run = await deploy({
      inputs: { ...creating, tags: 'team: data' },
      files,
      sandbox: { apps: other, tagsAllowed: false },
    })
    expect(namesOfWrites(run)).toEqual(['createApp'])
    expect(run.outputs.outcome).toBe('refused')
    expect(run.errors[0]).toMatch(/Tags are not available[\s\S]*`tags`/)
  })

  test('a missing scope for creating an app is named', async () => {
    const run = await deploy({
      inputs: creating,
      files,
      sandbox: { apps: other, client: { scopes: ['apps:read', 'deployments:write'] } },
    })
    expect(namesOfWrites(run)).toEqual(['createApp'])
    expect(run.errors[0]).toMatch(/^Creating the app at \S+ failed \(HTTP 403\)[\s\S]*`apps:write`/)
    expect(run.outputs).not.toHaveProperty('app-id')
  })

  test('the field errors of a rejected app are reported', async () => {
    const details = { fieldErrors: { name: ['is reserved'] }, formErrors: [] }
    const run = await deploy({
      inputs: creating,
      files,
      sandbox: {
        apps: other,
        faults: [
          {
            on: { path: 'createApp' },
            fault: { kind: 'status', status: 400, body: { error: 'Invalid request body', details } },
          },
        ],
      },
    })
    expect(namesOfWrites(run)).toEqual(['createApp'])
    expect(run.errors[0]).toContain('Invalid request body · name: is reserved')
  })
})

test('an app that somebody else created is not reported as unconfirmed if the deployment fails', async () => {
  const run = await deploy({
    maxWarnings: 2,
    inputs: { ...creating, 'timeout-seconds': '3', spicepod: '' },
    sandbox: {
      apps: other,
      faults: [{ on: { path: 'createDeployment', times: 99 }, fault: { kind: 'status', status: 429 } }],
    },
    prepare: (sandbox) =>
      onArrival(sandbox, 'createApp', () => {
        const { state } = sandbox.cloud
        state.registry.create(
          'sandbox-org',
          'taxi-fares',
          { region: null, cname: null, endpoint: null },
          state.now(),
        )
      }),
  })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.errors[0]).not.toContain('created app')
})
