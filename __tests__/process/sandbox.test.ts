import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { runStep } from '../../testing/step.ts'

// The bundles of the sandbox, as somebody uses them who has only the released files.

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'released-'))
  for (const file of ['sandbox.js', 'package.json']) cpSync(join('dist', file), join(folder, file))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The Node of this test, and an older one if this machine has it, by version. */
const nodes = new Map(
  [process.execPath, ...(process.env.PATH ?? '').split(delimiter).map((path) => join(path, 'node'))].flatMap(
    (node) => {
      const [version] =
        /\d+\.\d+/.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? '') ?? []
      return version !== undefined && Number.parseInt(version, 10) >= 20 ? [[version, node] as const] : []
    },
  ),
)

const config = `
apps:
  - name: taxi
    spicepod: { version: v1, kind: Spicepod, name: taxi, datasets: [{ name: trips, from: "s3://b/" }] }
tables: [{ name: trips, columns: [{ name: id, type: Int64 }], rows: [[1], [2]] }]
plan: [{ after_ms: 0, status: queued }, { after_ms: 50, status: succeeded }]
`

test.each([...nodes])('the bundle alone serves an app and its data on Node %s', async (version, node) => {
  const child = spawn(node, ['sandbox.js', '--config', '-'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    child.stdin.end(config)
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    const { url, apiToken, appId, runtimeUrl, runtimeApiKey } = JSON.parse(line)
    const headers = { authorization: `Bearer ${apiToken}` }
    const isReady = async () => (await fetch(`${runtimeUrl}/v1/ready`, { headers: key })).status === 200
    const key = { 'x-api-key': runtimeApiKey }
    expect(await isReady()).toBe(false)
    await fetch(`${url}/v1/apps/${appId}/deployments`, { method: 'POST', headers })
    const limit = AbortSignal.timeout(60_000)
    while (!(await isReady())) limit.throwIfAborted()
    const query = { method: 'POST', headers: key, body: 'SELECT id FROM trips' }
    const sql = await fetch(`${runtimeUrl}/v1/sql`, query)
    const [major = 0, minor = 0] = version.split('.').map(Number)
    const hasEngine = major > 22 || (major === 22 && minor >= 16)
    expect([sql.status, await sql.text()]).toEqual(
      hasEngine ? [200, '[{"id":1},{"id":2}]'] : [501, expect.stringContaining('SQL needs Node 22')],
    )
    expect(await (await fetch(`${url}/_sandbox/mismatches`)).json()).toEqual([])
    await fetch(`${url}/_sandbox/stop`, { method: 'POST' })
    expect(await once(child, 'exit')).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
  }
})

test('the action in the bundle starts a sandbox and stops it', async () => {
  const env = { RUNNER_TEMP: folder }
  const step = { action: 'sandbox', inputs: { outcome: 'failed' }, env } as const
  const { exitCode, outputs, state } = await runStep(step)
  const end = await runStep({ action: 'sandbox', state, env })
  expect([exitCode, end.exitCode, outputs['app-id']]).toEqual([0, 0, '4711'])
  expect(end.log).toContain('The sandbox has stopped.')
})
