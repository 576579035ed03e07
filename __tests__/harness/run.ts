import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from '@jest/globals'
import type { RecordedCall } from '../../sandbox/call.ts'
import type { Fault, FaultRule, FaultTarget } from '../../sandbox/faults.ts'
import { type Plan, succeeds } from '../../sandbox/plan.ts'
import { createSandbox, type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { runStepInMemory } from '../../testing/memory.ts'
import { parseCommands, runStep, type Step, type StepResult, withoutColors } from '../../testing/step.ts'
import { VirtualTime } from '../../testing/virtual-time.ts'
import type { ActionRun, Requests, Running, RunOptions } from './action-run.ts'
import { expectAgreement, expectTruth } from './checks.ts'
import { expectNoSecrets, type Secret } from './secrets.ts'

export type { ActionRun, Requests, RunnerFile, Running, RunOptions, SomeInputs } from './action-run.ts'

/** A fault of the requests with a path, by default of the first one. */
export const faultAt = (
  path: FaultTarget['path'] & {},
  fault: Fault,
  on?: Omit<FaultTarget, 'path'>,
): FaultRule => ({ on: { path, ...on }, fault })

export const githubToken = 'ghs_16C7e42F292c6912E7710c838347Ae178B4a'
export const headSha = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'
export const otherSha = '5a4d0b0c7e1f2a3b4c5d6e7f8091a2b3c4d5e6f7'
export const appId = 4711

/** The time that one poll stands for with {@link RunOptions.looks}. */
const lookMs = 100
/** How much longer a process may take than its inputs allow: Node has to start, maybe on a busy machine. */
const startUpMs = 120_000
const noonMs = Date.UTC(2026, 10, 24, 12)

/**
 * Runs the action against a sandbox and checks what holds for every run: requests follow the API description, secrets
 * are masked and never shown, the log contains only the action's own commands, the summary contains only its own tags,
 * exit status, annotation, outputs and summary agree, and the verdict is the server's.
 */
export function deploy(options: RunOptions = {}): Promise<ActionRun> {
  return isInMemory(options) ? inVirtualTime(() => deployNow(options)) : deployNow(options)
}

/** Starts the bundle as the runner does: for what only a process shows. */
export function deployAsProcess(options: RunOptions = {}): Promise<ActionRun> {
  return deploy({ ...options, transport: 'process' })
}

function isInMemory({ transport = 'memory', in: sandbox }: RunOptions): boolean {
  return sandbox === undefined ? transport === 'memory' : !sandbox.isListening
}

const isVirtual = new AsyncLocalStorage<true>()
let queue: Promise<unknown> = Promise.resolve()

/** Virtual time applies to the whole process, so programs run one after the other. A program within one shares its time. */
export function inVirtualTime<Value>(program: () => Promise<Value>, random?: () => number): Promise<Value> {
  if (isVirtual.getStore()) return program()
  const run = queue.then(() => isVirtual.run(true, () => new VirtualTime(random).run(program)))
  queue = run.catch(() => {})
  return run
}

async function deployNow(options: RunOptions): Promise<ActionRun> {
  let ownSandbox: Sandbox | undefined
  const open = isInMemory(options) ? createSandbox : startSandbox
  const sandbox =
    options.in ??
    (await open({
      ...(options.looks === undefined
        ? { plan: succeeds(300) }
        : { plan: toPlan(options.looks), now: () => noonMs + lookMs * countPolls(ownSandbox) }),
      ...options.sandbox,
    }))
  if (options.in === undefined) ownSandbox = sandbox
  const workspace = options.files && checkOut(options.files)
  try {
    sandbox.cloud.faults.add(...(options.faults ?? []))
    // An event of a pull request is the word of GitHub that it exists.
    const { pull_request: pull } = (options.event ?? {}) as { pull_request?: { number?: number } }
    if (pull?.number !== undefined) sandbox.github.issues.add(pull.number)
    options.prepare?.(sandbox)
    const inputs = inputsOf(options, sandbox)
    const before = sandbox.requests.length
    const apps = [...sandbox.cloud.state.apps]
    const run = describeRun(await start(options, inputs, sandbox, workspace), sandbox, apps)
    expect(sandbox.mismatches).toEqual([])
    expectNoSecrets(run, secretsOf(options, run.masks, inputs, sandbox, before), options)
    expectAgreement(run, options)
    expectTruth(run, options, inputs)
    return run
  } finally {
    await ownSandbox?.close()
    if (workspace) rmSync(workspace, { recursive: true, force: true })
  }
}

async function start(
  options: RunOptions,
  inputs: Record<string, string>,
  sandbox: Sandbox,
  workspace: string | undefined,
): Promise<StepResult> {
  const { action, eventName, event, env, githubToken: token, state, onStart, onLine } = options
  const maxMs = budgetMs(inputs, options.action) + (sandbox.isListening ? startUpMs : 0)
  const hasStarted = sandbox.isListening ? await starts.enter() : () => {}
  let running: Running | undefined
  // A run that does not end fails the check of its duration below, and must not hold up the others.
  const overdue = sandbox.isListening && setTimeout(() => running?.signal('SIGKILL'), maxMs + 500)
  const step: Step = {
    event: 'event' in options ? event : { head_commit: { id: headSha, message: 'Fix the meter' } },
    githubToken: token ?? githubToken,
    ...(action !== undefined && { action }),
    ...(eventName !== undefined && { eventName }),
    ...(state !== undefined && { state }),
    env: { GITHUB_API_URL: sandbox.githubApiUrl, ...(workspace && { GITHUB_WORKSPACE: workspace }), ...env },
    inputs,
    onStart: (started) => {
      running = started
      onStart?.(started, sandbox)
    },
    onLine: (line) => {
      hasStarted()
      if (running !== undefined) onLine?.(withoutColors(line), sandbox, running)
    },
  }
  const result = await (sandbox.isListening ? runStep(step) : runStepInMemory(step, sandbox)).finally(
    hasStarted,
  )
  if (overdue) clearTimeout(overdue)
  expect(result.durationMs).toBeLessThanOrEqual(maxMs)
  return { ...result, log: withoutColors(result.log) }
}

/** The time that the inputs allow a run, in milliseconds. */
function budgetMs(inputs: Record<string, string>, action: RunOptions['action']): number {
  const seconds = (name: string, fallback: number) => Math.max(0, Number(inputs[name])) || fallback
  const isVerifying =
    action !== 'remove' && action !== 'fleet' && inputs['dataset-ready-timeout-seconds'] !== '0'
  return (
    1000 *
    (seconds('timeout-seconds', 900) +
      seconds('request-timeout-seconds', 30) +
      // A bake whose last look is bad takes a few more.
      seconds('bake-seconds', 0) * 1.3 +
      (Number(inputs['bake-seconds']) > 0 ? 60 : 0) +
      (isVerifying ? seconds('dataset-ready-timeout-seconds', 60) : 0) +
      seconds('test-warmup-seconds', 0) +
      seconds('test-timeout-seconds', 0))
  )
}

/** Starts of Node keep a processor busy, so only a few may be in progress at a time. */
const starts = {
  free: 3,
  waiting: [] as (() => void)[],
  /** Waits for a place, and returns the function that leaves it. */
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

function checkOut(files: NonNullable<RunOptions['files']>): string {
  const workspace = mkdtempSync(join(tmpdir(), 'spice-workspace-'))
  for (const [path, content] of Object.entries(files)) {
    const file = join(workspace, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
  }
  return workspace
}

/** The polls so far; 0 while the sandbox is being created. */
function countPolls(sandbox: Sandbox | undefined): number {
  return sandbox === undefined ? 0 : readRequests(sandbox.requests).lists.length
}

function toPlan(looks: NonNullable<RunOptions['looks']>): Plan {
  return looks.map((look, index) => ({
    afterMs: index * lookMs,
    ...(typeof look === 'string' ? { status: look } : look),
  }))
}

function inputsOf(
  { action, inputs, files, credentials = 'client' }: RunOptions,
  sandbox: Sandbox,
): Record<string, string> {
  const { clientId, clientSecret, apiToken } = sandbox.credentials
  const deploys = action !== 'remove' && action !== 'fleet'
  const hasSpicepod = Object.keys(files ?? {}).some((path) => path.endsWith('spicepod.yaml'))
  const given = {
    'api-url': sandbox.url,
    'oauth-token-url': sandbox.tokenUrl,
    ...(action !== 'fleet' && { 'app-id': String(appId) }),
    // A process takes real time, and as much of it as the machine needs.
    'timeout-seconds': sandbox.isListening ? '160' : '16',
    'request-timeout-seconds': sandbox.isListening ? '20' : '2',
    // The app of the sandbox has a runtime only if the test starts one.
    ...(deploys && { 'poll-interval-seconds': '0.1', 'dataset-ready-timeout-seconds': '0' }),
    // A run warns if it finds no spicepod to push.
    ...(action === undefined && !hasSpicepod && { spicepod: '' }),
    ...(credentials === 'client' && { 'client-id': clientId, 'client-secret': clientSecret }),
    ...(credentials === 'token' && { 'api-token': apiToken }),
    ...(typeof inputs === 'function' ? inputs(sandbox) : inputs),
  }
  const known = Object.entries(given).filter(([, value]) => value !== undefined)
  return Object.fromEntries(known) as Record<string, string>
}

function describeRun(
  result: StepResult,
  sandbox: Sandbox,
  appsBefore: readonly { readonly id: number }[],
): ActionRun {
  const messages = (level: string) =>
    result.annotations.filter((each) => each.level === level).map(({ message }) => message)
  const { state } = sandbox.cloud
  return {
    ...result,
    ...readRequests(sandbox.requests),
    sandbox,
    deletedApps: appsBefore.map(({ id }) => id).filter((id) => !state.apps.some((app) => app.id === id)),
    ours: state.records.filter(({ creationSource }) => creationSource === 'api'),
    shown: state.deploymentsOf(Number(result.outputs['app-id'] ?? appId)),
    commands: parseCommands(result.log),
    // A successful run has a notice with a link, which needs no action.
    annotations: result.annotations.filter(({ level }) => level !== 'notice'),
    notices: messages('notice'),
    errors: messages('error'),
    warnings: messages('warning'),
    lines: result.log.split('\n').filter((line) => line !== '' && parseCommands(line).length === 0),
  }
}

export function readRequests(recorded: readonly RecordedCall[]): Requests {
  const requests = [...recorded]
  const of = (name: string) => requests.filter(({ operation }) => operation === name)
  const posts = of('createDeployment')
  const [post] = posts
  return {
    requests,
    posts,
    body: post?.body,
    lists: of('listDeployments').filter((each) => post && requests.indexOf(each) > requests.indexOf(post)),
    exchanges: of('token'),
    githubCalls: of('github'),
  }
}

/** Everything that the run had to hide: credentials, the values of `hides`, issued tokens and keys of the runtime. */
function secretsOf(
  options: RunOptions,
  masks: readonly string[],
  inputs: Record<string, string>,
  sandbox: Sandbox,
  before: number,
): Secret[] {
  const { hides = [], mayShow = [] } = options
  const { client, apps, tokens } = sandbox.cloud.state
  const requests = sandbox.requests.slice(before)
  const mayRead = client.scopes.some((scope) => scope === '*' || scope.startsWith('apps:'))
  const hasKeys = mayRead && requests.some(({ operation }) => operation === 'getApiKeys')
  const keys = hasKeys ? apps.flatMap(({ apiKeys }) => [apiKeys.api_key, apiKeys.api_key_2]) : []
  const ofGitHub = inputs['github-token'] ?? options.githubToken ?? githubToken
  const given = [inputs['client-secret'], inputs['api-token'], ofGitHub]
  const known = given.filter((value) => value !== undefined && value !== '') as string[]
  const tokenOf = ({ operation, headers }: RecordedCall) =>
    operation === 'github' ? undefined : /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
  // A request of a step that was killed may arrive after the next step has started.
  const earlier = sandbox.requests.slice(0, before).map(tokenOf)
  const used = requests.flatMap((each) => tokenOf(each) ?? []).filter((token) => !earlier.includes(token))
  // One that arrived may have been masked without ever being used.
  const unused = masks.filter((value) => tokens.isIssued(value))
  const issued = [...new Set([...used, ...unused])].filter((value) => !known.includes(value))
  const lastCreate = requests.findLastIndex(({ operation }) => operation === 'createDeployment')
  // Requesting the token may have failed before it succeeded, and that is a warning.
  const isLate =
    options.in !== undefined || requests.filter(({ operation }) => operation === 'token').length > 1
  return [
    ...known.map((value): Secret => ({ value, isKnownBefore: 'everything' })),
    ...issued.map((value): Secret => {
      const isRenewal = requests.findIndex((each) => tokenOf(each) === value) > lastCreate && lastCreate >= 0
      return { value, isKnownBefore: isRenewal ? 'nothing' : isLate ? 'the deployment' : 'trouble' }
    }),
    ...keys.flatMap((value): Secret[] => (value === null ? [] : [{ value, isKnownBefore: 'nothing' }])),
    ...hides.map(
      (value): Secret => ({ value, isKnownBefore: 'everything', mayShow: mayShow.includes(value) }),
    ),
  ]
}

/** Cancels a run once its log has a line with these words. */
export function cancelledOn(words: string): Pick<RunOptions, 'onLine'> {
  return { onLine: (line, _, running) => line.includes(words) && running.signal('SIGINT') }
}

/** Cancels a run once an operation has been carried out, and before its response. */
export function cancelledAfter(operation: string): Pick<RunOptions, 'onStart' | 'prepare'> {
  let step: Running | undefined
  return {
    onStart: (running) => {
      step = running
    },
    prepare: (sandbox) => onFirst(sandbox, operation, () => step?.signal('SIGINT')),
  }
}

/** Does something between the work of the first call that creates a deployment and its response. */
export function afterFirstCreate(sandbox: Sandbox, then: () => void): void {
  onFirst(sandbox, 'createDeployment', then)
}

/** Does something between the work of the first call of an operation and its response. */
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
