import { expect, test } from '@jest/globals'
import { deploy, manifest, request, writesOf } from '../../harness/app.ts'

const key = 'Zq7vKx2mWp9dRt4bYh6nLs8cGf3jAe5uQo1iVy0k'
const password = 'hunter2-and-more'
const certificate = '-----BEGIN CERT-----\nMIIBszCCAVmgAw\nAb==\n-----END CERT-----\n'
const linesOfCertificate = ['-----BEGIN CERT-----', 'MIIBszCCAVmgAw', 'Ab==', '-----END CERT-----']

const store = (name: string, value: string) => ['upsertSecret', { name, value }]
/** Stored secrets, then the deployment and nothing else. */
const storing = (...secrets: [name: string, value: string][]) => [
  ...secrets.map(([name, value]) => store(name, value)),
  ['createDeployment', request],
]

const yaml = `# of the app\nPG_PASSWORD: ${password}\nPIN: 0123456\nURL: postgres://ada:lovelace@db/x\n`
test.each<[string, string, Record<string, string>, string[]]>([
  [
    'dotenv text, one by one and in order',
    `# for the datasets\nPG_PASSWORD=${password}\nexport  OPENAI_KEY = ${key} # of June\n\n_x9="two words"\n`,
    { PG_PASSWORD: password, OPENAI_KEY: key, _x9: 'two words' },
    [password, key, 'two words'],
  ],
  [
    'a YAML map',
    `${yaml}CERT: |\n  ${certificate.trim().replaceAll('\n', '\n  ')}\n`,
    { PG_PASSWORD: password, PIN: '0123456', URL: 'postgres://ada:lovelace@db/x', CERT: certificate },
    [password, '0123456', 'postgres://ada:lovelace@db/x', ...linesOfCertificate, certificate],
  ],
  [
    'short values and lines, which are not masked',
    'A=abc\nB=1234\nC="ab\nlong enough\ncd"',
    { A: 'abc', B: '1234', C: 'ab\nlong enough\ncd' },
    ['1234', 'long enough'],
  ],
  ['the id of the app, unmasked', 'APP=4711\nB="4711\nelse"', { APP: '4711', B: '4711\nelse' }, ['else']],
])('secrets from %s are stored before the deployment', async (_, secrets, stored, hides) => {
  const run = await deploy({ inputs: { secrets }, hides })
  expect(writesOf(run)).toEqual(storing(...Object.entries(stored)))
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-id': '4711' })
  expect(run.sandbox.cloud.state.apps[0]?.secrets).toMatchObject(stored)
  const told = run.lines.filter((line) => line.startsWith('Stored'))
  expect(told).toEqual(Object.keys(stored).map((name) => `Stored secret ${name}`))
  expect(run.annotations).toEqual([])
})

test('empty secrets are stored and named in a warning', async () => {
  const run = await deploy({
    credentials: 'token',
    inputs: { secrets: `A=''\nB=${password}\nC=""` },
    hides: [password],
  })
  expect(writesOf(run)).toEqual(storing(['A', ''], ['B', password], ['C', '']))
  expect(run.warnings).toEqual([expect.stringMatching(/^Secrets `A`, `C` are empty\./)])
})

test('a secret with the value of a credential is masked once', async () => {
  const run = await deploy({ inputs: { secrets: 'A=sandbox-client-secret' } })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.masks.filter((mask) => mask === 'sandbox-client-secret')).toHaveLength(1)
})

test('a secret that is an ordinary word does not change requests and outputs', async () => {
  const words = [
    ...['main', 'succeeded', 'queued', 'Spicepod', 'spicepod', 'Fix the meter', 'team', 'Deployed', 'table'],
    ...['sandbox-app', 'sandbox-org', 'code', 'https', 'spice.ai'],
  ]
  const run = await deploy({
    inputs: {
      secrets: words.map((word, index) => `S${index}=${word}`).join('\n'),
      tags: 'team: main',
      replicas: '3',
    },
    files: { 'spicepod.yaml': manifest },
    hides: words,
    mayShow: words,
    looks: ['queued', 'succeeded'],
  })
  expect(writesOf(run)).toEqual([
    ['updateApp', { tags: { repository: 'acme_taxi', team: 'main' } }],
    ['updateApp', { spicepod: manifest }],
    ...words.map((word, index) => store(`S${index}`, word)),
    ['createDeployment', { ...request, replicas: 3 }],
  ])
  expect(run.outputs).toMatchObject({
    outcome: 'succeeded',
    'app-id': '4711',
    'app-name': 'sandbox-app',
    'app-url': 'https://spice.ai/sandbox-org/sandbox-app',
    'deployment-id': '1001',
  })
  expect(JSON.parse(run.outputs.deployment ?? '')).toMatchObject({ id: 1001, status: 'succeeded' })
})

test('a secret that is too large is not reported as a spicepod', async () => {
  const fault = { kind: 'status', status: 413, body: { error: 'Request body over 1 MiB' } } as const
  const faults = [{ on: { path: 'upsertSecret' }, fault }]
  const run = await deploy({ inputs: { secrets: `KEY=${key}` }, hides: [key], faults })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]).not.toContain('spicepod')
})
