import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { neverEnds } from '../../sandbox/plan.ts'
import { deployAsProcess } from '../harness/run.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spice-files-'))
  await writeFile(join(folder, 'file'), '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Ways to keep a file from being written, even for root. */
const ways: [string, () => string | undefined][] = [
  ['is not set', () => undefined],
  ['is empty', () => ''],
  ['is a folder', () => folder],
  ['is in a folder that does not exist', () => join(folder, 'missing', 'file')],
  ['is below a file', () => join(folder, 'file', 'below')],
]
/** Outputs and state are written in the same way. */
const files = [
  ...ways.map((way) => ['GITHUB_STEP_SUMMARY', 'summary', ...way] as const),
  ...ways.slice(0, 3).map((way) => ['GITHUB_OUTPUT', 'output', ...way] as const),
  ...ways.slice(2).map((way) => ['GITHUB_STATE', 'state', ...way] as const),
]

test.concurrent.each(files)(
  '%s, the file for the %s, does not fail the deployment if it %s',
  async (name, without, _, path) => {
    const run = await deployAsProcess({ env: { [name]: path() }, without: [without] })
    expect([run.exitCode, run.annotations]).toEqual([0, []])
    expect(run.lines.join('\n')).toContain('Deployment 1001 succeeded.')
    if (without !== 'output') {
      expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
    }
    if (without !== 'summary') expect(run.summary).toContain('## ✅ Deployed')
  },
)

test.concurrent('a summary file that cannot be written does not hide a timeout', async () => {
  const run = await deployAsProcess({
    without: ['summary'],
    env: { GITHUB_STEP_SUMMARY: folder },
    inputs: { 'timeout-seconds': '6' },
    sandbox: { plan: neverEnds() },
  })
  expect(run.outputs.outcome).toBe('timed-out')
  expect(run.errors[0]).toContain('Deployment 1001 was still in_progress')
})

test.concurrent('a summary file that cannot be written does not hide why the deployment failed', async () => {
  const run = await deployAsProcess({
    env: { GITHUB_STEP_SUMMARY: folder },
    without: ['summary'],
    looks: [{ status: 'failed', error_message: 'Out of cheese' }],
  })
  expect(run.exitCode).toBe(1)
  expect(run.errors[0]).toContain('Out of cheese')
})

test.concurrent('a run without any file of the runner fails if its deployment does', async () => {
  const run = await deployAsProcess({
    env: { GITHUB_OUTPUT: undefined, GITHUB_STEP_SUMMARY: undefined, GITHUB_STATE: undefined },
    without: ['output', 'summary', 'state'],
    looks: ['queued', { status: 'failed', error_message: 'Out of cheese' }],
  })
  expect(run.exitCode).toBe(1)
  expect(run.errors[0]).toContain('Out of cheese')
})
