import * as v from 'valibot'
import type { RunEvent } from '../../src/core/events.ts'
import type { Problem } from '../../src/core/problem.ts'
import { readInputs } from '../../src/inputs/inputs.ts'
import { App } from '../../src/spice/schema.ts'
import { createMemoryRunner } from '../../testing/memory.ts'
import { deployment } from '../deploy/deployment.ts'
import { sha } from './run-state.ts'

const { runner } = createMemoryRunner({
  'INPUT_API-TOKEN': 'a-token-of-the-test',
  'INPUT_APP-ID': '4711',
  'INPUT_ON-FAILURE': 'rollback',
})
const app = v.parse(App, { id: 4711, name: 'taxi' })
const times = { created_at: '2026-11-24T11:00:00.000Z', finished_at: '2026-11-24T11:02:10.000Z' }
const before = deployment({ id: 1000, status: 'succeeded', ...times })
const other = deployment({ id: 999, status: 'in_progress', created_by: 'robin' })
const queued = deployment({ id: 1001, status: 'queued', commit_sha: sha })
const failed = deployment({ id: 1001, status: 'failed', error_message: 'Dataset trips failed to load' })
const rollback = deployment({ id: 1002, status: 'succeeded' })
const result = { name: 'sql', ok: false, durationMs: 182, error: 'HTTP 500' } as const
const probeFailed = 'The sql probe failed: HTTP 500.'
const problem = { code: 'probe-failed', part: 'probes', text: probeFailed, isTolerable: true } as const
const place = { file: 'spicepod.yaml', line: 6, column: 5 }
const uncertain = { kind: 'dataset', certain: false, advice: 'Did you mean `from`?' } as const
const message = 'Unknown key `form` of dataset `taxi`.'
const unknownKey: Problem = { ...uncertain, ...place, code: 'key-unknown', name: 'taxi', message }
const start = deployment({ id: 1000 })
const target = { from: start, to: before, commitSha: sha, imageTag: undefined, serverTimeMs: undefined }
const where = 'api.spice.ai/v1/apps'
const exchange = { method: 'GET', where, status: 200, tookMs: 12, requestId: 'r1', trouble: undefined }
const badNews = { text: 'Dataset trips is in Error: no such bucket.', isBad: true }
const tableRemoved = { table: 'trips', change: 'removed', breaking: true } as const
const source = { branch: 'main', commitSha: sha, commitMessage: 'Fix the meter' }
const rolledBack = { kind: 'succeeded', deployment: rollback } as const

const badBake = {
  code: 'bake-failed',
  kind: 'dataset',
  name: 'trips',
  certain: true,
  message:
    'Dataset trips went into Error 4m after the deployment succeeded, and was still in Error 1m later: no such bucket.',
} as const

const inError = {
  code: 'dataset-in-error',
  kind: 'dataset',
  name: 'trips',
  certain: false,
  message: 'Dataset `trips` has been in error for 2m: no such bucket',
  advice: 'Check `from`.',
} as const

export const anyRollout = {
  progress: 'instance loading · datasets 0/1 ready (trips: Error)',
  instance: 'spicepod-4711-1f2e3d4c5b-0-0',
  status: 'loading',
  problems: [inError],
  isStuck: true,
  waiting: [{ kind: 'dataset', name: 'trips', state: 'Error', forMs: 120_000 }],
  problemLines: ['WARN Error initializing dataset trips.'],
  datasets: [],
  models: [],
  isServing: false,
} as const

type Samples = { [Type in RunEvent['type']]: RunEvent & { type: Type } }

