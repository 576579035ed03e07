import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const MAIN = fileURLToPath(new URL('../../sandbox/main.ts', import.meta.url))

test('a sandbox that is started by hand prints its URL, serves requests, and ends on SIGTERM', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
  const file = join(folder, 'env')
  const child = spawn(process.execPath, [MAIN, '--outcome', 'failed', '--github-env', file])
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    const about = JSON.parse(line)
    expect(about).toMatchObject({ appId: 4711, appName: 'sandbox-app', clientId: 'sandbox-client-id' })
    expect((await fetch(`${about.url}/v1/health`)).status).toBe(200)
    expect(readFileSync(file, 'utf8')).toContain(`SANDBOX_TOKEN_URL=${about.tokenUrl}\n`)
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  }
})

test('an unknown outcome is rejected by name', async () => {
  const child = spawn(process.execPath, [MAIN, '--outcome', 'success'])
  let stderr = ''
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  expect(await once(child, 'close')).toEqual([1, null])
  expect(stderr).toContain(
    '--outcome is "success"; it must be one of succeeded, failed, timeout, conflict, stuck-secret,',
  )
})
