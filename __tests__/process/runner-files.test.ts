import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { deployAsProcess } from '../harness/run.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spice-files-'))
  await writeFile(join(folder, 'file'), '')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const ways: [string, () => string | undefined][] = [
  ['not set', () => undefined],
  ['empty', () => ''],
  ['a folder', () => folder],
  ['a file that is not there', () => join(folder, 'missing', 'file')],
  ['below a file', () => join(folder, 'file', 'below')],
]

describe('a summary file that cannot be written', () => {
  test.each(ways)('a summary file that is %s does not fail the deployment', async (_, path) => {
    const run = await deployAsProcess({ env: { GITHUB_STEP_SUMMARY: path() }, without: ['summary'] })
    expect(run.exitCode).toBe(0)
    expect(run.errors).toEqual([])
    expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
    expect(run.lines.at(-1)).toContain('Deployment 1001 succeeded')
  })

  test('a summary file that is a folder does not hide why the deployment failed', async () => {
    const run = await deployAsProcess({
      env: { GITHUB_STEP_SUMMARY: folder },
      without: ['summary'],
      looks: [{ status: 'failed', error_message: 'Out of cheese' }],
    })
    expect(run.exitCode).toBe(1)
    expect(run.errors[0]).toContain('Out of cheese')
  })
})

describe('an output file that cannot be written', () => {
  test.each(ways)('an output file that is %s does not fail the deployment', async (_, path) => {
    const run = await deployAsProcess({ env: { GITHUB_OUTPUT: path() }, without: ['output'] })
    expect(run.exitCode).toBe(0)
    expect(run.errors).toEqual([])
    expect(run.lines.join('\n')).toContain('Deployment 1001 succeeded')
    expect(run.summary).toContain('## ✅ Deployed')
  })
})

test('a run without any file of the runner fails when its deployment does', async () => {
  const run = await deployAsProcess({
    env: { GITHUB_OUTPUT: undefined, GITHUB_STEP_SUMMARY: undefined, GITHUB_STATE: undefined },
    without: ['output', 'summary', 'state'],
    looks: ['queued', { status: 'failed', error_message: 'Out of cheese' }],
  })
  expect(run.exitCode).toBe(1)
  expect(run.errors[0]).toContain('Out of cheese')
})
