import { expect, test } from '@jest/globals'
import { appsOf, deployedAt, filesOf, fleet } from '../harness/fleet.ts'

const names = ['taxi', 'weather']

test.concurrent('the action that reads many apps writes the outputs and no state', async () => {
  const run = await fleet({
    transport: 'process',
    files: filesOf(...names),
    sandbox: { apps: appsOf(...names), deployments: appsOf(...names).map(({ id }) => deployedAt(id)) },
  })
  expect([run.exitCode, run.state, run.outputs.counts]).toEqual([0, {}, '{"current":2}'])
})
