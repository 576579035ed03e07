import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { fails } from '../../../sandbox/plan.ts'
import { appsOf, deployedAt, filesOf, fleet, spicepodOf, textOf } from '../../harness/fleet.ts'
import type { RunOptions } from '../../harness/run.ts'

const files = { ...filesOf('taxi', 'weather'), 'spicepod.yaml': textOf('root') }
const read = (apps: string, options: RunOptions = {}) =>
  fleet({ files, ...options, inputs: { 'fail-on': 'none', ...options.inputs, apps } })

/** Name, spicepod and wave of each app. */
async function entriesOf(apps: string, options: RunOptions = {}) {
  const run = await read(apps, options)
  return run.apps.map(({ app, spicepod, wave }) => [app, spicepod, wave])
}

const taxi = ['taxi', 'apps/taxi/spicepod.yaml', 1]
const weather = ['weather', 'apps/weather/spicepod.yaml', 1]

describe('apps may be', () => {
  test.each([
    ['a glob', 'apps/*/spicepod.yaml', [taxi, weather]],
    ['globs', 'apps/w*/spicepod.yaml\n\n# the rest\napps/**/spicepod.{yaml,yml}', [weather, taxi]],
    ['a glob that begins like YAML', '{apps,more}/taxi/spicepod.yaml', [taxi]],
    ['a glob that begins with a question mark', '?pps/taxi/spicepod.yaml', [taxi]],
    ['a glob that begins with a star', '*/taxi/spicepod.yaml', [taxi]],
    ['the path of a spicepod', 'apps/taxi/spicepod.yaml', [taxi]],
    ['the spicepod in the root', 'spicepod.yaml', [['taxi', 'spicepod.yaml', 1]]],
    ['a map', '---\n"weather": apps/weather\ntaxi: ./apps//taxi/', [weather, taxi]],
    [
      'a map in the longest form',
      '%YAML 1.2\n---\n? weather\n: apps/weather\n? taxi\n: apps/taxi',
      [weather, taxi],
    ],
    ['a map that begins with a question', '? taxi\n: apps/taxi', [taxi]],
    [
      'a map with paths that have dots',
      'taxi: { working-directory: apps/weather, spicepod: ../taxi/spicepod.yaml }\n"*": ./apps/./weather',
      [taxi, ['*', ...weather.slice(1)]],
    ],
    ['a map of spicepods', 'weather: apps/weather/spicepod.yaml', [weather]],
    [
      'a map in JSON',
      '{"taxi": "apps/taxi", "4711": {"working-directory": "apps/weather"}}',
      [taxi, ['4711', 'apps/weather/spicepod.yaml', 1]],
    ],
    [
      'a list',
      '- app: taxi\n  working-directory: apps/taxi\n- { app: w, spicepod: apps/weather/spicepod.yaml, wave: 2 }',
      [taxi, ['w', 'apps/weather/spicepod.yaml', 2]],
    ],
    [
      'a list in JSON',
      '[{"app": "taxi", "working-directory": "apps", "spicepod": "taxi/spicepod.yaml"}]',
      [taxi],
    ],
    ['a file', 'fleet.yaml', [weather]],
    ['a file in JSON', 'fleet.json', [taxi]],
    ['a spicepod with another name', 'apps/taxi/own.yaml', [['taxi', 'apps/taxi/own.yaml', 1]]],
  ])('%s', async (_, apps, entries) => {
    const more = {
      'fleet.yaml': 'weather: apps/weather',
      'fleet.json': '[{"app":"taxi","working-directory":"apps/taxi"}]',
      'apps/taxi/own.yaml': textOf('taxi'),
    }
    expect(await entriesOf(apps, { files: { ...files, ...more } })).toEqual(entries)
  })
})

test('the name of an app that a glob finds is made from its folder', async () => {
  const inputs = { 'app-name': '{directory}-production' }
  expect(await entriesOf('apps/*/spicepod.yaml', { inputs })).toEqual([
    ['taxi-production', 'apps/taxi/spicepod.yaml', 1],
    ['weather-production', 'apps/weather/spicepod.yaml', 1],
  ])
})

test('a folder may have a name that means something in a pattern', async () => {
  const more = { files: filesOf("a$&b$'") }
  expect(await entriesOf('apps/*/spicepod.yaml', more)).toEqual([["a$&b$'", "apps/a$&b$'/spicepod.yaml", 1]])
})

