import { readFileSync } from 'node:fs'
import { expect } from '@jest/globals'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { RecordedCall } from '../../sandbox/call.ts'
import type { ActionRun, RunOptions } from './action-run.ts'
import { expectHarmlessSummary } from './summary.ts'

const goodOutcomes = ['unverified', 'succeeded', 'started', 'planned', 'superseded', 'removed', 'absent']
const badOutcomes = 'unverified failed stuck timed-out superseded refused unknown cancelled'.split(' ')
const ownCommands = ['add-mask', 'error', 'warning', 'notice', 'group', 'endgroup']
/** The text that the action prints if it cannot write a runner file. */
const fallbacks = { output: 'set-output', state: 'save-state', summary: '' }

const planSchema = new URL('../../schema/plan.schema.json', import.meta.url)
let isPlan: ValidateFunction | undefined

/** Checks that a run with a digest of its plan also has the plan, as the schema describes it. */
function expectPlan({ plan, 'plan-digest': digest }: ActionRun['outputs']): void {
  if (digest === undefined && plan === undefined) return
  const value = JSON.parse(plan ?? 'null')
  // That it is a schema is tested, and takes too long to check in each file of tests.
  const ajv = new Ajv2020({ strict: false, meta: false, validateSchema: false })
  isPlan ??= ajv.compile(JSON.parse(readFileSync(planSchema, 'utf8')))
  isPlan(value)
  expect({ errors: isPlan.errors, digest: value?.digest }).toEqual({ errors: null, digest })
}

/**
 * Checks that the log contains only the action's own commands and no control characters, that outages do not flood
 * the annotations, and that exit status, annotation, outputs and summary agree.
 */
export function expectAgreement(run: ActionRun, options: RunOptions): void {
  const { mayUse = [], without = [], isKilled, isSilent, errors = 1, maxWarnings = 1 } = options
  const allowed = [...ownCommands, ...mayUse, ...without.map((file) => fallbacks[file])]
  expect(run.commands.filter(({ command }) => !allowed.includes(command))).toEqual([])
  expect(run.stderr).toBe('')
  for (const text of [run.log, ...run.annotations.map(({ message }) => message)]) {
    expect(text).not.toMatch(/[[\p{Cc}\p{Bidi_Control}]--[\t\n]]/v)
  }
  expect(run.signal).toBe(isKilled ? 'SIGKILL' : null)
  if (isSilent) expect(run.log).toBe('')
  // A killed step has no end, and its post step has no outcome.
  if (isKilled || options.state !== undefined) return
  const isGood = run.exitCode === 0
  expect(run.exitCode).toBe(isGood ? 0 : 1)
  expect(run.errors).toHaveLength(isGood ? 0 : errors)
  expect(run.warnings.filter((warning) => !/uses commit/.test(warning)).slice(maxWarnings)).toEqual([])
  if (without.includes('summary')) expect(run.summary).toBe('')
  else expectHarmlessSummary(run.summary)
  if (without.includes('output')) return
  expectPlan(run.outputs)
  const { outcome } = run.outputs
  expect(isGood ? goodOutcomes : badOutcomes).toContain(outcome)
  if (isGood && outcome !== 'unverified') expect(run.outputs).not.toHaveProperty('error-message')
  else expect(run.outputs['error-message']).toMatch(/\S/)
}

/** Checks the verdict and the outputs of a run that has ended against the sandbox's own record. */
export function expectTruth(run: ActionRun, options: RunOptions, inputs: Record<string, string>): void {
  if (options.isKilled || options.state !== undefined) return
  if (options.action === 'fleet') {
    expectTruthOfFleet(run, inputs)
    return
  }
  if (options.action === 'remove') {
    expectTruthOfRemoval(run, options, inputs)
    return
  }
  const { outputs, ours, shown, log } = run
  const { outcome, 'deployment-id': id, 'deployment-status': status } = outputs
  const isWithoutCreate =
    outcome === 'refused' ||
    outcome === 'planned' ||
    (outcome === 'timed-out' && id === undefined) ||
    Boolean(inputs['deployment-id'])
  const rollbacks = outputs['rollback-deployment-id'] === undefined ? 0 : 1
  const creates = options.creates ?? (isWithoutCreate ? 0 : 1 + rollbacks)
  // The log goes into the message if it fails.
  expect({ ours: ours.map((each) => each.id), log }).toEqual({
    ours: Array(creates).fill(expect.any(Number)),
    log,
  })
  if (outcome === undefined || options.serverLies) return
  if (/^[1-9]\d{0,14}$/.test(inputs['app-id'] ?? '')) expect(outputs['app-id']).toBe(inputs['app-id'])
  const truth = shown.find((each) => String(each.id) === id)
  if (id === undefined) {
    for (const name of ['deployment', 'deployment-status', 'deployment-created-at']) {
      expect(outputs).not.toHaveProperty(name)
    }
  } else {
    expect(outputs).toMatchObject({
      'deployment-id': String(truth?.id),
      'deployment-status': expect.stringMatching(/^(queued|in_progress|succeeded|failed|created)$/),
      'deployment-created-at': truth?.created_at,
    })
    const known = { id: truth?.id, status, commit_sha: truth?.commit_sha }
    expect(JSON.parse(outputs.deployment ?? '')).toMatchObject(known)
    if (creates === 1 && !outputs['rollback-deployment-id']) expect(id).toBe(String(ours[0]?.id))
  }
  switch (outcome) {
    case 'succeeded':
    case 'unverified':
      expect([status, truth?.status]).toEqual(['succeeded', 'succeeded'])
      break
    case 'failed':
      expect([status, truth?.status]).toEqual(['failed', 'failed'])
      break
    case 'superseded':
      if (id === undefined) expect(creates).toBe(0)
      else {
        expect(truth?.status).toBe('created')
        expect(shown[0]?.id).toBeGreaterThan(Number(id))
      }
      break
    case 'timed-out':
      if (id === undefined) expect(creates).toBe(0)
      else if (shown[0] === truth) expect(['queued', 'in_progress', 'created']).toContain(truth?.status)
      else expect(['queued', 'in_progress']).toContain(truth?.status)
      break
    case 'stuck':
      expect(status).toBe('in_progress')
      expect(['in_progress', 'created']).toContain(truth?.status)
      break
    case 'refused':
    case 'planned':
      // Earlier runs may have deployed in a sandbox that they share.
      if (options.in === undefined) expect(creates).toBe(0)
      if (outcome === 'refused') expect(id).toBeUndefined()
      break
    default:
      expect(['started', 'cancelled', 'unknown']).toContain(outcome)
  }
}

