import { expect } from '@jest/globals'
import { text } from '../../../sandbox/answer.ts'
import type { Call } from '../../../sandbox/call.ts'
import type { Sandbox } from '../../../sandbox/server.ts'
import type { Problem } from '../../../src/problem.ts'
import type { ActionRun } from '../../harness/run.ts'
import { deploy, type RunOptions } from '../../harness/run.ts'

export const spicepod = {
  version: 'v1',
  kind: 'Spicepod',
  name: 'taxi',
  datasets: [
    { from: 's3://bucket/trips/', name: 'trips' },
    { from: 's3://bucket/zones/', name: 'zones' },
  ],
  models: [{ from: 'openai:gpt-4o-mini', name: 'assistant' }],
}

export const app = { id: 4711, name: 'taxi', spicepod }

export const testFile = `tests:
  - name: there are trips
    sql: SELECT * FROM trips
    rows: { min: 1 }
`

/** Deploys an app that is well, and watches it. */
export function bake({ inputs, sandbox, ...options }: RunOptions = {}): Promise<ActionRun> {
  return deploy({
    ...options,
    sandbox: { apps: [app], runtime: {}, ...sandbox },
    inputs: (started) => ({
      'bake-seconds': '300',
      'dataset-ready-timeout-seconds': '10',
      'test-warmup-seconds': '10',
      'test-timeout-seconds': '5',
      ...(typeof inputs === 'function' ? inputs(started) : inputs),
    }),
  })
}

export function problemsOf(run: ActionRun): Problem[] {
  return JSON.parse(run.outputs.problems ?? '')
}

/** Makes the Management API answer nothing but 503 for some time after the start. */
export function withoutApi(fromMs: number, untilMs: number) {
  return ({ cloud }: Sandbox): void => {
    const startedAt = performance.now()
    const handle = cloud.handle.bind(cloud)
    cloud.handle = async (call) => {
      const elapsedMs = performance.now() - startedAt
      if (fromMs <= elapsedMs && elapsedMs < untilMs) {
        return { kind: 'respond', reply: text(503, 'No capacity') }
      }
      return handle(call)
    }
  }
}

const paths = { listInstances: '/instances', runtimeReady: '/v1/ready', runtimeSql: '/v1/sql' } as const

/** Does something before each call of an operation, with the milliseconds since the start. */
export function onEach(operation: keyof typeof paths, act: (elapsedMs: number, sandbox: Sandbox) => void) {
  return (sandbox: Sandbox): void => {
    const startedAt = performance.now()
    const { cloud, runtime } = sandbox
    for (const server of [cloud, runtime]) {
      if (server === undefined) continue
      const handle = server.handle.bind(server)
      server.handle = (call: Call) => {
        if (call.path.endsWith(paths[operation])) act(performance.now() - startedAt, sandbox)
        return handle(call) as never
      }
    }
  }
}

/** Checks that nothing was asked in a bake that costs money, and counts what was. */
export function expectOnlyCheapRequests(run: ActionRun): Record<string, number> {
  const names = run.requests.map(({ operation = '' }) => operation)
  // The first instances are listed when the bake begins.
  const inBake = names.slice(names.indexOf('listInstances') - 2)
  expect(inBake.filter((name) => /Chat|Nsql|Search|Mcp|Embeddings/.test(name))).toEqual([])
  return Object.fromEntries(
    Object.entries(Object.groupBy(inBake, (name) => name)).map(([name, calls]) => [name, calls?.length ?? 0]),
  )
}
