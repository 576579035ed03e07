import { expect, test } from '@jest/globals'
import type { AppSeed } from '../apps.ts'
import type { CloudOptions } from '../cloud.ts'
import { checkLikeCloud } from '../spicepod.ts'
import { cloudAtNoon } from './fixture.ts'

const bus = { name: 'bus-lines', region: 'us-east-1' }
const pod = { name: 'taxi', version: 'v1', kind: 'Spicepod' }
const withRowId = (row_id: unknown) => ({
  ...pod,
  datasets: [{ name: 'a', columns: [{ embeddings: [{ row_id }] }] }],
})
const withState = { ...pod, runtime: { scheduler: { state_location: 's3://bucket/state/', mode: 'x' } } }
const ofState = (scheduler_state_location?: string) => ({ scheduler_state_location })
const github = { branch: 'main', commitSha: 'c'.repeat(40) }
const length = 'must have 4 to 38 characters'
const loadsFiles = 'fork_source_loads_repository_files'

/** A cloud whose only app is this one. */
const withApp = (app: Partial<AppSeed>, more: CloudOptions = {}) => ({
  apps: [{ id: 4711, name: 'taxi', ...app }],
  ...more,
})
const withSpicepod = (spicepod: Record<string, unknown>, more?: CloudOptions) => withApp({ spicepod }, more)
const fromGithub = (spicepod: Record<string, unknown>) => withApp({ spicepod, github })
const likeCloud = { spicepodCheck: checkLikeCloud }

