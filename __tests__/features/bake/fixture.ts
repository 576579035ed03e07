import { expect } from '@jest/globals'
import { type Answer, json, text } from '../../../sandbox/answer.ts'
import type { Call } from '../../../sandbox/call.ts'
import type { Sandbox } from '../../../sandbox/server.ts'
import type { Problem } from '../../../src/core/problem.ts'
import { epochMs } from '../../../testing/virtual-time.ts'
import { type ActionRun, deploy, type RunOptions } from '../../harness/run.ts'
import { pod } from '../../harness/spicepods.ts'

export const spicepod = pod({
  datasets: [
    { from: 's3://bucket/trips/', name: 'trips' },
    { from: 's3://bucket/zones/', name: 'zones' },
  ],
  models: [{ from: 'openai:gpt-4o-mini', name: 'assistant' }],
})

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

/** A time after the start of a run. */
export function at(elapsedMs: number): string {
  return new Date(epochMs + elapsedMs).toISOString()
}

export function problemsOf(run: ActionRun): Problem[] {
  return JSON.parse(run.outputs.problems ?? '')
}

/** What a server answers in place of the sandbox: an error with a status, or a body. */
type Substitute = number | object | undefined

/** Answers calls in place of the sandbox. Undefined leaves a call to it. The time is since the start of the run. */
export function answering(
  answer: (path: string, elapsedMs: number, sandbox: Sandbox, isRuntime: boolean) => Substitute,
) {
  return (sandbox: Sandbox): void => {
    const startedAt = performance.now()
    for (const server of [sandbox.cloud, sandbox.runtime]) {
      if (server === undefined) continue
      const handle = server.handle.bind(server)
      server.handle = async (call: Call): Promise<Answer> => {
        const elapsedMs = performance.now() - startedAt
        const body = answer(call.path, elapsedMs, sandbox, server === sandbox.runtime)
        if (body === undefined) return handle(call)
        return {
          kind: 'respond',
          reply: typeof body === 'number' ? text(body, 'No capacity') : json(200, body),
        }
      }
    }
  }
}

/** Makes the Management API answer nothing but 503 for some time after the start. */
export function withoutApi(fromMs: number, untilMs: number) {
  return answering((_, ms, __, isRuntime) => (!isRuntime && fromMs <= ms && ms < untilMs ? 503 : undefined))
}

/** The instances that Spice Cloud lists, beside a member that no source describes. Undefined leaves it to the sandbox. */
export function withInstances(list: (elapsedMs: number, sandbox: Sandbox) => readonly object[] | undefined) {
  return answering((path, ms, sandbox) => {
    const instances = path.endsWith('/instances') ? list(ms, sandbox) : undefined
    return instances && { warnings: [], instances }
  })
}

const paths = { listInstances: '/instances', runtimeReady: '/v1/ready', runtimeSql: '/v1/sql' } as const

/** Does something before each call of an operation. */
export function onEach(operation: keyof typeof paths, act: (elapsedMs: number, sandbox: Sandbox) => void) {
  return answering((path, elapsedMs, sandbox) => {
    if (path.endsWith(paths[operation])) act(elapsedMs, sandbox)
    return undefined
  })
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