/** Runs something in a repository that has the spicepods of these folders, and links with where they lead. */
async function inRepository<Value>(
  folders: readonly string[],
  links: Readonly<Record<string, string>>,
  then: (options: RunOptions, workspace: string) => Promise<Value>,
): Promise<Value> {
  const folder = mkdtempSync(join(tmpdir(), 'spice-fleet-'))
  const workspace = join(folder, 'repository')
  try {
    for (const path of folders) {
      mkdirSync(join(workspace, path), { recursive: true })
      writeFileSync(join(workspace, path, 'spicepod.yaml'), textOf('taxi'))
    }
    for (const [path, target] of Object.entries(links)) symlinkSync(target, join(workspace, path))
    return await then({ env: { GITHUB_WORKSPACE: workspace } }, workspace)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('a file that a glob finds from the root of the machine is the same app', () =>
  inRepository(['apps/taxi'], {}, async (options, workspace) => {
    const apps = `${workspace}/apps/*/spicepod.yaml\napps/taxi/*.yaml\n./apps/../apps/taxi/spicepod.yaml`
    expect(await entriesOf(apps, options)).toEqual([taxi])
    expect((await read(apps, options)).outputs.matrix).toContain('"working-directory":"apps/taxi"')
  }))

test('a link in the repository is followed, unless it leads out', () =>
  inRepository(
    ['apps/taxi', '../repository-2'],
    { inside: 'apps', outside: '../repository-2' },
    async (options) => {
      const entries = await entriesOf('taxi: inside/taxi', options)
      expect(entries).toEqual([['taxi', 'inside/taxi/spicepod.yaml', 1]])
      const { requests, outputs } = await read('weather: inside/taxi\ntaxi: outside', options)
      expect(outputs['error-message']).toContain(
        '`apps`, line 2, column 1: `taxi`: `outside/spicepod.yaml` is a link that leads out of the repository.',
      )
      expect(requests).toEqual([])
    },
  ))

test('a glob passes links that lead in a circle', () =>
  inRepository(['apps/taxi'], { back: 'there', there: 'back' }, async (options) => {
    expect(await entriesOf('**/spicepod.yaml', options)).toEqual([taxi])
  }))

test('a glob does not list what is behind a link that leads out, and says which links those are', () =>
  inRepository(
    ['apps/taxi', '../private/keys'],
    { 'apps/evil': '../../private/keys', 'apps/taxi/linked.yaml': '../../../private/keys/spicepod.yaml' },
    async (options) => {
      expect(await entriesOf('apps/*/spicepod.yaml', options)).toEqual([taxi])
      const { outputs } = await read('apps/evil/*.yaml\napps/*/linked.yaml', options)
      const [first, second] = (outputs['error-message'] ?? '').split('\n')
      expect(first).toMatch(
        /no file matches `apps\/evil\/\*\.yaml`\. Links that lead out of the repository are not followed: `apps\/evil`\.$/,
      )
      expect(second).toContain('`apps/taxi/linked.yaml` is a link that leads out of the repository.')
    },
  ))

test('a file of apps that is something else is described by places and known keys, and never by what it has', async () => {
  const secret = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7'
  const texts = [
    `{"type": "service_account", "private_key": "${secret}", "${secret}": {"${secret}": 1, "wave": "${secret}"}}`,
    `- app: ${secret}\n  working-directory: ${secret}\n- { app: ${secret}, tags: { "${secret}": "${secret}!" } }\n`,
    `${secret}: &a ${secret}\nx: *${secret}\n`,
    `"${secret}": 1\n"${secret}": 2\n`,
    `a: "${secret}\n`,
    `a: @${secret}`,
    `a: !${secret} b\nb: ]${secret}`,
    `a: |${secret}\n  b`,
  ]
  for (const text of texts) {
    const run = await read('fleet.json', { files: { 'fleet.json': text } })
    expect(run.outputs.outcome).toBe('refused')
    expect(run.outputs['error-message']).toMatch(/fleet\.json, line \d+, column \d+: /)
    expect(`${run.log}${run.summary}${JSON.stringify(run.outputs)}`).not.toContain(secret.slice(0, 12))
  }
})

test('folders that hold no code of the repository are not searched', async () => {
  const more = { 'node_modules/x/spicepod.yaml': textOf('x') }
  expect(await entriesOf('**/spicepod.yaml', { files: { ...filesOf('taxi'), ...more } })).toEqual([taxi])
})

test('the settings of an entry are part of the matrix as they are, with what belongs to the app', async () => {
  const apps = `taxi:
  working-directory: apps/taxi
  wave: 3
  channel: preview
  replicas: 2
  image-tag: 2.10
  tags: { team: data, build: 0123, cost: }
  secrets: [PG_PASSWORD]
  with: { team: data, nested: [1, true, null, 12345678901234567890], Region: eu }
007: { working-directory: apps/weather, with: { team: spies } }
weather: apps/weather`
  const run = await read(apps, { sandbox: { apps: appsOf('taxi') } })
  const { include } = JSON.parse(run.outputs.matrix ?? '')
  expect(run.outputs.matrix).toContain('12345678901234567890')
  expect(include).toEqual([
    {
      app: 'taxi',
      'app-id': 4711,
      'working-directory': 'apps/taxi',
      spicepod: 'spicepod.yaml',
      wave: 3,
      state: 'changed',
      'plan-digest': run.apps[0]?.plan_digest,
      channel: 'preview',
      replicas: 2,
      'image-tag': '2.10',
      tags: '{"team":"data","build":"0123","cost":""}',
      team: 'data',
      nested: [1, true, null, Number('12345678901234567890')],
      Region: 'eu',
    },
    {
      app: '007',
      'app-id': '',
      'working-directory': 'apps/weather',
      spicepod: 'spicepod.yaml',
      wave: 1,
      state: 'new',
      'plan-digest': 'unknown',
      team: 'spies',
    },
    {
      app: 'weather',
      'app-id': '',
      'working-directory': 'apps/weather',
      spicepod: 'spicepod.yaml',
      wave: 1,
      state: 'new',
      'plan-digest': 'unknown',
    },
  ])
  expect(JSON.parse(run.outputs.waves ?? '')).toEqual([
    { include: [include[1], include[2]] },
    { include: [] },
    { include: [include[0]] },
  ])
})

describe('everything wrong with the apps is told at once, with its place:', () => {
  test.each<[string, string, string[]]>([
    ['no apps', '', ['`apps` is empty. Set it to globs of spicepods']],
    [
      'a glob without a match',
      'apps/*/spicepod.yaml\nnope/*.yaml',
      ['`apps`, line 2: no file matches `nope/*.yaml`.'],
    ],
    ['a missing file', 'nope.yaml', ['`apps`: the file `nope.yaml` does not exist']],
    [
      'two files with one name',
      'apps/*/spicepod.yaml\nold/*/spicepod.yaml',
      [
        '`apps`, line 2: `TAXI` is there twice, ignoring case: `apps/taxi/spicepod.yaml`, `old/TAXI/spicepod.yaml` (first in line 1).',
      ],
    ],
    ['an empty map', '{}', ['`apps`, line 1, column 1: there are no apps.']],
    ['broken YAML', 'taxi: [apps', ['`apps`, line 1, column']],
    [
      'a name twice, also ignoring case',
      'taxi: apps/taxi\nTaxi: apps/weather\nTAXI: apps/nope\nTAXI: apps/nope',
      [
        '`apps`, line 2, column 1: `Taxi` is there twice, ignoring case: `apps/taxi/spicepod.yaml`, `apps/weather/spicepod.yaml` (first in line 1).',
        '`apps`, line 4, column 1: The key `TAXI` appears twice',
        '`apps`, line 4, column 1: `TAXI`: `apps/nope` does not exist',
        '`apps`, line 4, column 1: `TAXI` is there twice, ignoring case: `apps/taxi/spicepod.yaml` (first in line 1).',
      ],
    ],
    [
      'a list without names, and one with a text',
      '- working-directory: apps/taxi\n- apps/weather\n- { app: [taxi], working-directory: apps/taxi }',
      [
        '`apps`, line 1, column 3: an entry needs the name of its app, in `app`.',
        '`apps`, line 2, column 3: must be a map with `app`.',
        '`apps`, line 3, column 5: `app` must be text.',
      ],
    ],
    [
      'unknown keys, with the nearest known one',
      'taxi:\n  working-directory: apps/taxi\n  chanel: stable\n  app: taxi\nweather: { zzzzzzzz: 1, working-directory: apps/weather }',
      [
        '`apps`, line 3, column 3: `taxi`: unknown key `chanel`. Did you mean `channel`?',
        '`apps`, line 4, column 3: `taxi`: unknown key `app`. Known are `',
        '`apps`, line 5, column 12: `weather`: unknown key `zzzzzzzz`. Known are `',
      ],
    ],
    [
      'values that cannot be',
      'taxi:\n  working-directory: apps/taxi\n  wave: 10\n  channel: beta\n  replicas: 0\n  tags: [a]\n  secrets: [1A]\n  with: 3\n  image-tag: {}',
      [
        'line 3, column 3: `taxi`: `wave` must be a whole number from 1 to 9, but it is `10`.',
        'line 4, column 3: `taxi`: `channel` must be `stable`, `preview`, `nightly` or `internal`, but it is `beta`.',
        'line 5, column 3: `taxi`: `replicas` must be a whole number from 1 to 10, but it is `0`.',
        'line 6, column 3: `taxi`: `tags` must be a map of names to text.',
        'line 7, column 3: `taxi`: `secrets` has a name that is not allowed: entry 1 of the list. A name starts with a letter or underscore, followed by letters, digits and underscores.',
        'line 8, column 3: `taxi`: `with` must be a map, but it is `3`.',
        'line 9, column 3: `taxi`: `image-tag` must be text.',
      ],
    ],
    [
      'names of secrets that may be their values',
      'taxi: { working-directory: apps/taxi, secrets: [PG_PASSWORD, do-not-show-me] }\nweather: { working-directory: apps/weather, secrets: [{ A: 1 }] }',
      [
        'line 1, column 39: `taxi`: `secrets` has a name that is not allowed: entry 2 of the list. A name starts with a letter',
        'line 2, column 45: `weather`: `secrets` must be a list of names of secrets.',
      ],
    ],
    [
      'a tag that Spice Cloud refuses',
      'taxi:\n  working-directory: apps/taxi\n  tags: { team: a/b }',
      ['line 3, column 3: `taxi`: `tags`: the value of `team` is not valid.'],
    ],
    [
      'names in `with` that the matrix has',
      'taxi:\n  working-directory: apps/taxi\n  with:\n    team: data\n    App-Id: 1\n    wave: 2',
      [
        'line 5, column 5: `taxi`: the matrix has `App-Id` already.',
        'line 6, column 5: `taxi`: the matrix has `wave` already.',
      ],
    ],
    [
      'an app without a name',
      '" ": apps/taxi\n"": { working-directory: apps/weather }',
      [
        '`apps`, line 1, column 1: must be a map with `app`.',
        '`apps`, line 2, column 1: an entry needs the name of its app, in `app`.',
      ],
    ],
    [
      'paths that do not exist',
      'taxi: nope\nweather: { working-directory: apps/weather, spicepod: other.yaml }\nempty: old',
      [
        'line 1, column 1: `taxi`: `nope` does not exist.',
        'line 2, column 1: `weather`: `apps/weather/other.yaml` does not exist.',
        'line 3, column 1: `empty`: `old/spicepod.yaml` does not exist.',
      ],
    ],
    [
      'paths that lead out of the repository',
      'taxi: /etc/hostname\nweather: { working-directory: apps/weather, spicepod: ../../../../etc/hostname }',
      [
        'line 1, column 1: `taxi`: `spicepod` must be the path of a file in the repository',
        'line 2, column 1: `weather`: `spicepod` must be the path of a file in the repository',
      ],
    ],
    [
      'values that are empty, and what may be the value of a secret',
      'taxi:\nweather: { working-directory: apps/weather, wave: , image-tag: ~, secrets: PASSWORD=do-not-show-me }',
      [
        'line 1, column 1: `taxi`: must be a folder, the path of a spicepod, or a map.',
        'line 2, column 45: `weather`: `wave` must be a whole number from 1 to 9.',
        'line 2, column 53: `weather`: `image-tag` must be text.',
        'line 2, column 67: `weather`: `secrets` must be a list of names of secrets.',
      ],
    ],
    [
      'a file with mistakes',
      'fleet.yaml',
      ['fleet.yaml, line 2, column 3: `taxi`: unknown key `wav`. Did you mean `wave`?'],
    ],
    [
      'too many apps, none of which is looked up',
      `[${Array.from({ length: 1001 }, (_, index) => `{"app":"app-${index}","working-directory":"gone"}`).join()}]`,
      ['`apps`: 1001 apps, but at most 1000 are allowed in one step.'],
    ],
  ])('%s', async (_, apps, problems) => {
    const more = {
      'old/TAXI/spicepod.yaml': textOf('taxi'),
      'fleet.yaml': 'taxi:\n  wav: 1\n  working-directory: apps/taxi',
    }
    const run = await fleet({ files: { ...files, ...more }, inputs: { apps } })
    expect(run.outputs.outcome).toBe('refused')
    for (const problem of problems) expect(run.outputs['error-message']).toContain(problem)
    expect(run.outputs['error-message']?.split('\n')).toHaveLength(problems.length)
    expect([run.requests, run.summary]).toEqual([[], expect.stringContaining('❌ The apps were not read')])
  })

  test('other inputs', async () => {
    const inputs = { name: 'a b', 'fail-on': 'changd', 'timeout-seconds': '0' }
    const run = await read('apps/*/spicepod.yaml', { inputs })
    for (const name of Object.keys(inputs))
      expect(run.outputs['error-message']).toContain(`\`${name}\` must be`)
    expect(run.requests).toEqual([])
  })
})

describe('fail-on', () => {
  const sandbox = {
    apps: [{ id: 4711, name: 'taxi', spicepod: spicepodOf('taxi') }],
    deployments: [deployedAt(4711)],
  }
  test.each([
    ['', 'succeeded'],
    ['none', 'succeeded'],
    ['invalid, unknown', 'succeeded'],
    ['changed\nnew', 'failed'],
    ['not-current', 'failed'],
  ])('%j: the run has %s', async (failOn, outcome) => {
    const run = await read('apps/*/spicepod.yaml', { sandbox, inputs: { 'fail-on': failOn } })
    expect([run.outputs.outcome, run.exitCode]).toEqual([outcome, outcome === 'failed' ? 1 : 0])
    if (outcome === 'failed') expect(run.outputs['error-message']).toContain('weather is new.')
    expect(run.outputs.counts).toBe('{"current":1,"new":1}')
  })
})

test('a matrix has at most 256 jobs, and the rest goes with the next run', async () => {
  const entries = Array.from({ length: 300 }, (_, index) => [
    `app-${index}`,
    { 'working-directory': 'apps/taxi', wave: index < 280 ? 1 : 2 },
  ])
  const run = await read(JSON.stringify(Object.fromEntries(entries)))
  const matrix = JSON.parse(run.outputs.matrix ?? '')
  const waves: { include: object[] }[] = JSON.parse(run.outputs.waves ?? '')
  expect([matrix.include.length, waves.map(({ include }) => include.length)]).toEqual([256, [256, 20]])
  expect(run.warnings).toEqual([expect.stringContaining('300 apps are to be deployed')])
  expect(run.warnings[0]).toContain('Wave 1 has 280 apps, and its matrix also only the first 256.')
})

test('waves that are whole need no second run', async () => {
  const entries = Array.from({ length: 300 }, (_, index) => [
    `app-${index}`,
    { 'working-directory': 'apps/taxi', wave: index < 150 ? 1 : 2 },
  ])
  const run = await read(JSON.stringify(Object.fromEntries(entries)))
  expect(run.warnings).toEqual([expect.stringContaining('The matrices of `waves` have all of them.')])
})

test.each([
  ['the changes are large', 20, 500, 'main', 'has no `changes`, and only', true],
  ['the deployments are, too', 110, 1, 'm'.repeat(2000), 'has no `changes`, no `deployment`,', false],
])('of an output above 900 kB in UTF-16, what is least needed is left out: %s', async (...row) => {
  const [, amount, length, text, warning, hasDeployments] = row
  const datasets = Array.from({ length }, (_, index) => `dataset_of_trips_${index}`)
  const names = Array.from({ length: amount }, (_, index) => `app-${index}`)
  const entries = names.map((name) => [name, 'apps/taxi'])
  const facts = { branch: text, createdBy: text, plan: fails(10, 'x'.repeat(500)) }
  const run = await fleet({
    files: { ...filesOf('maps'), 'apps/taxi/spicepod.yaml': textOf('taxi', ...datasets) },
    sandbox: {
      apps: appsOf('maps', ...names),
      deployments: [4711, ...names.map((_, index) => 4712 + index)].map((id) => deployedAt(id, facts)),
    },
    inputs: { apps: JSON.stringify(Object.fromEntries([...entries, ['maps', 'apps/maps']])) },
  })
  expect([run.apps.length, run.apps.at(-1)?.reason?.length]).toEqual([amount + 1, 100])
  for (const app of run.apps) {
    expect(Object.keys(app)).not.toContain('changes')
    expect([app.deployment !== undefined, app.url]).toEqual([
      hasDeployments,
      `https://spice.ai/acme/${app.app}`,
    ])
  }
  expect(Buffer.byteLength(run.outputs.apps ?? '', 'utf16le')).toBeLessThan(900_000)
  expect(run.warnings).toEqual([expect.stringContaining(warning)])
})

test('`issue` is refused, because it is not an input any more', async () => {
  const run = await fleet({ files: filesOf('taxi'), env: { INPUT_ISSUE: 'true' } })
  expect([run.requests, run.outputs.outcome]).toEqual([[], 'refused'])
  expect(run.errors[0]).toContain('`issue` is not an input any more.')
})
