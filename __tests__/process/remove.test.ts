import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { remove } from '../harness/remove.ts'
import { cancelledOn, deployAsProcess, faultAt, type RunOptions } from '../harness/run.ts'

const removeAsProcess = (options: RunOptions = {}) => remove({ ...options, transport: 'process' })

test.concurrent('the action that deletes an app writes the outputs and no state', async () => {
  const run = await removeAsProcess()
  expect([run.exitCode, run.state, run.deletedApps]).toEqual([0, {}, [4711]])
  expect(run.outputs).toEqual({ 'app-id': '4711', 'app-name': 'sandbox-app', outcome: 'removed' })
})

test.concurrent('a cancelled run does not wait for the response, and says that the app may have been deleted', async () => {
  const faults = [faultAt('deleteApp', { kind: 'hang' })]
  const run = await removeAsProcess({ faults, ...cancelledOn('Deleting app') })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'cancelled'])
  expect(run.errors[0]).toContain('it may have been deleted')
})

test.concurrent('files of the runner that cannot be written do not hide the result', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spice-files-'))
  const run = await removeAsProcess({
    env: { GITHUB_OUTPUT: folder, GITHUB_STEP_SUMMARY: undefined, GITHUB_STATE: undefined },
    without: ['output', 'summary', 'state'],
  })
  await rm(folder, { recursive: true })
  expect([run.exitCode, run.deletedApps]).toEqual([0, [4711]])
  expect(run.lines.join('\n')).toContain('App sandbox-app (4711) was deleted.')
})

test.concurrent('no variable turns a deployment into a deletion', async () => {
  const ofGitHub = { GITHUB_ACTION: 'remove', GITHUB_ACTION_PATH: '/remove' }
  const env = { STATE_remove: 'true', INPUT_ACTION: 'remove', remove: 'remove', ...ofGitHub }
  const run = await deployAsProcess({ env })
  expect([run.exitCode, run.outputs.outcome, run.deletedApps]).toEqual([0, 'succeeded', []])
})