/** Whether a request writes to Spice Cloud. */
const isWrite = ({ method, operation = '' }: RecordedCall) =>
  method !== 'GET' && operation !== 'token' && !operation.startsWith('github')

const fleetOutputs = [
  ...['apps', 'matrix', 'waves', 'has-changes', 'counts', 'problems'],
  ...['outcome', 'error-message'],
]

/** Checks that a run that reads many apps has written nothing to Spice Cloud, and that its outputs agree. */
function expectTruthOfFleet({ outputs, requests }: ActionRun, inputs: Record<string, string>): void {
  expect(Object.keys(outputs).filter((name) => !fleetOutputs.includes(name))).toEqual([])
  expect(requests.filter(isWrite)).toEqual([])
  if (outputs.apps === undefined) return
  const apps: { app: string; state: string; wave: number }[] = JSON.parse(outputs.apps)
  const counts: Record<string, number> = JSON.parse(outputs.counts ?? '')
  const { include } = JSON.parse(outputs.matrix ?? '')
  const waves: { include: object[] }[] = JSON.parse(outputs.waves ?? '')
  for (const [state, amount] of Object.entries(counts)) {
    expect(apps.filter((app) => app.state === state)).toHaveLength(amount)
  }
  const states = (inputs.deploy || 'new, edited, changed, failed').split(/[\s,]+/)
  const toDeploy = apps.filter(({ state }) => states.includes(state))
  const names = (jobs: { app?: string }[]) => jobs.map(({ app }) => app)
  expect(names(include)).toEqual(names(toDeploy.slice(0, 256)))
  const inWave = (number: number) => names(toDeploy.filter(({ wave }) => wave === number).slice(0, 256))
  expect(waves.map(({ include: jobs }) => names(jobs))).toEqual(waves.map((_, index) => inWave(index + 1)))
  if (waves.length > 0) expect(waves.at(-1)?.include).not.toEqual([])
  expect(outputs['has-changes']).toBe(String(toDeploy.length > 0))
}

const removalOutputs = ['app-id', 'app-name', 'outcome', 'error-message']

/** Checks the verdict of a run that deletes an app against the sandbox's own record. */
function expectTruthOfRemoval(run: ActionRun, options: RunOptions, inputs: Record<string, string>): void {
  const { outputs, requests, sandbox, deletedApps } = run
  expect(Object.keys(outputs).filter((name) => !removalOutputs.includes(name))).toEqual([])
  const written = requests.filter(isWrite).map(({ operation }) => operation)
  // Other runs may write in a sandbox that they share.
  if (options.in === undefined) {
    expect(written.filter((operation) => operation !== 'deleteApp')).toEqual([])
  }
  const { outcome, 'app-id': id } = outputs
  if (options.serverLies) return
  const { apps, firstOrg } = sandbox.cloud.state
  const isThere = apps.some((app) => String(app.id) === id && app.org === (inputs.org ?? firstOrg))
  switch (outcome) {
    case 'removed':
    case 'absent':
      expect(isThere).toBe(false)
      break
    case 'planned':
      expect([written, deletedApps]).toEqual([[], []])
      break
    case 'refused':
    case 'timed-out':
      if (options.in === undefined) expect(deletedApps).toEqual([])
      break
    default:
      expect(['cancelled', 'unknown', undefined]).toContain(outcome)
  }
}
