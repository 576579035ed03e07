import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, globSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { runStep, type StepResult } from '../../testing/step.ts'

// The action that starts a sandbox in a job, from its sources. `npm run test:workflow` runs its bundle.

let temp: string
const { STEP_FROM_SOURCES } = process.env
beforeAll(() => {
  process.env.STEP_FROM_SOURCES = '1'
  temp = mkdtempSync(join(tmpdir(), 'runner-'))
})
afterAll(() => {
  if (STEP_FROM_SOURCES === undefined) delete process.env.STEP_FROM_SOURCES
  rmSync(temp, { recursive: true })
})

function start(inputs: Record<string, string> = {}): Promise<StepResult> {
  return runStep({ action: 'sandbox', inputs, env: { RUNNER_TEMP: temp } })
}

function stop({ state }: StepResult): Promise<StepResult> {
  return runStep({ action: 'sandbox', state, env: { RUNNER_TEMP: temp } })
}

async function isRunning({ outputs }: StepResult): Promise<boolean> {
  return fetch(`${outputs['api-url']}/_sandbox/health`).then(
    ({ ok }) => ok,
    () => false,
  )
}

test('two sandboxes of one job work side by side, say at the end what they have seen, and leave nothing behind', async () => {
  const config = '{ apps: [{ name: taxi, id: 9 }],\n plan: failed }'
  const [first, second] = await Promise.all([
    start({ outcome: 'stuck-secret', 'duration-seconds': '0.5' }),
    start({ config }),
  ])
  try {
    expect([first.exitCode, second.exitCode, first.stderr]).toEqual([0, 0, ''])
    expect(first.outputs).toEqual({
      'api-url': expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      'oauth-token-url': `${first.outputs['api-url']}/api/oauth/token`,
      'client-id': 'sandbox-client-id',
      'client-secret': 'sandbox-client-secret',
      'api-token': 'sandbox-personal-access-token',
      'app-id': '4711',
      'app-name': 'sandbox-app',
      'runtime-url': expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      'runtime-api-key': expect.stringMatching(/^4711\|/),
      'github-api-url': `${first.outputs['api-url']}/api/github`,
    })
    expect([second.outputs['app-id'], second.outputs['app-name']]).toEqual(['9', 'taxi'])
    expect(second.outputs['api-url']).not.toBe(first.outputs['api-url'])
    const headers = { authorization: `Bearer ${second.outputs['api-token']}` }
    for (const path of ['/v1/apps', '/v1/apps', '/v1/apps/9?colour=red']) {
      expect((await fetch(second.outputs['api-url'] + path, { headers })).status).toBe(200)
    }
    expect([await isRunning(first), await isRunning(second)]).toEqual([true, true])
  } finally {
    const [firstEnd, secondEnd] = await Promise.all([stop(first), stop(second)])
    expect(firstEnd.log).toContain('The sandbox received 0 requests.\n')
    expect(firstEnd.log).toContain('No request and no response differed from the API description.\n')
    expect(secondEnd.log).toContain('The sandbox received 3 requests: listApps 2, getApp 1.\n')
    expect(secondEnd.annotations).toEqual([
      {
        level: 'warning',
        title: 'Differs from the API description',
        message: 'GET /v1/apps/9: query parameter colour is not in the description',
      },
    ])
    expect([firstEnd.exitCode, secondEnd.exitCode]).toEqual([0, 0])
  }
  await untilEnded()
  expect(readdirSync(temp)).toEqual([])
})

test('a config is a file of the workspace as well', async () => {
  const file = join(temp, 'sandbox.yaml')
  writeFileSync(file, 'apps: [{ name: weather }]\n')
  const started = await start({ config: file, 'duration-seconds': '' })
  await stop(started)
  expect(started.outputs['app-name']).toBe('weather')
  expect(existsSync(file)).toBe(true)
  rmSync(file)
})

test.each([
  [{ config: 'aps: []\n' }, 'The sandbox did not start. config: aps is unknown. Did you mean apps?'],
  [{ 'duration-seconds': '2s' }, '`duration-seconds` is "2s". Set it to a number of seconds'],
])('the step names wrong inputs, and its post step does nothing: %j', async (inputs, message) => {
  const started = await start(inputs)
  expect(started.exitCode).toBe(1)
  expect(started.annotations).toMatchObject([{ level: 'error', message: expect.stringContaining(message) }])
  const end = await stop(started)
  expect([end.exitCode, end.log, readdirSync(temp)]).toEqual([0, '', []])
})

/** The processes whose standard streams are files of this folder. */
function openersOf(path: string): string[] {
  return globSync('/proc/[0-9]*').filter((process) =>
    ['fd/0', 'fd/1', 'fd/2'].some((fd) => {
      try {
        return readlinkSync(join(process, fd)).startsWith(path)
      } catch {
        return false
      }
    }),
  )
}

/** Waits until no sandbox has a file of this test any more. Their ports may belong to somebody else by then. */
async function untilEnded(): Promise<void> {
  while (openersOf(temp).length > 0) await setTimeout(50)
}

const cancellations = [
  ['SIGTERM', 100],
  ['SIGINT', 500],
  ['SIGKILL', 100],
  ['SIGKILL', 500],
] as const

test.each(process.platform === 'linux' ? cancellations : [])(
  'cancelled with %s %i ms after its start, the step leaves no process behind, whether or not it has saved how to stop it',
  async (signal, ms) => {
    const started = await runStep({
      action: 'sandbox',
      env: { RUNNER_TEMP: temp },
      onStart: async (running) => {
        await setTimeout(ms)
        running.signal(signal)
      },
    })
    // The runner reads what was saved before a kill.
    const end = await stop(started)
    expect([end.exitCode, end.outputs]).toEqual([0, {}])
    await untilEnded()
    for (const folder of readdirSync(temp)) rmSync(join(temp, folder), { recursive: true })
  },
)

test('a sandbox that has ended before the job is a warning, and no other process is killed for it', async () => {
  const started = await start()
  expect((await fetch(`${started.outputs['api-url']}/_sandbox/stop`, { method: 'POST' })).status).toBe(200)
  while (await isRunning(started));
  // The number of the process of this test, as if the system had given it away again.
  const end = await stop({ ...started, state: { ...started.state, pid: String(process.pid) } })
  expect(end.exitCode).toBe(0)
  expect(end.annotations).toMatchObject([
    { level: 'warning', message: 'The sandbox had ended before the job.' },
  ])
})

test('a sandbox that does not respond as one is killed at the end of the job', async () => {
  const hanging = spawn(process.execPath, [
    '-e',
    "require('http').createServer((_, response) => response.writeHead(500).end()).listen(0, '127.0.0.1', function () { console.log(this.address().port) })",
  ])
  const [port] = await once(createInterface(hanging.stdout), 'line')
  const folder = mkdtempSync(join(temp, 'spice-sandbox-'))
  const state = { url: `http://127.0.0.1:${port}`, pid: String(hanging.pid), folder }
  const ended = once(hanging, 'exit')
  const { exitCode, annotations } = await runStep({ action: 'sandbox', state, env: { RUNNER_TEMP: temp } })
  await ended
  expect([exitCode, annotations, existsSync(folder)]).toEqual([
    0,
    [
      expect.objectContaining({
        level: 'warning',
        message: 'The sandbox was killed: GET requests was answered with 500.',
      }),
    ],
    false,
  ])
})
