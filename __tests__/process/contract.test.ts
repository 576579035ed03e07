import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { CHECKS } from '../../contract/checks.ts'
import { runContract } from '../../contract/run.ts'
import { CONTRACT_SANDBOX, QUICK } from '../../contract/sandbox.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import type { Answer } from '../tools/ask.ts'

type Child = ChildProcessByStdio<null, Readable, Readable>

let folder: string
let sandbox: Sandbox
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'))
  sandbox = await startSandbox({ ...CONTRACT_SANDBOX, orgs: [{ name: 'acme' }, { name: 'globex' }] })
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await sandbox.close()
})

/** Arguments of the command, with the credentials of the sandbox in its environment which it is to take for real. */
function command(...args: string[]): string[] {
  const isReal = args.includes('--real') || args.includes('--clean')
  const target = isReal ? ['--api-url', sandbox.url, '--token-url', sandbox.tokenUrl] : []
  return ['contract/main.ts', '--report', join(folder, 'report.md'), ...target, ...args]
}
const environment = () => ({
  ...process.env,
  SPICE_API_TOKEN: '',
  SPICE_ORG: '',
  SPICE_CLIENT_ID: sandbox.credentials.clientId,
  SPICE_CLIENT_SECRET: sandbox.credentials.clientSecret,
})

/** Runs the command, and interrupts it once it creates an app with this number. */
async function run(
  args: string[],
  { number, interrupt, env }: { number?: string; interrupt?: (child: Child) => void; env?: object } = {},
) {
  const child = spawn(process.execPath, command(...args), {
    env: { ...environment(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const end = once(child, 'close')
  const lines: string[] = []
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line)
    if (line.startsWith('creating contract-check-') && line.endsWith(`-${number}`)) interrupt?.(child)
  })
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
  expect(report).toMatch(/^\| `create-region` \| ✗ differs \| An app .*\| `HTTP 200 with the members id, /m)
})

test('interrupted, it deletes what it has created, and says what it could not see', async () => {
  const interrupt = async (child: Child) => {
    child.kill('SIGINT')
    // From npm, which gets the same Ctrl-C.
    await setTimeout(100)
    child.kill('SIGINT')
  }
  const { text } = await run(['--real', '--yes'], { number: '02', interrupt })
  expect(text).toContain('with the OAuth client SPICE_CLIENT_ID, in the organization acme.')
  expect(text).toContain('It touches   no other app, of which there are 1.')
  expect(text).toMatch(/^deleted contract-check-.*-02$/m)
  expect(ownApps()).toEqual([])
  const report = readFileSync(join(folder, 'report.md'), 'utf8')
  expect(report).toContain('| `resume` | ? could not be seen |')
  expect(report + text).not.toMatch(/sandbox-client-secret|sandbox-access-token|\d\|[0-9a-f]{32}/)
})

test('without anybody who reads its output, it still deletes what it has created', async () => {
  const interrupt = (child: Child) => {
    child.stdout.destroy()
    child.stderr.destroy()
    child.kill('SIGHUP')
  }
  await run(['--real', '--yes'], { number: '02', interrupt })
  expect(ownApps()).toEqual([])
})

test('killed, it leaves apps, which --clean deletes', async () => {
  await run(['--real', '--yes'], { number: '02', interrupt: (child) => child.kill('SIGKILL') })
  expect(ownApps()).not.toEqual([])
  const { status, text } = await run(['--clean'])
  expect([status, text]).toEqual([0, expect.stringMatching(/^deleted contract-check-/)])
  expect(ownApps()).toEqual([])
})

const refusals: [how: string, args: string[], message: string][] = [
  ['without a terminal to ask at', [], 'Without a terminal to ask at, --real needs --yes.'],
  ['with a URL that is none', ['--yes', '--api-url', 'nowhere'], '--api-url is "nowhere"; it must be'],
  ['with one of two URLs', ['--yes', '--api-url', 'https://api.spice.ai'], 'needed together'],
  ['with a difference', ['--yes', '--differ', 'orgs'], '--differ is for the sandbox'],
  ['with a report that cannot be written', ['--yes', '--report', '.'], 'The report cannot be written: '],
]

test('it refuses to touch the real Spice Cloud without all that it needs to know', async () => {
  const calls = sandbox.requests.length
  const input = JSON.stringify(refusals.map(([, args]) => command('--real', ...args)))
  const asked = spawnSync(process.execPath, ['__tests__/tools/ask.ts'], {
    env: environment(),
    encoding: 'utf8',
    input,
  })
  const answers = (JSON.parse(asked.stdout) as Answer[]).map(({ status, stderr }, index) => [
    refusals[index]?.[0],
    status,
    stderr,
  ])
  expect(answers).toEqual(refusals.map(([how, , message]) => [how, 2, expect.stringContaining(message)]))
  const { status, errors } = await run(['--real', '--yes'], { env: { SPICE_ORG: 'acme' } })
  expect([status, errors]).toEqual([2, expect.stringContaining('SPICE_ORG is for')])
  expect(sandbox.requests.length).toBe(calls)
})

test.concurrent('all statements hold about a sandbox as anybody starts it', async () => {
  const started = spawn(process.execPath, ['sandbox/main.ts'], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const [line] = await once(createInterface(started.stdout), 'line')
    const { url: apiUrl, tokenUrl, clientId, clientSecret } = JSON.parse(line)
    const target = { apiUrl, tokenUrl, clientId, clientSecret, fetch, pace: QUICK }
    const { results, left } = await runContract(target, Object.keys(CHECKS), () => {})
    expect(left).toEqual([])
    expect(results.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
  } finally {
    started.kill()
  }
})

test('a token for several organizations needs the name of one of them', async () => {
  const args = ['--real', '--yes', '--only', 'apps-list']
  const env = { SPICE_API_TOKEN: sandbox.credentials.apiToken }
  const { status, errors } = await run(args, { env })
  expect([status, errors]).toEqual([2, expect.stringContaining('SPICE_ORG to one of the organizations')])
  expect(errors).toContain('acme, globex')
  const { text } = await run(args, { env: { ...env, SPICE_ORG: 'globex' } })
  expect(text).toContain('with SPICE_API_TOKEN, in the organization globex.')
  expect(text).toContain('no other app, of which there are 0.')
})
