import { expect, test } from '@jest/globals'
import { fetchFrom } from '../../sandbox/memory.ts'
import { type Plan, succeeds } from '../../sandbox/plan.ts'
import { createSandbox, type SandboxOptions } from '../../sandbox/server.ts'
import { NOON } from './fixture.ts'

const appId = 4711
const pod = (name: string) => ({ name: 'taxi', datasets: [{ name, from: `s3://bucket/${name}/` }] })

/** An app that has never been deployed, and short ways to deploy to it and to ask its runtime. */
function begin(options: SandboxOptions = {}) {
  let time = NOON
  const sandbox = createSandbox({
    now: () => time,
    apps: [{ id: appId, name: 'taxi', spicepod: pod('old') }],
    runtime: {},
    ...options,
  })
  const { state } = sandbox.cloud
  const [app] = state.apps
  if (app === undefined || sandbox.runtime === undefined) throw new Error('no app')
  const send = fetchFrom(sandbox.runtime)
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const response = await send(`${sandbox.runtimeUrl}${path}`, {
      headers: { 'x-api-key': app.apiKeys.api_key ?? '', ...headers },
    })
    return [response.status, await response.text()] as const
  }
  return {
    app,
    state,
    ask,
    sandbox,
    pass: (ms: number) => {
      time += ms
    },
    /** Stores a spicepod with this dataset and deploys it. */
    deploy: (dataset: string, plan: Plan) => {
      app.spicepod = pod(dataset)
      state.planNext(plan)
      return state.create(app, {})
    },
    /** The dataset that the runtime serves, or the status of its refusal. */
    serves: async () => {
      const [status, body] = await ask('/v1/datasets')
      return status === 200
        ? JSON.parse(body)
            .map(({ name }: { name: string }) => name)
            .join()
        : status
    },
  }
}

test('with one replica, nothing may be served for a while as a new instance replaces the old one', async () => {
  const { app, state, serves, deploy, pass } = begin({ instances: { switchMs: 9000 } })
  deploy('first', succeeds(0))
  expect(await serves()).toBe('first')
  pass(60_000)
  deploy('second', succeeds(400))
  pass(400)
  expect(await serves()).toBe(502)
  pass(8999)
  expect(await serves()).toBe(502)
  pass(1)
  expect(await serves()).toBe('second')
  app.replicas = 2
  deploy('third', succeeds(400))
  pass(400)
  expect([await serves(), state.servingOf(app)]).toMatchObject(['third', { deploymentId: 1003 }])
})
