import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { creating } from '../harness/app.ts'
import { payload } from '../harness/events.ts'
import { deployAsProcess, faultAt } from '../harness/run.ts'

const dispatch = { eventName: 'workflow_dispatch', event: payload('workflow_dispatch') } as const

// Only a run that fails while the request to GitHub is in progress could leave a rejection unhandled.
test.concurrent('a refused run tells of no other trouble', async () => {
  const faults = [
    faultAt(/github/, { kind: 'misshapen', body: null }, { times: 9 }),
    faultAt('createApp', { kind: 'status', status: 403 }),
    faultAt('listRegions', { kind: 'slow', delayMs: 2000 }),
  ]
  const run = await deployAsProcess({ ...dispatch, inputs: creating, faults })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'refused'])
  expect(run.githubCalls.length).toBeGreaterThan(0)
})

test.concurrent('GitHub is asked for a message if the file of the event is no JSON', async () => {
  const run = await deployAsProcess({ env: { GITHUB_EVENT_PATH: import.meta.filename } })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.githubCalls).toHaveLength(1)
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
