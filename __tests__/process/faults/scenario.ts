import { beforeAll, expect } from '@jest/globals'
import type { RecordedCall } from '../../../sandbox/call.ts'
import type { DeploymentRecord, ShownDeployment } from '../../../sandbox/deployments.ts'
import type { FaultRule } from '../../../sandbox/faults.ts'
import { succeeds } from '../../../sandbox/plan.ts'
import {
  parseCommands,
  runStep,
  type Step,
  type StepResult,
  withoutColours,
} from '../../../sandbox/runner.ts'
import { createSandbox, type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/server.ts'
import { runStepInMemory } from '../../harness/memory.ts'
import { appId, githubToken, headSha, inVirtualTime, type Running } from '../deploy.ts'
import { expectHarmlessSummary } from '../harmless.ts'
import { readRequests } from '../requests.ts'

/** One run of the bundle in trouble, told by what is special about it. All else is a good push to `main`. */
export interface Scenario extends Omit<Step, 'inputs' | 'onLine' | 'onStart'> {
  /** See {@link Setup.transport}; a run in a sandbox that is there already is a process. */
  transport?: 'memory' | 'process'
  inputs?: Readonly<Record<string, string>> | ((sandbox: Sandbox) => Readonly<Record<string, string>>)
  credentials?: 'client' | 'token'
  sandbox?: SandboxOptions
  faults?: readonly FaultRule[]
  /** A sandbox that is there already and stays; otherwise the run has one of its own. */
  in?: Sandbox
  /** How many deployments this run is to bring about. Default 1. */
  creates?: number
  /** A file of the runner cannot be written: what would be in it is not checked. */
  without?: 'output' | 'summary' | 'state'
  /** Nothing is to be printed, not even masks. */
  isSilent?: boolean
  prepare?: (sandbox: Sandbox) => void
  onStart?: (running: Running, sandbox: Sandbox) => void
  onLine?: (line: string, sandbox: Sandbox, running: Running) => void
}

export interface Run extends StepResult, ReturnType<typeof readRequests> {
  sandbox: Sandbox
  /** What this run brought about, as the server has it. */
  ours: DeploymentRecord[]
  /** All deployments of the app, as the server shows them at the end of the run. */
  shown: ShownDeployment[]
  errors: string[]
  warnings: string[]
  /** The log without commands. */
  lines: string[]
}

/** What starting Node, on a machine that has other things to do, may add to what the inputs allow. */
const startUpMs = 4000

export const otherSha = '5a4d0b0c7e1f2a3b4c5d6e7f8091a2b3c4d5e6f7'

/**
 * Runs the bundle and checks what holds in any trouble: as many deployments as there should be, a verdict that is the
 * server's, whole outputs, an end in time, no secret anywhere, and no flood of annotations.
 */
export function deploy(scenario: Scenario = {}): Promise<Run> {
  return isInMemory(scenario) ? inVirtualTime(() => deployNow(scenario)) : deployNow(scenario)
}

function isInMemory({ transport = 'memory', in: sandbox }: Scenario): boolean {
  return transport === 'memory' && sandbox === undefined
}

async function deployNow(scenario: Scenario): Promise<Run> {
  const open = isInMemory(scenario) ? createSandbox : startSandbox
  const sandbox = scenario.in ?? (await open({ plan: succeeds(300), ...scenario.sandbox }))
  try {
    sandbox.cloud.faults.add(...(scenario.faults ?? []))
    scenario.prepare?.(sandbox)
    const run = await runAction(scenario, sandbox)
    expectTruth(run, scenario.creates ?? 1)
    if (scenario.without !== 'output') expectWholeOutputs(run)
    expectQuiet(run, scenario)
    return run
  } finally {
    if (scenario.in === undefined) await sandbox.close()
  }
}

/** Runs the bundle as {@link deploy} does, and checks only what holds for a run that had no chance to end well. */
export async function runAction(scenario: Scenario, sandbox: Sandbox): Promise<Run> {
  const {
    inputs,
    credentials = 'client',
    onLine,
    onStart,
    isSilent = false,
    transport: _,
    ...rest
  } = scenario
  const { clientId, clientSecret, apiToken } = sandbox.credentials
  const given = {
    'api-url': sandbox.url,
    'oauth-token-url': sandbox.tokenUrl,
    'app-id': String(appId),
    'dataset-ready-timeout-seconds': '0',
    'poll-interval-seconds': '0.1',
    'timeout-seconds': '16',
    'request-timeout-seconds': '2',
    ...(credentials === 'client'
      ? { 'client-id': clientId, 'client-secret': clientSecret }
      : { 'api-token': apiToken }),
    ...(typeof inputs === 'function' ? inputs(sandbox) : inputs),
  }
  const budgetMs = (Number(given['timeout-seconds']) + Number(given['request-timeout-seconds'])) * 1000
  const mostMs = budgetMs + startUpMs
  const before = sandbox.requests.length
  const hasStarted = await starts.enter()
  let running: Running | undefined
  // One that does not end by itself fails the check of its duration below, and must not hold up all others.
  const overdue = setTimeout(() => running?.signal('SIGKILL'), mostMs + 500)
  const start = (step: Step) => (sandbox.isListening ? runStep(step) : runStepInMemory(step, sandbox))
  const raw = await start({
    event: { head_commit: { id: headSha, message: 'Fix the meter' } },
    githubToken,
    ...rest,
    env: { GITHUB_API_URL: sandbox.githubApiUrl, ...scenario.env },
    inputs: given,
    onStart: (started) => {
      running = started
      onStart?.(started, sandbox)
    },
    onLine: (line) => {
      hasStarted()
      if (running !== undefined) onLine?.(withoutColours(line), sandbox, running)
    },
  }).finally(hasStarted)
  const result = { ...raw, log: withoutColours(raw.log) }

  clearTimeout(overdue)
  expect(result.durationMs).toBeLessThan(mostMs)
  expect(sandbox.mismatches).toEqual([])
  expect(result.stderr).toBe('')
  const tokens = sandbox.requests.slice(before).flatMap(({ operation, headers }) => {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    return operation === 'github' || token === undefined ? [] : [token]
  })
  const secrets = [credentials === 'client' ? clientSecret : apiToken, githubToken]
  expectNoSecrets(result, [...secrets, ...tokens])
  if (isSilent) expect(result.log).toBe('')
  else expectMasks(result, secrets, tokens, scenario.without)

  const messages = (level: string) =>
    result.annotations.filter((each) => each.level === level).map(({ message }) => message)
  return {
    ...result,
    // A good end has a notice with a link: it is nothing to act on.
    annotations: result.annotations.filter(({ level }) => level !== 'notice'),
    ...readRequests(sandbox.requests),
    sandbox,
    // Everybody else works in the portal.
    ours: sandbox.cloud.state.records.filter(({ creationSource }) => creationSource === 'api'),
    shown: sandbox.cloud.state.deploymentsOf(appId),
    errors: messages('error'),
    warnings: messages('warning'),
    lines: result.log.split('\n').filter((line) => line !== '' && parseCommands(line).length === 0),
  }
}

/** Does something between the work of the first call that creates a deployment and its answer. */
export function afterFirstCreate(sandbox: Sandbox, then: () => void): void {
  onFirst(sandbox, 'createDeployment', then)
}

/** Does something between the work of the first call of an operation and its answer. */
export function onFirst({ cloud }: Sandbox, operation: string, then: () => void): void {
  const handle = cloud.handle.bind(cloud)
  let isDone = false
  cloud.handle = async (call) => {
    const answer = await handle(call)
    if (!isDone && cloud.requests.some((each) => each.operation === operation)) {
      isDone = true
      then()
    }
    return answer
  }
}

/** How long apart the first two calls came, in milliseconds. */
export function firstGapMs([first, second]: readonly RecordedCall[]): number {
  return (second?.at ?? Number.NaN) - (first?.at ?? Number.NaN)
}

/** Starts of Node keep a processor busy, so only some are under way at a time; what comes after them does not. */
const starts = {
  free: 3,
  waiting: [] as (() => void)[],
  /** Waits for a place, and gives the function that leaves it. */
  async enter(): Promise<() => void> {
    if (this.free > 0) this.free--
    else await new Promise<void>((enter) => this.waiting.push(enter))
    let hasLeft = false
    return () => {
      if (hasLeft) return
      hasLeft = true
      const next = this.waiting.shift()
      if (next !== undefined) next()
      else this.free++
    }
  },
}

/**
 * Starts a run for each of the cases before the tests of the file or block begin: they wait for most of their time, so
 * all of them take hardly longer than one. The tests then ask for the runs.
 */
export function together<Case, Result = Run>(
  cases: readonly Case[],
  start: (each: Case) => Promise<Result>,
): (each: Case) => Promise<Result> {
  const runs = new Map<Case, Promise<Result>>()
  beforeAll(() => {
    for (const each of cases) {
      const run = start(each)
      // What is wrong with it is told by the test that asks for it.
      run.catch(() => {})
      runs.set(each, run)
    }
  })
  return (wanted) => runs.get(wanted) ?? Promise.reject(new Error('No such case'))
}

function expectTruth({ outputs, exitCode, signal, ours, shown, log }: Run, creates: number): void {
  expect({ ours: ours.map(({ id }) => id), log }).toEqual({
    ours: Array(creates).fill(expect.any(Number)),
    log,
  })
  expect(signal).toBeNull()
  const { outcome, 'deployment-id': id, 'deployment-status': status } = outputs
  const truth = shown.find((each) => String(each.id) === id)
  if (id !== undefined) expect(truth).toBeDefined()
  if (id !== undefined && creates === 1) expect(id).toBe(String(ours[0]?.id))
  switch (outcome) {
    case undefined:
      break
    case 'succeeded':
    case 'failed':
      expect([status, truth?.status]).toEqual([outcome, outcome])
      break
    case 'superseded':
      expect(truth?.status).toBe('created')
      expect(shown[0]?.id).toBeGreaterThan(Number(id))
      break
    case 'timed-out':
      if (id === undefined) expect(creates).toBe(0)
      else expect(['queued', 'in_progress']).toContain(truth?.status)
      break
    case 'refused':
      expect([creates, id]).toEqual([0, undefined])
      break
    default:
      expect(['started', 'cancelled', 'unknown']).toContain(outcome)
  }
  const isGood =
    ['succeeded', 'started'].includes(outcome ?? '') || (outcome === 'superseded' && exitCode === 0)
  if (outcome !== undefined) expect(exitCode).toBe(isGood ? 0 : 1)
}

function expectWholeOutputs({ outputs, exitCode, shown }: Run): void {
  expect(outputs).toMatchObject({
    'app-id': String(appId),
    outcome: expect.any(String),
  })
  if (exitCode === 0) expect(outputs).not.toHaveProperty('error-message')
  else expect(outputs['error-message']).toMatch(/\w/)
  const { 'deployment-id': id } = outputs
  if (id === undefined) {
    for (const name of ['deployment', 'deployment-status', 'deployment-created-at'])
      expect(outputs).not.toHaveProperty(name)
    return
  }
  const truth = shown.find((each) => String(each.id) === id)
  expect(outputs).toMatchObject({
    'deployment-status': expect.stringMatching(/^(queued|in_progress|succeeded|failed|created)$/),
    'deployment-created-at': truth?.created_at,
  })
  expect(JSON.parse(outputs.deployment ?? '')).toMatchObject({
    id: truth?.id,
    status: outputs['deployment-status'],
    commit_sha: truth?.commit_sha,
  })
}

function expectQuiet(run: Run, { without }: Scenario): void {
  const allowed = ['add-mask', 'error', 'warning', 'notice', 'group', 'endgroup']
  if (without === 'output') allowed.push('set-output')
  if (without === 'state') allowed.push('save-state')
  const used = parseCommands(run.log).map(({ command }) => command)
  expect(used.filter((command) => !allowed.includes(command))).toEqual([])
  expect(run.errors).toHaveLength(run.exitCode === 0 ? 0 : 1)
  // One is enough to know of trouble; the log has the rest.
  const ofTrouble = run.warnings.filter((warning) => !/is of commit/.test(warning))
  expect(ofTrouble.slice(1)).toEqual([])
  if (without === 'summary') expect(run.summary).toBe('')
  else if (run.outputs.outcome === 'cancelled') expect(run.summary).toMatch(/^## ❌ Cancelled\n/)
  else if (run.outputs.outcome === 'superseded' && run.exitCode === 0)
    expect(run.summary).toMatch(/^## ✅ Deployment superseded\n/)
  else expectHarmlessSummary(run.summary)
}

/** Nothing that the step leaves behind shows a secret. */
function expectNoSecrets(
  { log, stderr, annotations, outputs, summary, state }: StepResult,
  secrets: readonly string[],
): void {
  const printed = log.split('\n').filter((line) => !line.startsWith('::add-mask::'))
  const shown = [
    ...printed,
    stderr,
    summary,
    ...annotations.map(({ message }) => message),
    ...Object.values({ ...outputs, ...state }),
  ].join('\n')
  for (const secret of secrets) expect(shown).not.toContain(secret)
}

/** The runner was told of each secret: of those of the inputs before anything else. */
function expectMasks(
  { log, masks }: StepResult,
  inputs: readonly string[],
  tokens: readonly string[],
  without: Scenario['without'],
): void {
  expect(masks).toEqual(expect.arrayContaining([...inputs, ...tokens]))
  // That state cannot be saved is said before anything is known.
  if (without === 'state') return
  const early = log.split('\n').slice(0, inputs.length)
  expect(early.sort()).toEqual(inputs.map((value) => `::add-mask::${value}`).sort())
}
