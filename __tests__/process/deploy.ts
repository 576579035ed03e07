import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from '@jest/globals'
import type { RecordedCall } from '../../sandbox/call.ts'
import type { Plan, PlanStep } from '../../sandbox/plan.ts'
import {
  parseCommands,
  type RunnerCommand,
  runStep,
  type Step,
  type StepResult,
  withoutColours,
} from '../../sandbox/runner.ts'
import { createSandbox, type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts'
import { runStepInMemory } from '../harness/memory.ts'
import { VirtualTime } from '../harness/virtual-time.ts'
import { expectHarmlessSummary } from './harmless.ts'
import { readRequests } from './requests.ts'
import { expectNoSecrets, type Secret } from './secrets.ts'

/** One deployment, told by what is special about it. All else is a good push to the `main` of acme/taxi. */
export interface Setup extends Omit<Step, 'inputs' | 'onLine' | 'onStart'> {
  /**
   * `memory` runs the whole action in this process and in virtual time, `process` starts the bundle as the runner does:
   * for what a process alone shows.
   */
  transport?: 'memory' | 'process'
  /** On top of the good ones; undefined takes one away. */
  inputs?: SomeInputs | ((sandbox: Sandbox) => SomeInputs)
  /** Which credentials the good inputs hold. */
  credentials?: 'client' | 'token' | 'none'
  sandbox?: SandboxOptions
  /** What the workflow has checked out, by path in the workspace. */
  files?: Readonly<Record<string, string | Uint8Array>> | undefined
  /** What the run has to hide from the start, beside its credentials. */
  hides?: readonly string[] | undefined
  /** What it hides of others, and that shows nevertheless in words that mean something else. */
  mayShow?: readonly string[] | undefined
  /**
   * What the deployment shows at its creation and at each look after it; the last one stays. Time passes by looks
   * then, not by the clock, so that a slow machine misses no status.
   */
  looks?: readonly (PlanStep['status'] | Omit<PlanStep, 'afterMs'>)[]
  /** Called before the step starts. */
  prepare?: (sandbox: Sandbox) => void
  onLine?: (line: string, sandbox: Sandbox, running: Running) => void
  /** Commands of the runner that this run may use beside masks and annotations. */
  mayUse?: readonly string[] | undefined
  /** The runner has no summary file to write to. */
  withoutSummary?: boolean | undefined
}

export type SomeInputs = Readonly<Record<string, string | undefined>>

export interface Running {
  pid: number
  signal(name: NodeJS.Signals): void
}

export interface Run extends StepResult {
  sandbox: Sandbox
  /** Every request, those to GitHub too, in order. */
  requests: readonly RecordedCall[]
  posts: readonly RecordedCall[]
  lists: readonly RecordedCall[]
  exchanges: readonly RecordedCall[]
  githubCalls: readonly RecordedCall[]
  /** Body of the first request that creates a deployment. */
  body: unknown
  commands: RunnerCommand[]
  notices: string[]
  errors: string[]
  warnings: string[]
  /** The lines of the log that are no commands, as a reader sees them. */
  lines: string[]
}

export const githubToken = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'
export const headSha = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'
export const appId = 4711

/** The time that one look stands for with {@link Setup.looks}. */
const lookMs = 100

const badOutcomes = ['unverified', 'failed', 'timed-out', 'superseded', 'refused', 'unknown', 'cancelled']
const goodOutcomes = ['unverified', 'succeeded', 'started', 'planned']

/**
 * Starts a sandbox, runs the bundle against it as the runner does, and closes the sandbox. What holds for every run
 * is checked here: nothing but what the API description allows was sent, no secret shows anywhere, the log has the
 * action's own commands only, the summary its own tags only, and exit status, annotation and outcome agree.
 */
export function deploy(setup: Setup = {}): Promise<Run> {
  return setup.transport === 'process' ? deployNow(setup) : inVirtualTime(() => deployNow(setup))
}

let queue: Promise<unknown> = Promise.resolve()

/** Virtual time is that of the whole process, so one program has it after the other. */
export function inVirtualTime<Value>(program: () => Promise<Value>): Promise<Value> {
  const run = queue.then(() => new VirtualTime().run(program))
  queue = run.catch(() => {})
  return run
}

async function deployNow(setup: Setup): Promise<Run> {
  const {
    inputs,
    credentials,
    sandbox: options,
    looks,
    prepare,
    onLine,
    mayUse,
    withoutSummary,
    files,
    hides = [],
    mayShow = [],
    transport = 'memory',
    ...step
  } = setup
  const isInMemory = transport === 'memory'
  let started: Sandbox | undefined
  const cloud = await (isInMemory ? createSandbox : startSandbox)({
    ...(looks === undefined
      ? { plan: [{ afterMs: 0, status: 'succeeded' }] }
      : { plan: toPlan(looks), now: () => noon + lookMs * countLooks(started) }),
    ...options,
  })
  started = cloud
  const workspace = files && checkOut(files)
  try {
    prepare?.(cloud)
    const special = typeof inputs === 'function' ? inputs(cloud) : inputs
    const given = { ...goodInputs(cloud, credentials ?? 'client'), ...special }
    const known = Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    )
    let running: Running | undefined
    const start = (whole: Step) => (isInMemory ? runStepInMemory(whole, cloud) : runStep(whole))
    const raw = await start({
      event: { head_commit: { id: headSha, message: 'Fix the meter' } },
      githubToken,
      ...step,
      env: {
        GITHUB_API_URL: cloud.githubApiUrl,
        ...(workspace && { GITHUB_WORKSPACE: workspace }),
        ...step.env,
      },
      inputs: known,
      onStart: (started) => {
        running = started
      },
      onLine: (line) => {
        if (running !== undefined) onLine?.(withoutColours(line), cloud, running)
      },
    })
    const run = describeRun({ ...raw, log: withoutColours(raw.log) }, cloud)
    expect(cloud.mismatches).toEqual([])
    const credentialsOfRun = secretsOf(known, step.githubToken ?? githubToken, cloud)
    const hidden = hides.map((value) => ({ value, isInput: true, mayShow: mayShow.includes(value) }))
    expectNoSecrets(run, [...credentialsOfRun, ...hidden])
    expectAgreement(run, { mayUse, withoutSummary })
    return run
  } finally {
    await cloud.close()
    if (workspace) rmSync(workspace, { recursive: true, force: true })
  }
}

