import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { OptionError } from '../arguments.ts'
import { ConfigError } from '../config.ts'
import { octocat } from '../github/comments.ts'
import { explain, help, readOptions } from '../options.ts'
import { OUTCOMES } from '../outcomes.ts'
import { startSandbox } from '../server.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Starts the command, and ends it after the test of its line. */
async function withSandbox(
  args: string[],
  use: (line: Record<string, string>, child: ReturnType<typeof spawn>) => Promise<void>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<void> {
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    await use(JSON.parse(line), child)
  } finally {
    child.kill('SIGKILL')
  }
}

test('wrong options and a wrong config are reported together, and unknown names with those that are known, nearest first', () => {
  const file = join(folder, 'wrong.yaml')
  writeFileSync(file, 'aps: []\n')
  const read = () =>
    readOptions(['--outcome', 'suceeded', '--allow-host', 'http://a', '--port', 'x', '--config', file])
  expect(read).toThrow(
    /--port is "x".*\n.*"suceeded"; it must be one of succeeded, .*\n.*"http:\/\/a"; it must be a host name.*\n.*wrong\.yaml: aps is unknown/,
  )
})

test('a commit is the tip of the branch of the job that starts the sandbox, and of main outside of a job', async () => {
  const tipOf = async (env: Record<string, string>, path: string) => {
    let body: unknown
    const { GITHUB_REF: _, GITHUB_EVENT_PATH: __, ...rest } = process.env
    await withSandbox(
      [],
      async ({ githubApiUrl }) => {
        body = await (await fetch(`${githubApiUrl}/repos/${path}`)).json()
      },
      { ...rest, ...env },
    )
    return (body as { commit?: { sha: string } }).commit?.sha
  }
  const [sha, merged] = ['a'.repeat(40), 'b'.repeat(40)]
  const event = join(folder, 'event.json')
  const head = { ref: 'fix/fares', sha, repo: { full_name: 'eve/taxi' } }
  writeFileSync(event, JSON.stringify({ pull_request: { number: 7, head } }))
  const job = { GITHUB_REPOSITORY: 'acme/taxi', GITHUB_SHA: sha, GITHUB_REF: 'refs/heads/release/2' }
  const ofPull = { ...job, GITHUB_SHA: merged, GITHUB_REF: 'refs/pull/7/merge', GITHUB_EVENT_PATH: event }
  expect(await tipOf(job, 'acme/taxi/branches/release/2')).toBe(sha)
  expect(await tipOf(job, 'acme/taxi/branches/main')).toBeUndefined()
  expect(await tipOf(ofPull, 'eve/taxi/branches/fix/fares')).toBe(sha)
  expect(await tipOf({}, 'any/repository/branches/main')).toMatch(/^1f2e/)
})

