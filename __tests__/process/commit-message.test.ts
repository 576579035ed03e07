import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { payload } from '../harness/events.ts'
import { deployAsProcess } from '../harness/run.ts'

const dispatch = { eventName: 'workflow_dispatch', event: payload('workflow_dispatch') } as const

// Only a run that fails while the request to GitHub is in progress could leave a rejection unhandled.
test.concurrent.each([null, { commit: true }])(
  'a refused run tells of no other trouble: %j',
  async (body) => {
    const run = await deployAsProcess({
      ...dispatch,
      inputs: {
        'app-id': undefined,
        'app-name': 'taxi-fares',
        region: 'us-east-1',
        'create-app-if-missing': 'true',
      },
      sandbox: {
        faults: [
          { on: { path: /github/, times: 9 }, fault: { kind: 'misshapen', body } },
          { on: { path: 'createApp' }, fault: { kind: 'status', status: 403 } },
          { on: { path: 'listRegions' }, fault: { kind: 'slow', delayMs: 2000 } },
        ],
      },
    })
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'refused'])
    expect(run.githubCalls.length).toBeGreaterThan(0)
  },
)

test.concurrent('a message is read from GitHub if the file of the event is no JSON', async () => {
  const run = await deployAsProcess({ env: { GITHUB_EVENT_PATH: import.meta.filename } })
  expect(run.body).toMatchObject({ commit_message: 'A commit message of the sandbox' })
})

test.concurrent('a git that hangs, with its children, does not delay a deployment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spice-git-'))
  await writeFile(join(folder, 'git'), '#!/bin/sh\nsleep 60\necho "Too late"\n', { mode: 0o755 })
  const run = await deployAsProcess({ ...dispatch, env: { PATH: `${folder}:${process.env.PATH}` } })
  expect(run.exitCode).toBe(0)
  expect((run.body as { commit_message?: string }).commit_message).not.toBe('Too late')
  expect(run.durationMs).toBeLessThan(60_000)
  await rm(folder, { recursive: true, force: true })
})
