import { expect, test } from '@jest/globals'
import { appsOf, deployedAt, filesOf, fleet } from '../harness/fleet.ts'
import type { Running } from '../harness/run.ts'

const names = ['taxi', 'weather']
const options = {
  transport: 'process',
  files: filesOf(...names),
  sandbox: { apps: appsOf(...names), deployments: appsOf(...names).map(({ id }) => deployedAt(id)) },
} as const

test.concurrent('the action that reads many apps writes the outputs and no state', async () => {
  const run = await fleet(options)
  expect([run.exitCode, run.state, run.outputs.counts]).toEqual([0, {}, '{"current":2}'])
})

test.concurrent('a cancelled run ends at once, and says that nothing was changed', async () => {
  let step: Running | undefined
  const run = await fleet({
    ...options,
    faults: [{ on: { path: 'listApps' }, fault: { kind: 'hang' } }],
    onStart: (running) => {
      step = running
      setTimeout(() => step?.signal('SIGINT'), 3000)
    },
  })
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'cancelled'])
  expect(run.errors[0]).toContain('Nothing was changed.')
})
