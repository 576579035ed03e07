import { expect, test } from '@jest/globals'
import { fetchFrom } from '../../sandbox/memory.ts'
import { fails, neverEnds, type Plan, succeeds } from '../../sandbox/plan.ts'
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

test('what is only stored is not served', async () => {
  const { app, serves, deploy, pass } = begin()
  deploy('deployed', succeeds(400))
  app.spicepod = pod('stored later')
  pass(400)
  expect(await serves()).toBe('deployed')
})

test('the old instance serves until the new one is ready, and goes on if that fails or never is', async () => {
  const { serves, deploy, pass } = begin()
  deploy('old', succeeds(0))
  const next = async (dataset: string, plan: Plan) => {
    deploy(dataset, plan)
    pass(399)
    const before = await serves()
    pass(1)
    return [before, await serves()]
  }
  expect(await next('broken', fails(400))).toEqual(['old', 'old'])
  expect(await next('stuck', neverEnds(100))).toEqual(['old', 'old'])
  expect(await next('new', succeeds(400))).toEqual(['old', 'new'])
})

test('an app that is paused from the start serves nothing that was deployed before', async () => {
  const { app, serves } = begin({
    apps: [{ id: appId, name: 'taxi', spicepod: pod('old'), paused: { msAgo: 1000 } }],
    deployments: [{ appId, createdMsAgo: 86_400_000 }],
  })
  app.pausedAt = null
  expect(await serves()).toBe(503)
})

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