/** By call: its body, the status, the errors by field or else the code or the words, and what the cloud is like. */
const refusals: Record<string, [body: unknown, status: number, error: unknown, options?: CloudOptions][]> = {
  'POST /v1/apps': [
    [{ ...bus, name: 'bus' }, 400, { name: [length] }],
    [{ ...bus, name: 'b'.repeat(39) }, 400, { name: [length] }],
    [{ ...bus, name: 'bus_lines' }, 400, { name: ['may hold letters, digits and hyphens only'] }],
    [{ region: bus.region }, 400, { name: ['Required'] }],
    [{ ...bus, region: 'eu-west-7' }, 400, { region: ['must be one of us-east-1, us-west-2'] }],
    [
      { ...bus, region: 'us-west-2' },
      400,
      { region: ['must be one of eu-north-1'] },
      { regions: [{ region: 'eu-north-1' }, { region: 'us-west-2', disabled: true }] },
    ],
    [{ name: bus.name, cname: 'us-east-2.spice.cloud' }, 400, { cname: [expect.any(String)] }],
    ...['no', 0, null].map((default_alerts): [unknown, number, unknown] => [
      { ...bus, default_alerts },
      400,
      { default_alerts: ['must be a boolean'] },
    ]),
  ],
  'PUT /v1/apps/4711': [
    [
      { spicepod: 'a: [', description: 'New' },
      400,
      { spicepod: [expect.stringContaining('not valid YAML')] },
    ],
    [{ spicepod: '- a' }, 400, { spicepod: [expect.stringContaining('must be a map')] }],
    [{ spicepod: '' }, 400, { spicepod: [expect.stringContaining('must be a map')] }],
    [{ spicepod: 'a: 1\n---\nb: 2\n' }, 400, { spicepod: [expect.stringContaining('not valid YAML')] }],
    [{ spicepod: { ...pod, name: 'bus' } }, 409, 'github_connected', fromGithub(pod)],
    [
      { replicas: 11, visibility: 'secret', color: 'red' },
      400,
      { replicas: ['must be a whole number from 0 to 10'], visibility: ['must be one of public, private'] },
    ],
  ],
  'POST /v1/apps/4711/deployments': [
    [
      { replicas: 11, channel: 'beta', debug: 'yes', branch: 1 },
      400,
      {
        replicas: ['must be a whole number from 1 to 10'],
        channel: ['must be one of stable, preview, nightly, internal'],
        debug: ['must be a boolean'],
        branch: ['must be a string'],
      },
    ],
    [{}, 400, { spicepod: ['version: Required'] }, withSpicepod({ ...pod, version: 2 }, likeCloud)],
    [{}, 400, { spicepod: ['kind: must be Spicepod'] }, withSpicepod({ ...pod, kind: 'Spice' }, likeCloud)],
    [
      {},
      400,
      { spicepod: ['datasets.0.columns.0.embeddings.0.row_id: must be a list'] },
      withSpicepod(withRowId('id'), likeCloud),
    ],
  ],
  'POST /v1/apps/4711/secrets': [
    ...['1st', 'A-B', 'A B', ''].map((name): [unknown, number, unknown] => [
      { name, value: 'hunter2' },
      400,
      { name: [expect.any(String)] },
    ]),
    [{ name: 'KEY', value: 'x'.repeat(1024 * 1024) }, 413, expect.any(String)],
  ],
  'PUT /v1/projects/4711/org-secrets/HIDDEN': [
    [
      undefined,
      404,
      expect.any(String),
      { orgs: [{ name: 'first' }, { name: 'second', secrets: ['HIDDEN'] }] },
    ],
  ],
  'PUT /v1/projects/4711/repository': [
    [{ repository: 'a/b/c' }, 400, 'invalid_repository'],
    [{ repository: 'taxi', root_directory: '../x' }, 400, 'invalid_root_directory'],
    [{ repository: 'acme/bus' }, 404, 'repository_not_found'],
    [{ repository: 'taxi', production_branch: 'next' }, 422, 'branch_not_found'],
    [{ repository: 'taxi', root_directory: 'app/' }, 422, 'spicepod_missing'],
    [{ repository: 'taxi' }, 409, 'github_not_connected', { isGithubConnected: false }],
  ],
  'POST /v1/projects/4711/forks': [
    [{}, 409, 'fork_name_unavailable', withApp({ name: 'x'.repeat(38) })],
    [ofState(), 400, 'scheduler_state_location_required', withSpicepod(withState)],
    [ofState('/state'), 400, 'scheduler_state_location_unsupported', withSpicepod(withState)],
    ...['s3://bucket/state', 's3://bucket/state/of/fork', 's3://bucket'].map(
      (location): [unknown, number, unknown, CloudOptions] => [
        ofState(location),
        400,
        'scheduler_state_location_overlaps_source',
        withSpicepod(withState),
      ],
    ),
    [ofState('s3://b/state'), 400, 'scheduler_state_location_not_applicable', withSpicepod(pod)],
    [{}, 422, 'fork_source_has_no_spicepod', withApp({ spicepod: null })],
    [{}, 422, 'fork_source_spicepod_invalid', withSpicepod({ name: 'a' }, likeCloud)],
    [{}, 422, loadsFiles, fromGithub({ views: [{ name: 'a', sql_ref: 'a.sql' }] })],
    [{}, 422, loadsFiles, fromGithub({ datasets: [{ ref: 'datasets/a' }] })],
    [{}, 422, loadsFiles, fromGithub({ models: [{ name: 'a', files: [{ path: 'a.gguf' }] }] })],
    [{}, 422, loadsFiles, fromGithub({ datasets: [{ name: 'a', from: 'file:data.csv' }] })],
  ],
}

test.each(
  Object.entries(refusals).flatMap(([call, rows]) =>
    rows.map(([body, ...more]) => [call, body, ...more] as const),
  ),
)('%s with %.80j is refused, and nothing is stored', async (path, body, status, error, options = {}) => {
  const { call, cloud, mismatches } = cloudAtNoon(options)
  const before = structuredClone([cloud.state.apps, cloud.state.records])
  const [method = '', url = ''] = path.split(' ')
  const answer = await call(method, url, { body })
  const { details, code, error: words } = answer.body
  expect([answer.status, details?.fieldErrors ?? code ?? words]).toEqual([status, error])
  if (details !== undefined) {
    const isSpicepod = 'spicepod' in details.fieldErrors
    expect(words).toBe(isSpicepod ? 'Invalid spicepod configuration' : 'Invalid request body')
  }
  expect([cloud.state.apps, cloud.state.records]).toEqual(before)
  expect(JSON.stringify([answer.body, mismatches()])).not.toContain('hunter2')
})

test.each([[pod], [withRowId(['id'])]])('%j is deployed', async (spicepod) => {
  const { call } = cloudAtNoon(withSpicepod(spicepod, likeCloud))
  expect((await call('POST', '/v1/apps/4711/deployments')).status).toBe(202)
})
