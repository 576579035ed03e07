import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { CONTRACT_SANDBOX } from '../../contract/sandbox.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'

let folder: string
let sandbox: Sandbox
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'))
  sandbox = await startSandbox(CONTRACT_SANDBOX)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await sandbox.close()
})

/** Arguments of the command, with the credentials of the sandbox in its environment which it is to take for real. */
const command = (...args: string[]) => [
  'contract/main.ts',
  '--report',
  join(folder, 'report.md'),
  ...(args.some((arg) => ['--real', '--clean'].includes(arg))
    ? ['--api-url', sandbox.url, '--token-url', sandbox.tokenUrl]
    : []),
  ...args,
]
const environment = () => ({
  ...process.env,
  SPICE_API_TOKEN: '',
  SPICE_CLIENT_ID: sandbox.credentials.clientId,
  SPICE_CLIENT_SECRET: sandbox.credentials.clientSecret,
})

/** Runs the command, and ends it once it creates an app with this number. */
async function run(args: string[], number?: string, signal?: 'SIGINT' | 'SIGKILL') {
  const child = spawn(process.execPath, command(...args), {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = once(child, 'close')
  const lines: string[] = []
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  for await (const line of createInterface(child.stdout)) {
    lines.push(line)
    if (line.startsWith('creating contract-check-') && line.endsWith(`-${number}`)) child.kill(signal)
  }
  const [status] = await end
  return { status, text: lines.join('\n'), errors }
}

const ownApps = () =>
  sandbox.cloud.state.apps.map(({ name }) => name).filter((name) => name.startsWith('contract-check-'))

test('a difference is in the table and in the report, and fails the command', async () => {
  const only = ['--only', 'create-region', '--only', 'apps-list']
  const { status, text } = await run(['--differ', 'create-region', ...only])
  expect(status).toBe(1)
  expect(text).toMatch(/^✗ differs +create-region +An app is created with/m)
  expect(text).toMatch(/^1 hold, 1 differ, 0 could not be seen$/m)
  const report = readFileSync(join(folder, 'report.md'), 'utf8')
  expect(report).toMatch(/^- Date: \d{4}-/m)
  expect(report).toMatch(/^\| `create-region` \| ✗ differs \| An app .*\| HTTP 200 with the members id, /m)
})

test('interrupted, it deletes what it has created, and says what it could not see', async () => {
  const { text } = await run(['--real', '--yes'], '02', 'SIGINT')
  expect(text).toContain('It deletes   these apps again')
  expect(text).toMatch(/^deleted contract-check-.*-02$/m)
  expect(ownApps()).toEqual([])
  const report = readFileSync(join(folder, 'report.md'), 'utf8')
  expect(report).toContain('| `resume` | ? could not be seen |')
  expect(report + text).not.toMatch(/sandbox-client-secret|sandbox-access-token|\d\|[0-9a-f]{32}/)
})

test('killed, it leaves apps, which --clean deletes', async () => {
  await run(['--real', '--yes'], '02', 'SIGKILL')
  expect(ownApps()).not.toEqual([])
  const { status, text } = await run(['--clean'])
  expect([status, text]).toEqual([0, expect.stringMatching(/^deleted contract-check-/)])
  expect(ownApps()).toEqual([])
})

test('without a terminal to ask at, it refuses to touch the real Spice Cloud', async () => {
  const calls = sandbox.requests.length
  const { status, errors } = await run(['--real'])
  expect([status, errors]).toEqual([2, 'Without a terminal to ask at, --real needs --yes.\n'])
  expect(sandbox.requests.length).toBe(calls)
})
