import { isNativeError } from 'node:util/types'
import { apiKeysOf } from '../../sandbox/apps.ts'
import type { Fault, FaultRule } from '../../sandbox/faults.ts'
import { fetchFrom } from '../../sandbox/memory.ts'
import { succeeds } from '../../sandbox/plan.ts'
import type { RuntimeOptions } from '../../sandbox/runtime/options.ts'
import {
  createRuntime,
  createSandbox,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../sandbox/server.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import type { RunEvent } from '../../src/core/events.ts'
import { type VerificationTarget, verify } from '../../src/features/verify/runtime.ts'
import type { Probe } from '../../src/inputs/probes.ts'
import { type Clock, systemClock } from '../../src/platform/clock.ts'
import type { Served } from '../../src/spicepod/served.ts'
import { readComponents } from '../../src/spicepod/spicepod.ts'
import { SteppedClock } from '../harness/stepped-clock.ts'

export const sql = { kind: 'sql', sql: 'SELECT 1' } satisfies Probe
export const nsql = { kind: 'nsql', query: 'How many trips?', model: 'sandbox-model' } satisfies Probe
export const search = { kind: 'search', body: { text: 'refund policy', limit: 3 } } satisfies Probe
export const chat = {
  kind: 'chat',
  body: { messages: [{ role: 'user', content: 'Is all well?' }], model: 'sandbox-model' },
} satisfies Probe
export const mcp = { kind: 'mcp', tool: 'sql', arguments: { query: 'SELECT 1' } } satisfies Probe

/**
 * Lets `instanceof Error` hold for the errors of Node's own fetch: jest runs tests in a realm of their own, with an
 * `Error` of its own. The built action has one realm.
 */
export function recognizeErrorsOfNode(): void {
  const isInstance = Function.prototype[Symbol.hasInstance]
  Object.defineProperty(Error, Symbol.hasInstance, {
    configurable: true,
    value(this: unknown, value: unknown) {
      return this === Error
        ? isNativeError(value) || isInstance.call(Error, value)
        : isInstance.call(this as typeof Error, value)
    },
  })
}

/** The events of a verification that people see in the log, one line each. */
function linesOf(events: readonly RunEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.type === 'runtime.waiting') return [`not ready: ${event.reason}`]
    if (event.type === 'runtime.ready') return ['ready']
    if (event.type === 'runtime.idle') return ['idle']
    if (event.type === 'datasets.polled') return [`datasets: ${event.progress}`]
    if (event.type !== 'probe.ended') return []
    const { name, ok, detail, error } = event.result
    return [`${name}: ${ok ? detail : error}`]
  })
}

type VerificationRun = Parameters<typeof verify>[1]
type Overrides = Partial<
  VerificationTarget & Omit<VerificationRun, 'inputs'> & VerificationRun['inputs'] & { spicepod: object }
>

/** Verifies everything by default; a test overrides what it is about. */
function verifyWith({ spicepod, ...overrides }: Overrides) {
  const served: Served = { certainty: 'known', spicepod: spicepod ?? null, how: 'this run' }
  const all = {
    url: 'https://runtime.example',
    key: apiKeysOf(DEFAULT_APP.id).api_key ?? '',
    fetch: globalThis.fetch,
    clock: systemClock,
    random: () => 0.5,
    warmupMs: 60_000,
    datasetTimeoutMs: 300_000,
    testTimeoutMs: 30_000,
    requestTimeoutMs: 30_000,
    expected: { served, stored: spicepod, components: readComponents(spicepod) },
    probes: [],
    emit: () => {},
    redact: (text: string) => text,
    ...overrides,
  }
  return verify(all, { ...all, inputs: all })
}

/** A clock on which an hour takes some seconds. */
function fastClock(): Clock {
  const speed = 100
  return {
    now: () => performance.now() * speed,
    sleep: (ms) => new Promise((done) => setTimeout(done, ms / speed)),
  }
}

/** An app whose deployment has succeeded: there is no runtime before that. */
const spicepod = { name: 'taxi', datasets: [{ name: 'trips' }], models: [{ name: 'sandbox-model' }] }
const deployedApp = {
  apps: [{ ...DEFAULT_APP, spicepod }],
  deployments: [{ appId: DEFAULT_APP.id, plan: succeeds(0) }],
} satisfies SandboxOptions

/** What the gateway answers while no runtime does. */
export const badGateway: Fault = {
  kind: 'status',
  status: 502,
  body: '<html><head><title>502 Bad Gateway</title></head></html>',
  headers: { 'content-type': 'text/html' },
}

const open: Sandbox[] = []

/** Starts a sandbox for {@link closeSandboxes} to close. */
export async function openSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox(options)
  open.push(sandbox)
  return sandbox
}

export async function closeSandboxes(): Promise<void> {
  for (const sandbox of open.splice(0)) await sandbox.close()
}

/** Runs probes over HTTP, without a warm-up, and with as much time as a busy machine needs. */
export async function runOverHttp(probes: Probe[], options: SandboxOptions = {}, overrides: Overrides = {}) {
  const sandbox = await openSandbox({ ...deployedApp, runtime: {}, ...options })
  const key = sandbox.runtime?.key ?? ''
  const { tests, problems } = await verifyWith({
    url: sandbox.runtimeUrl,
    key,
    clock: fastClock(),
    warmupMs: 0,
    datasetTimeoutMs: 0,
    testTimeoutMs: 3_000_000,
    probes,
    ...overrides,
  })
  return { problems, test: tests[0], requests: sandbox.requests, key, sandbox }
}

/** Runs probes without sockets, in virtual time. */
export async function runInMemory(
  probes: Probe[],
  { runtime = {}, faults }: Pick<SandboxOptions, 'runtime' | 'faults'> = {},
  overrides: Overrides = {},
) {
  const set = { warmupMs: 0, datasetTimeoutMs: 0, probes, ...overrides }
  const run = await verifyInMemory({ datasets: [{ name: 'trips' }], ...runtime }, set, faults)
  return { ...run, test: run.tests[0] }
}

/** Verifies a runtime without sockets, in virtual time. */
export async function verifyInMemory(
  options: RuntimeOptions,
  overrides: Overrides = {},
  faults: readonly FaultRule[] = [],
) {
  const clock = new SteppedClock()
  const { cloud, requests } = createSandbox({ ...deployedApp, now: () => clock.now(), faults })
  const runtime = createRuntime(cloud, { datasets: [], ...options })
  const events: RunEvent[] = []
  const emit = (event: RunEvent) => void events.push(event)
  const verification = await verifyWith({ fetch: fetchFrom(runtime), clock, emit, ...overrides })
  const operations = requests.map(({ operation }) => operation)
  return { ...verification, events, lines: linesOf(events), operations, requests, tookMs: clock.now() }
}