test('the line has everything that a client needs, and the sandbox ends on SIGTERM', async () => {
  const file = join(folder, 'two-apps.yaml')
  writeFileSync(file, 'apps: [{ name: taxi, id: 9 }, { name: weather }]\n')
  await withSandbox(['--config', file, '--any-credentials'], async (line, child) => {
    expect(line).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      tokenUrl: `${line.url}/api/oauth/token`,
      githubApiUrl: `${line.url}/api/github`,
      appId: 9,
      appName: 'taxi',
      clientId: 'sandbox-client-id',
      clientSecret: 'sandbox-client-secret',
      apiToken: 'sandbox-personal-access-token',
      runtimeUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      runtimeApiKey: expect.stringMatching(/^9\|/),
    })
    const api = (path: string, token = line.apiToken) =>
      fetch(line.url + path, { headers: { authorization: `Bearer ${token}` } })
    expect(await (await api('/v1/apps/9/api-keys')).json()).toMatchObject({ api_key: line.runtimeApiKey })
    const list = (await (await api('/v1/apps')).json()) as { apps: { name: string; endpoint: string }[] }
    expect(list.apps.map(({ name, endpoint }) => [name, endpoint])).toEqual([
      ['taxi', line.runtimeUrl],
      ['weather', line.runtimeUrl],
    ])
    const client = { grant_type: 'client_credentials', client_id: 'anybody', client_secret: 'anything' }
    const token = await fetch(line.tokenUrl ?? '', { method: 'POST', body: new URLSearchParams(client) })
    expect([token.status, (await api('/v1/apps', 'any-token')).status]).toEqual([200, 200])
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const withOpenssl = hasOpenssl ? test : test.skip
withOpenssl('with a certificate, API, runtime and links speak HTTPS', async () => {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const args = ['req', '-x509', ...curve, '-nodes', '-subj', '/CN=localhost']
  expect(spawnSync('openssl', [...args, '-keyout', key, '-out', cert], { stdio: 'ignore' }).status).toBe(0)
  const options = readOptions(['--tls', cert, key]) ?? {}
  const sandbox = await startSandbox(options)
  try {
    expect(sandbox.runtimeUrl).toMatch(/^https:/)
    sandbox.github.issues.add(7)
    for (const body of ['one', 'two']) sandbox.github.comments.add(7, body, octocat)
    const list = `${sandbox.githubApiUrl}/repos/acme/taxi/issues/7/comments?per_page=1`
    const [response] = await once(
      request(list, { ca: readFileSync(cert), servername: 'localhost' }).end(),
      'response',
    )
    response.resume()
    expect([response.statusCode, response.headers.link]).toEqual([
      200,
      `<${list}&page=2>; rel="next", <${list}&page=2>; rel="last"`,
    ])
  } finally {
    await sandbox.close()
  }
  expect(() => readOptions(['--tls', cert, join(folder, 'none.pem')])).toThrow(OptionError)
  const swapped = readOptions(['--tls', key, cert]) ?? {}
  const error = await startSandbox(swapped).catch((reason: unknown) => reason)
  expect(explain(error, swapped)).toMatch(/^--tls: the files are not a certificate and its key in PEM format/)
})

test('--plain-chat answers chats that accept compression', () => {
  expect(readOptions([])?.runtime).toEqual({ chat502WhenCompressed: true })
  expect(readOptions(['--plain-chat'])?.runtime).toEqual({ chat502WhenCompressed: false })
})

test('--help names every option and every outcome', () => {
  expect(readOptions(['--config', 'none', '-h'])).toBeUndefined()
  const names = [
    ...['port', 'runtime-port', 'host', 'tls', 'outcome', 'duration-ms', 'any-credentials', 'plain-chat'],
    ...['config', 'help'],
  ]
  for (const name of [...names.map((option) => `--${option}`), ...OUTCOMES]) expect(help).toContain(name)
  expect(help.split('\n').filter((line) => line.length > 120)).toEqual([])
})

test.each([
  ['--prot 4000', '--prot is not an option. Did you mean --port?'],
  ['--quiet', '--quiet is not an option. Use --port, --runtime-port, --host,'],
  ['--port', '--port needs a value.'],
  ['--port=', '--port needs a value.'],
  ['--outcome --port 4000', '--outcome needs a value.'],
  ['--help=yes', '--help takes no value.'],
  ['--port 4O00', '--port is "4O00"; it must be a whole number from 0 to 65535.'],
  ['--runtime-port 65536', '--runtime-port is "65536"; it must be a whole number from 0 to 65535.'],
  ['--duration-ms -5', '--duration-ms is "-5"; it must be a whole number from 0 to 86400000.'],
  ['--port 4000 --runtime-port 4000', '--port and --runtime-port are both 4000'],
  ['--outcome success', /^--outcome is "success"; it must be one of succeeded, failed,/],
  ['--outcome timout', /^--outcome is "timout"; it must be one of timeout, failed,/],
  ['--tls cert.pem', '--tls needs two files: the certificate and its key.'],
  ['--tls none.pem none.key', '--tls: "none.pem" is not a file that can be read.'],
  ['start', '"start" belongs to no option; see --help.'],
])('wrong options are refused in a sentence: %s', (args, message) => {
  const read = () => readOptions(args.split(' '))
  expect(read).toThrow(OptionError)
  expect(read).toThrow(message)
})

test('an option takes precedence over the config', () => {
  const file = join(folder, 'plan.yaml')
  writeFileSync(file, 'plan: failed\n')
  const statusOf = (...args: string[]) => readOptions(['--config', file, ...args])?.plan?.at(-1)?.status
  expect([statusOf(), statusOf('--outcome', 'succeeded')]).toEqual(['failed', 'succeeded'])
})

test('an outcome that is about instances applies to the apps of the config', () => {
  const file = join(folder, 'stuck.yaml')
  writeFileSync(file, 'apps: [{ name: taxi, id: 9 }]\nplan: stuck-secret\n')
  expect(readOptions(['--config', file])).toMatchObject({
    apps: [{ id: 9 }],
    deployments: [{ appId: 9 }],
    faults: [{ on: { path: 'listOrgSecrets' } }, { on: { path: 'listLinkedOrgSecrets' } }],
  })
})

test('a port in use, a strange host and a wrong config end the command with a sentence and status 2', async () => {
  const busy = createServer().listen(0, '127.0.0.1')
  await once(busy, 'listening')
  const { port } = busy.address() as { port: number }
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    const [status] = await once(child, 'close')
    return [status, stderr]
  }
  const leaveOut = 'to another one, or leave it out for any free port.\n'
  try {
    expect(
      await Promise.all([
        run('--port', String(port)),
        run('--runtime-port', String(port)),
        run('--host', '192.0.2.1'),
        run('--config', join(folder, 'none.yaml')),
      ]),
    ).toEqual([
      [2, `Port ${port} is in use. Set --port ${leaveOut}`],
      [2, `Port ${port} is in use. Set --runtime-port ${leaveOut}`],
      [2, '--host is "192.0.2.1", which is no address of this machine.\n'],
      [2, `${join(folder, 'none.yaml')}: There is no such file.\n`],
    ])
  } finally {
    busy.close()
  }
})

test('an error of the sandbox itself is not taken for a wrong option', () => {
  expect(explain(new TypeError('x is undefined'), {})).toBeUndefined()
  expect(explain(new ConfigError('plan is wrong.'), {})).toBe('plan is wrong.')
})

test('a sandbox that listens everywhere is reached at an address that every system can connect to', async () => {
  const sandbox = await startSandbox({ address: { host: '0.0.0.0' }, runtime: {} })
  try {
    expect([sandbox.url, sandbox.runtimeUrl]).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
    ])
    expect((await fetch(`${sandbox.url}/v1/health`)).status).toBe(200)
  } finally {
    await sandbox.close()
  }
})