/** One event of every type: a new one does not compile before it has a sample here. */
const contents: { [Type in keyof Samples]: Omit<Samples[Type], 'type'> } = {
  'inputs.read': { inputs: readInputs(runner).inputs },
  'spicepod.located': { path: 'spicepod.yaml' },
  note: { text: 'No spicepod.yaml in the workspace.' },
  warning: { text: 'Secret `A` is empty.' },
  debug: { text: 'Dataset `trips` has another `from` than the spicepod.' },
  'deployments.listed': { list: { deployments: [], isWhole: true, serverTimeMs: undefined, tookMs: 1 } },
  'deployments.unlisted': { reason: 'HTTP 500' },
  'problems.found': { problems: [unknownKey], isRefused: false },
  'http.exchanged': { exchange },
  'outage.began': { reason: 'HTTP 502', cause: 'HTTP 502' },
  'outage.ended': {},
  'org.found': { org: 'acme' },
  'app.identified': { appId: 4711 },
  'app.found': { app },
  'app.bare': {},
  'spicepod.absent': { isWorkspaceEmpty: false, hint: '' },
  'app.gone': {},
  'source.found': { source },
  'plan.digested': {
    plan: {
      digest: 'd'.repeat(64),
      app: { id: 4711, name: 'taxi' },
      changes: [{ kind: 'secret', name: 'KEY', new: null }],
      request: { branch: 'main' },
    },
  },
  'plan.runtime': { runtime: { before: '2.3.2', after: '2.4.0', by: 'input' } },
  'plan.made': { hasChanges: true },
  'return.found': { ends: { from: start, to: before } },
  'return.chosen': { target },
  'change.sending': { change: { kind: 'secret', name: 'A' } },
  'change.applied': { change: { kind: 'secret', name: 'A' } },
  'change.rejected': {},
  'removal.sending': {},
  'removal.lost': {},
  'fleet.progress': { read: 1, total: 2 },
  'fleet.read': {
    view: {
      outputs: { counts: '{"current":1,"edited":1}' },
      headline: '1 of 2 apps is current; 1 edited',
      isCurrent: false,
      lines: [{ text: 'taxi: edited', color: 'yellow' }],
      summary: '',
      warnings: [],
    },
  },
  'change.unneeded': { what: 'tags' },
  'edit.replaced': {
    edit: { components: [{ kind: 'dataset', name: 'alerts', change: 'removed' }], members: ['runtime'] },
  },
  'spicepod.connected': {},
  'changes.skipped': {},
  'history.read': { deployments: [other, before] },
  'create.sending': {},
  'create.waiting': { blockers: [other], serverTimeMs: undefined },
  'create.lost': {},
  'create.found': { deployment: queued },
  'create.retrying': {},
  'deployment.resumed': { ignored: 'Ignored because the app is paused: `replicas`.' },
  'deployment.attached': { deployment: queued, reason: 'from `deployment-id`', ageMs: 5000 },
  'deployment.replacing': { id: other.id },
  'deployment.polled': { deployment: queued, listed: [queued, other] },
  'rollout.progress': { rollout: anyRollout },
  'rollout.finding': { problem: anyRollout.problems[0], isBlocker: true },
  'verification.started': {},
  'verification.skipped': {
    reason: 'the app has no API key',
    tests: [{ name: 'sql', ok: false, durationMs: 0 }],
  },
  'data.comparing': {},
  'data.compared': {
    comparison: { changes: [tableRemoved], unchanged: 1, notCompared: [] },
    baseline: 'app taxi (4711)',
  },
  'runtime.waiting': { reason: 'HTTP 503' },
  'runtime.ready': { tookMs: 9000 },
  'runtime.idle': {},
  'datasets.polled': {
    progress: '0/1 ready, waiting for trips',
    datasets: [{ name: 'trips', status: 'Initializing' }],
  },
  'models.polled': {
    progress: '0/1 ready, waiting for assistant',
    models: [{ name: 'assistant', status: 'Initializing' }],
  },
  'probe.started': { name: 'sql' },
  'probe.ended': { result },
  'verification.ended': { verification: { tests: [result], datasets: [], problems: [problem] } },
  'bake.started': { ms: 600_000 },
  'bake.polled': { leftMs: 540_000, news: [badNews], lists: {} },
  'bake.ended': { badPolls: 3, problem: badBake },
  'outcome.decided': { outcome: { kind: 'failed', deployment: failed } },
  'log.read': { lines: ['ERROR trips: no such bucket'] },
  'recovery.started': { mode: 'rollback' },
  'spicepod.restored': {},
  'rollback.sending': {},
  'rollback.polled': { deployment: rollback },
  'recovery.ended': {
    recovery: { kind: 'restored', rollback: { kind: 'deployed', outcome: rolledBack, to: before } },
  },
  'run.ended': { outcome: { kind: 'failed', deployment: failed } },
}

export const samples = Object.fromEntries(
  Object.entries(contents).map(([type, content]) => [type, { type, ...content }]),
) as Samples
