import { describe, expect, test } from '@jest/globals'
import type { CloudOptions } from '../cloud.ts'
import type { InstanceLife } from '../instance-life.ts'
import { fails, neverEnds, neverStarts, succeeds } from '../plan.ts'
import { cloudAtNoon } from './fixture.ts'

const PROJECT = '/v1/projects/4711'
const INSTANCES = `${PROJECT}/instances`
const DAY_MS = 86_400_000

const POD = {
  name: 'taxi',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a spicepod refers to secrets in this form.
  datasets: [{ name: 'fares', params: { pg_pass: '${secrets:PG_PASSWORD}' } }],
  models: [{ name: 'gpt' }],
  embeddings: [{ name: 'words' }],
}

/** An app that serves since yesterday. */
const serving = { deployments: [{ appId: 4711, createdMsAgo: DAY_MS, plan: succeeds() }] }

function begin(options: CloudOptions = {}) {
  const started = cloudAtNoon({ ...serving, plan: succeeds(4000), ...options })
  return {
    ...started,
    deploy: () => started.call('POST', `${PROJECT}/deployments`),
    list: async () => (await started.call('GET', INSTANCES)).body.instances,
    words: async () => {
      const { body } = await started.call('GET', INSTANCES)
      return body.instances.map(({ status }: { status: string }) => status)
    },
  }
}

/** Every deployment to be created has one instance with this life. */
const withLife = (...instances: InstanceLife[]): CloudOptions => ({
  instances: { rolloutFor: () => ({ instances }) },
})

describe('the instances of an app', () => {
  test.each([
    ['queued for ever', neverStarts(), []],
    ['in progress for ever', neverEnds(), ['loading']],
    ['failed', fails(1000), ['failed']],
  ])('of a deployment that is %s', async (_, plan, own) => {
    const { deploy, words, pass } = begin({ plan })
    await deploy()
    pass(3_600_000)
    expect(await words()).toEqual([...own, 'ready'])
  })

  test('a deployment has as many instances as replicas', async () => {
    const { call, list, pass } = begin()
    await call('POST', `${PROJECT}/deployments`, { body: { replicas: 3 } })
    pass(60_000)
    const names = (await list()).map(({ name }: { name: string }) => name.replace(/\w{10}(?=-0)/, 'x'))
    expect(names).toEqual(['spicepod-4711-x-0-0', 'spicepod-4711-x-0-1', 'spicepod-4711-x-0-2'])
  })
})

const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ afterMs: index * 1000, text: `line ${index + 1}` }))

async function logOfNewest(options: CloudOptions, passMs: number, query = '') {
  const { deploy, list, call, pass } = begin(options)
  await deploy()
  pass(passMs)
  const [{ name }] = await list()
  const { status, body } = await call('GET', `${INSTANCES}/${encodeURIComponent(name)}/logs${query}`)
  return { status, body }
}

const apps = [{ id: 4711, name: 'taxi', spicepod: POD, secrets: { PG_PASSWORD: 'x' } }]

test('the log of an instance of a healthy instance has the lines of the runtime at start, as time passes', async () => {
  const lines = [
    '2026-11-24T12:00:01.000Z  INFO spiced: Starting runtime v2.3.2',
    '2026-11-24T12:00:01.750Z  INFO runtime::secrets_preflight: Secrets: all 1 secret reference(s) resolved.',
    '2026-11-24T12:00:01.750Z  INFO runtime::init::dataset: Dataset fares initializing...',
    '2026-11-24T12:00:04.000Z  INFO runtime::init::dataset: Dataset fares registered.',
    '2026-11-24T12:00:04.000Z  INFO runtime::init::model: Model [gpt] deployed, ready for inferencing',
    '2026-11-24T12:00:04.000Z  INFO runtime::init::embedding: Embedding [words] ready to embed',
    '2026-11-24T12:00:04.000Z  INFO runtime::status: All components are loaded. Spice runtime is ready!',
  ]
  expect((await logOfNewest({ apps }, 1000)).body.lines).toEqual(lines.slice(0, 1))
  expect((await logOfNewest({ apps }, 3999)).body.lines).toEqual(lines.slice(0, 3))
  expect((await logOfNewest({ apps }, 4000)).body.lines).toEqual(lines)
})

test.each([
  [POD, 'dataset "fares"'],
  [{ name: 'taxi', models: POD.models }, 'model "gpt"'],
  [{ name: 'taxi' }, 'the spicepod'],
])('the log of a failed deployment ends with its reason and what is deployed: %j', async (spicepod, name) => {
  const { body } = await logOfNewest(
    { apps: [{ id: 4711, name: 'taxi', spicepod }], plan: fails(1000) },
    1000,
  )
  expect(body.lines.at(-1)).toBe(
    `2026-11-24T12:00:01.000Z ERROR runtime: The runtime did not become ready: ${name} failed to load`,
  )
})

test('the log of an instance can be offline', async () => {
  expect(await logOfNewest(withLife({ isLogOffline: true }), 4000)).toMatchObject({
    status: 409,
    body: { code: 'instance_offline' },
  })
})

test('belongs to an instance whose name may be anything', async () => {
  const name = '../a b/%2f?x'
  expect((await logOfNewest(withLife({ name, log: lines(1) }), 4000)).body.lines).toEqual(['line 1'])
})

test('a tail that is no positive number is refused', async () => {
  const { call, mismatches } = begin()
  expect((await call('GET', `${INSTANCES}/any/logs?tail=0`)).status).toBe(400)
  expect(mismatches()).toHaveLength(1)
})
