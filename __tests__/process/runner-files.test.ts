import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { stepEnvironment } from '../../testing/step.ts'
import { deployAsProcess, type RunnerFile } from '../harness/run.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spice-files-'))
  await writeFile(join(folder, 'file'), '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Ways to keep a file from being written, even for root. */
const ways: [string, () => string | undefined][] = [
  ['is not set', () => undefined],
  ['is a folder', () => folder],
  ['is below a file', () => join(folder, 'file', 'below')],
]
const all: readonly RunnerFile[] = ['output', 'summary', 'state']
const variables = { output: 'GITHUB_OUTPUT', summary: 'GITHUB_STEP_SUMMARY', state: 'GITHUB_STATE' }

// What a run does if it cannot write does not depend on how it ends.
test.concurrent.each([
  ...ways.map(([how, path]) => [all, how, path] as const),
  ...all.map((name) => [[name], 'is a folder', () => folder] as const),
])('the file for %j does not fail the deployment if it %s', async (without, _, path) => {
  const env = Object.fromEntries(without.map((name) => [variables[name], path()]))
  const run = await deployAsProcess({ env, without })
  expect([run.exitCode, run.annotations]).toEqual([0, []])
  expect(run.lines.join('\n')).toContain('Deployment 1001 (commit `1f2e3d4`) is live.')
  if (without.includes('output')) expect(run.outputs).toEqual({})
  else expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
  if (!without.includes('summary')) expect(run.summary).toMatch(/^## ✅ (?:app \d+: |[\w-]+: )?Deployed/)
  expect('ended' in run.state).toBe(!without.includes('state'))
})

test.concurrent('a run without any file of the runner fails if its deployment does', async () => {
  const run = await deployAsProcess({
    env: { GITHUB_OUTPUT: undefined, GITHUB_STEP_SUMMARY: undefined, GITHUB_STATE: undefined },
    without: all,
    looks: ['queued', { status: 'failed', error_message: 'Out of cheese' }],
  })
  expect(run.exitCode).toBe(1)
  expect(run.errors[0]).toContain('Out of cheese')
})

test.concurrent('a runner that reads late gets the whole log', async () => {
  // Each is masked, which is more than a pipe can hold.
  const secrets = Array.from({ length: 2500 }, (_, index) => `NAME_${index}=${'x'.repeat(20)}${index}`)
  const env = stepEnvironment({ inputs: { secrets: secrets.join('\n') } }, folder)
  const late = `'${process.execPath}' dist/index.js | { sleep 1; cat; }`
  const { stdout } = await promisify(execFile)('sh', ['-c', late], { env: env as NodeJS.ProcessEnv })
  expect(stdout.length).toBeGreaterThan(65_536)
  expect(stdout).toContain('\n::error title=')
})