function checkOut(files: NonNullable<Setup['files']>): string {
  const workspace = mkdtempSync(join(tmpdir(), 'spice-workspace-'))
  for (const [path, content] of Object.entries(files)) {
    const file = join(workspace, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  return workspace
}

const noon = Date.UTC(2026, 10, 24, 12)

/** Looks at deployments so far; none while the sandbox is still being made. */
function countLooks(sandbox: Sandbox | undefined): number {
  return sandbox === undefined ? 0 : readRequests(sandbox.requests).lists.length
}

function toPlan(looks: NonNullable<Setup['looks']>): Plan {
  return looks.map((look, index) => ({
    afterMs: index * lookMs,
    ...(typeof look === 'string' ? { status: look } : look),
  }))
}

function goodInputs(sandbox: Sandbox, credentials: 'client' | 'token' | 'none'): Record<string, string> {
  const { clientId, clientSecret, apiToken } = sandbox.credentials
  return {
    'api-url': sandbox.url,
    'oauth-token-url': sandbox.tokenUrl,
    'app-id': String(appId),
    'poll-interval-seconds': '0.1',
    // A run that should have ended by then does not stay behind when its test has failed.
    'timeout-seconds': '15',
    // The runtime of a sandbox's app is somewhere else, unless a test brings one.
    'dataset-ready-timeout-seconds': '0',
    ...(credentials === 'client' && { 'client-id': clientId, 'client-secret': clientSecret }),
    ...(credentials === 'token' && { 'api-token': apiToken }),
  }
}

function describeRun(result: StepResult, sandbox: Sandbox): Run {
  const messages = (level: string) =>
    result.annotations.filter((each) => each.level === level).map(({ message }) => message)
  return {
    ...result,
    sandbox,
    ...readRequests(sandbox.requests),
    commands: parseCommands(result.log),
    // A good end has one, with a link: it is nothing to act on.
    annotations: result.annotations.filter(({ level }) => level !== 'notice'),
    notices: messages('notice'),
    errors: messages('error'),
    warnings: messages('warning'),
    lines: result.log.split('\n').filter((line) => line !== '' && parseCommands(line).length === 0),
  }
}

function secretsOf(inputs: Record<string, string>, githubToken: string, sandbox: Sandbox): Secret[] {
  const { client } = sandbox.cloud.state
  const mayRead = client.scopes.some((scope) => scope === '*' || scope.startsWith('apps:'))
  const keys =
    mayRead && sandbox.requests.some(({ operation }) => operation === 'getApiKeys')
      ? sandbox.cloud.state.apps.flatMap(({ apiKeys }) => [apiKeys.api_key, apiKeys.api_key_2])
      : []
  const given = [inputs['client-secret'], inputs['api-token'], inputs['github-token'] ?? githubToken]
  const issued = sandbox.requests.flatMap(
    ({ operation, headers }) =>
      (operation !== 'github' && /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]) || [],
  )
  const known = given.filter((value) => value !== undefined && value !== '') as string[]
  return [
    ...known.map((value) => ({ value, isInput: true })),
    ...[...new Set(issued)]
      .filter((value) => !known.includes(value))
      .map((value) => ({ value, isInput: false })),
    ...keys.flatMap((value) => (value === null ? [] : [{ value, isInput: false, isLate: true }])),
  ]
}

function expectAgreement(
  run: Run,
  { mayUse = [], withoutSummary }: Pick<Setup, 'mayUse' | 'withoutSummary'>,
) {
  const foreign = run.commands.filter(
    ({ command }) =>
      !['add-mask', 'error', 'warning', 'notice', 'group', 'endgroup', ...mayUse].includes(command),
  )
  expect(foreign).toEqual([])
  expect(run.stderr).toBe('')
  for (const text of [run.log, ...run.annotations.map(({ message }) => message)]) {
    expect(text).not.toMatch(/[[\p{Cc}\p{Bidi_Control}]--[\t\n]]/v)
  }
  if (run.signal !== null) return
  const { outcome } = run.outputs
  const isGood = run.exitCode === 0
  expect(run.exitCode).toBe(isGood ? 0 : 1)
  expect(run.errors).toHaveLength(isGood ? 0 : 1)
  if (!mayUse.includes('set-output')) expect(isGood ? goodOutcomes : badOutcomes).toContain(outcome)
  if (isGood && outcome !== 'unverified') expect(run.outputs).not.toHaveProperty('error-message')
  else if (!mayUse.includes('set-output')) expect(run.outputs['error-message']).toEqual(expect.any(String))
  if (withoutSummary) expect(run.summary).toBe('')
  else expectHarmlessSummary(run.summary)
}
