import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '../../sandbox/server.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { inputsFor, runStep } from '../../testing/step.ts'
import type { Limit } from './limits.ts'

const dist = fileURLToPath(new URL('../../dist/', import.meta.url))
const spicepod = `version: v1
kind: Spicepod
name: taxi
datasets:
  - from: s3://acme-lake/trips/
    name: trips
`

/**
 * How much of the bundle a plain deployment loads, which costs it start-up time: an app by its ID, a token, and a spicepod
 * that differs.
 */
export async function measureLoaded(): Promise<Limit[]> {
  const now = () => performance.timeOrigin + performance.now()
  const sandbox = await startSandbox({ now, plan: [{ afterMs: 0, status: 'succeeded' }], runtime: {} })
  const folder = mkdtempSync(join(tmpdir(), 'spice-loaded-'))
  try {
    const coverage = join(folder, 'coverage')
    writeFileSync(`${folder}/spicepod.yaml`, spicepod)
    const { outputs, log } = await runStep({
      inputs: {
        ...inputsFor(sandbox, 'token'),
        'app-id': String(DEFAULT_APP.id),
        'runtime-url': sandbox.runtimeUrl,
      },
      event: { head_commit: { id: '1f2e3d4c5b6a79880716253443526170f1e2d3c4', message: 'Fix the meter' } },
      // V8 lists the scripts that it has loaded.
      env: { GITHUB_WORKSPACE: folder, NODE_V8_COVERAGE: coverage },
    })
    if (outputs.outcome !== 'succeeded') throw new Error(`The action failed.\n${log}`)
    const urls = readdirSync(coverage).flatMap((name) => {
      const { result } = JSON.parse(readFileSync(join(coverage, name), 'utf8'))
      return (result as { url: string }[]).map(({ url }) => url)
    })
    const files = new Set(urls.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url)))
    const loaded = [...files].filter((file) => file.startsWith(dist))
    const value = loaded.reduce((sum, file) => sum + statSync(file).size, 0)
    return [{ what: 'loaded by a plain deployment', value, max: 450_000, unit: 'bytes' }]
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await sandbox.close()
  }
}
