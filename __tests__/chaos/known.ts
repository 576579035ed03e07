import { faultAt } from '../harness/run.ts'
import { calmInstances } from './instances.ts'
import type { Schedule } from './schedule.ts'

/** A run without faults. */
const calm: Schedule = {
  rngSeed: 0,
  inputs: {
    timeoutMs: 300_000,
    requestTimeoutMs: 20_000,
    pollIntervalMs: undefined,
    onConflict: 'wait',
    waitForCompletion: true,
    runAttempt: 1,
  },
  tokens: undefined,
  cloud: {
    conflicts: 'none',
    listLagMs: 0,
    clockAheadMs: 0,
    latencyMs: 0,
    wayMs: 0,
    hasSingleDeployment: true,
    github: 'no',
  },
  instances: calmInstances,
  life: { ends: 'succeeded', ms: 30_000 },
  others: [],
  faults: [],
  mishaps: [],
}

const inFiveSeconds = { 'x-ratelimit-reset': { unixSecondsIn: 5 } }

/** Schedules that chaos has found, reduced to what is not calm. */
const parts: Record<string, Partial<Schedule>> = {
  'a create that the server says it has accepted, and never shows': {
    faults: [faultAt('createDeployment', { kind: 'misshapen', when: 'before' })],
  },
  'a create that the server carries out 12 s after the gateway gave it up': {
    faults: [faultAt('createDeployment', { kind: 'status', status: 504, lateMs: 12_000 })],
  },
  'a silent create that the server carries out as long after the run gave it up as it was allowed to take': {
    cloud: { ...calm.cloud, listLagMs: 4000 },
    faults: [faultAt('createDeployment', { kind: 'hang', lateMs: 40_000 })],
  },
  'a late create where the deadline leaves half of the usual time for it': {
    inputs: { ...calm.inputs, timeoutMs: 50_000 },
    faults: [faultAt('createDeployment', { kind: 'status', status: 504, lateMs: 20_000 })],
  },
  'a created deployment whose answer is no UTF-8 and reads like another one': {
    faults: [faultAt('createDeployment', { kind: 'invalidUtf8', when: 'after' })],
  },
  'a list that was asked for before the lost deployment could show, and comes after it could': {
    cloud: { ...calm.cloud, listLagMs: 1500 },
    faults: [
      faultAt('createDeployment', { kind: 'status', status: 502, when: 'after' }),
      faultAt('listDeployments', { kind: 'slow', delayMs: 18_000 }, { nth: 3 }),
    ],
  },
  'a deployment that the last look does not show': {
    inputs: { ...calm.inputs, timeoutMs: 5000 },
    cloud: { ...calm.cloud, listLagMs: 4000, hasSingleDeployment: false },
    life: { ends: 'succeeded', ms: 10 },
    faults: [faultAt('createDeployment', { kind: 'status', status: 429, headers: { 'retry-after': '3' } })],
  },
  'one last look for the deployment and then another one at it': {
    inputs: { ...calm.inputs, timeoutMs: 5000 },
    faults: [
      faultAt('createDeployment', { kind: 'hang', when: 'midway' }),
      faultAt('listDeployments', { kind: 'slow', delayMs: 15_000 }, { nth: 2 }),
      faultAt('listDeployments', { kind: 'hang' }, { nth: 3 }),
    ],
  },
  'a moment to come back that a clock ten minutes ahead has named': {
    cloud: { ...calm.cloud, conflicts: 'unfinished', clockAheadMs: 600_000 },
    others: [{ atMs: -8000, life: { ends: 'succeeded', ms: 30_000 }, isTwin: false }],
    faults: [faultAt('listDeployments', { kind: 'status', status: 429, headers: inFiveSeconds }, { nth: 3 })],
  },
  'two tokens that end in one long stretch of trouble': {
    tokens: { lifeSeconds: 3600, announced: 'truly', expireAtMs: [10_000, 71_000] },
    faults: [
      faultAt('createDeployment', { kind: 'hang', when: 'after' }),
      faultAt('listDeployments', { kind: 'hang' }, { nth: 3, times: 3 }),
    ],
  },
  'a token that another request was waiting for when its time ran out': {
    rngSeed: 1,
    inputs: { ...calm.inputs, requestTimeoutMs: 6800 },
    tokens: { lifeSeconds: 3600, announced: 'truly', expireAtMs: [100] },
    cloud: { ...calm.cloud, latencyMs: 270 },
    faults: [
      faultAt('token', { kind: 'slow', delayMs: 5300 }, { times: 2 }),
      faultAt('getApp', { kind: 'slow', delayMs: 100 }),
    ],
  },
  'an older deployment of the same commit beside lists that are slow': {
    inputs: { ...calm.inputs, timeoutMs: 30_000 },
    others: [{ atMs: -8000, life: { ends: 'never', ms: 0 }, isTwin: true }],
    faults: [
      faultAt('createDeployment', { kind: 'hang' }),
      faultAt('listDeployments', { kind: 'slow', delayMs: 18_000 }, { times: 2 }),
    ],
  },
  'a resume that the server carries out 12 s after the gateway gave it up': {
    paused: { onPaused: 'resume', hasSecret: true },
    faults: [faultAt('resumeProject', { kind: 'status', status: 504, lateMs: 12_000 })],
  },
  'a resume without an answer, whose deployment the list shows only beside a newer one': {
    paused: { onPaused: 'resume', hasSecret: true },
    life: { ends: 'succeeded', ms: 3000 },
    others: [{ atMs: 5000, life: { ends: 'succeeded', ms: 60_000 }, isTwin: false }],
    faults: [
      faultAt('resumeProject', { kind: 'status', status: 502, when: 'after' }),
      faultAt('listDeployments', { kind: 'hang' }, { nth: 2 }),
    ],
  },
  'a lost resume, beside a deployment from just before the pause that the list shows late': {
    cloud: { ...calm.cloud, listLagMs: 1000, clockAheadMs: 700 },
    paused: { onPaused: 'resume', hasSecret: true },
    others: [{ atMs: -500, life: { ends: 'succeeded', ms: 0 }, isTwin: false }],
    faults: [faultAt('resumeProject', { kind: 'html', when: 'before' })],
  },
  'requests of the doctor that are turned away for a minute just before the deployment ends': {
    blindness: 'no routes',
    faults: [faultAt('getApiKeys', { kind: 'status', status: 429, headers: { 'retry-after': '60' } })],
  },
  'a create that is lost on its way, in the second in which somebody else has deployed the same commit': {
    cloud: { ...calm.cloud, clockAheadMs: 700 },
    others: [{ atMs: -500, life: { ends: 'succeeded', ms: 30_000 }, isTwin: true }],
    faults: [faultAt('createDeployment', { kind: 'reset' })],
  },
  'a create whose response is lost, and that arrives before all requests that were sent with it': {
    rngSeed: 1,
    cloud: { ...calm.cloud, clockAheadMs: 700, wayMs: 300 },
    faults: [faultAt('createDeployment', { kind: 'reset', when: 'after' })],
  },
  'a create whose response is lost, and a list that fails at first': {
    faults: [
      faultAt('listDeployments', { kind: 'reset' }),
      faultAt('createDeployment', { kind: 'reset', when: 'after' }),
    ],
  },
  'an instance that the failed deployment before ours has left, looked at before any poll': {
    inputs: { ...calm.inputs, requestTimeoutMs: 4000, pollIntervalMs: 15_000 },
    instances: { ...calmInstances, annotations: false, othersLine: 'Failed to load LLM: gpt. quota' },
    life: { ends: 'succeeded', ms: 40_000 },
    others: [{ atMs: -20_000, life: { ends: 'failed', ms: 0 }, isTwin: false }],
    faults: [
      faultAt('createDeployment', { kind: 'status', status: 504, when: 'after' }),
      faultAt('listDeployments', { kind: 'hang' }, { nth: 2, times: 3 }),
    ],
  },
  'a rollback whose request is lost and refused, beside a stuck deployment that succeeds in the meantime': {
    inputs: { ...calm.inputs, timeoutMs: 60_000, requestTimeoutMs: 1000, pollIntervalMs: 1000 },
    cloud: { ...calm.cloud, conflicts: 'unfinished' },
    life: { ends: 'never', ms: 0 },
    others: [{ atMs: -100_000, life: { ends: 'succeeded', ms: 1000 }, isTwin: false }],
    faults: [faultAt('createDeployment', { kind: 'hang', when: 'midway' }, { nth: 1, times: 2 })],
    recovery: {
      onFailure: 'rollback',
      fatalAfterMs: [5000],
      endings: [{ requests: 7, status: 'succeeded' }],
      rollbackLife: { ends: 'succeeded', ms: 0 },
      rerunAfterMs: undefined,
    },
  },
}

export const known = Object.entries(parts).map(([title, more]): [string, Schedule] => [
  title,
  { ...calm, ...more },
])
