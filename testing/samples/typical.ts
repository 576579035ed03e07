import { InputError, PreconditionError, RefusalError } from '../../src/core/errors.ts'
import type { RunState } from '../../src/core/state.ts'
import { readInputs } from '../../src/inputs/inputs.ts'
import type { Runner } from '../../src/platform/runner.ts'
import {
  app,
  deployment,
  history,
  type Known,
  noon,
  ours,
  spent,
  spicepodChange,
  stateOf,
  tagChange,
  taxi,
} from './taxi.ts'

const shaOfZones = '5e6f7a8b'.repeat(5)
const returnMessage = 'Roll back to deployment 1038: Add the zones'
const wentBack = deployment(1042, 'succeeded', 68.4, {
  commit_sha: shaOfZones,
  commit_message: returnMessage,
})
const succeeded = deployment(1042, 'succeeded', 68.4, { ...ours, image_tag: '2.5.1' })
const failed = deployment(1042, 'failed', 96, {
  ...ours,
  replicas: 3,
  error_message:
    'Dataset trips failed to load: the secret WAREHOUSE_PASSWORD was not found. Every replica of revision 1042 stopped with exit code 1 after 3 restarts.',
  error_code: 'unable_to_start',
})
const running = deployment(1042, 'in_progress', 4, ours)
const again = deployment(1043, 'succeeded', 44, {
  created_at: '2026-11-24T12:02:07.000Z',
  updated_at: '2026-11-24T12:02:51.000Z',
})

const missingSecret = {
  code: 'secret-unresolved',
  kind: 'secret',
  name: 'WAREHOUSE_PASSWORD',
  certain: true,
  message:
    'Secret `WAREHOUSE_PASSWORD` of dataset `trips` (`pg_pass`) could not be resolved: not found in [env].',
  advice:
    "Create `WAREHOUSE_PASSWORD` in the app's settings or with the `secrets` input of the deploying action, or link the organization's secret of that name to the app, then re-run this job: secrets are read only at the start.",
  file: 'spicepod.yaml',
  line: 6,
} as const

const datasets = ['trips', 'zones', 'fares'].map((name) => ({ name, status: 'Ready' }))
const answers = [
  { name: 'sql', ok: true, durationMs: 182, detail: '1 row' },
  { name: 'chat', ok: true, durationMs: 2310, detail: 'The busiest zone is 132.' },
] as const

const diff = ` datasets:
-  - from: s3://acme/trips/2025/
+  - from: s3://acme/trips/2026/
     name: trips
     acceleration:
       enabled: true
+      refresh_check_interval: 10m
+  - from: s3://acme/fares/
+    name: fares
 kind: Spicepod
 name: taxi`

/** A run that deletes the preview of a pull request. */
const closing: Known = { action: 'remove', appId: 4711, app: app({ name: 'taxi-pr-7' }) }

/** Runs as they happen every day, by title. */
export const typical: Record<string, RunState> = {
  'Successful, with all checks': taxi({
    applied: [
      { kind: 'spicepod', path: 'spicepod.yaml' },
      { kind: 'secret', name: 'OPENAI_API_KEY' },
    ],
    deployment: succeeded,
    verification: { datasets, tests: answers, problems: [] },
    phases: [
      ...spent(['conflict', 21], ['queued', 5.2], ['in_progress', 63.2], ['ready', 18], ['datasets', 9]),
      { name: 'probes', startMs: 117_800, endMs: 120_300 },
    ],
    outcome: { kind: 'succeeded', deployment: succeeded },
  }),

  'Deployed, but nothing could be checked': taxi({
    deployment: succeeded,
    skipped: {
      reason:
        'the API key could not be read (reading the API keys of the app at api.spice.ai failed: HTTP 403: Insufficient scope. Required: apps:read)',
      todo: 'Add the scope `apps:read` to the credentials, and to `scope` if that input is set.',
    },
    phases: spent(['queued', 5.2], ['in_progress', 63.2]),
    outcome: { kind: 'succeeded', deployment: succeeded },
  }),

  'The first deployment of a new app': taxi({
    history: [],
    applied: [
      { kind: 'app', id: 4711, name: 'taxi' },
      { kind: 'spicepod', path: 'spicepod.yaml' },
    ],
    deployment: succeeded,
    phases: spent(['queued', 4.1], ['in_progress', 64.3]),
    outcome: { kind: 'succeeded', deployment: succeeded },
  }),

  'Failed, and rolled back': taxi({
    applied: [{ kind: 'spicepod', path: 'spicepod.yaml' }],
    deployment: failed,
    phases: spent(['queued', 4], ['in_progress', 92], ['recovery', 61]),
    recovery: {
      mode: 'rollback',
      isRestored: true,
      isRequested: true,
      deployment: again,
      result: {
        kind: 'restored',
        rollback: {
          kind: 'deployed',
          outcome: { kind: 'succeeded', deployment: again },
          to: deployment(1041, 'succeeded', 74),
          health: { words: ', but dataset `trips` is in Error', isBroken: true },
        },
      },
    },
    outcome: { kind: 'failed', deployment: failed },
  }),

  'Failed, with its log': taxi({
    deployment: failed,
    phases: spent(['queued', 4], ['in_progress', 92]),
    logTail: [
      '2026-11-24T12:01:30Z INFO runtime: Loading the dataset trips',
      '2026-11-24T12:01:31Z WARN secrets: No value for WAREHOUSE_PASSWORD',
      '2026-11-24T12:01:31Z ERROR runtime: Cannot connect to warehouse.acme.example: password authentication failed',
      '2026-11-24T12:01:36Z ERROR runtime: Giving up after 3 attempts',
    ],
    outcome: { kind: 'failed', deployment: failed },
  }),

  'Rolled back by hand': taxi({
    action: 'rollback',
    source: { branch: 'main', commitSha: shaOfZones, commitMessage: returnMessage },
    target: {
      from: deployment(1041, 'succeeded', 74),
      to: deployment(1038, 'succeeded', 64, { commit_sha: shaOfZones, commit_message: 'Add the zones' }),
      commitSha: shaOfZones,
      serverTimeMs: noon,
      imageTag: undefined,
    },
    applied: [{ kind: 'spicepod', path: 'spicepod.yaml@5e6f7a8' }],
    deployment: wentBack,
    verification: { datasets, tests: answers.slice(0, 1), problems: [] },
    phases: spent(['queued', 5.2], ['in_progress', 63.2], ['ready', 18], ['datasets', 9]),
    outcome: { kind: 'succeeded', deployment: wentBack },
  }),

  'Stuck on a missing secret': taxi({
    applied: [{ kind: 'spicepod', path: 'spicepod.yaml' }],
    deployment: running,
    elapsedMs: 16_000,
    phases: spent(['queued', 4], ['in_progress', 12]),
    rollout: {
      progress: 'instance loading · datasets 1/3 ready (trips: Error, fares: Initializing)',
      instance: 'spicepod-4711-1f2e3d4c5b-0-0',
      status: 'loading',
      problems: [missingSecret],
      isStuck: true,
      waiting: [
        {
          kind: 'dataset',
          name: 'trips',
          state: 'Error',
          forMs: 9000,
          message: 'password authentication failed',
        },
        { kind: 'dataset', name: 'fares', state: 'Initializing', forMs: 9000 },
      ],
      problemLines: [
        "WARN Secrets: 1 of 4 secret reference(s) could not be resolved: ✗ secrets:WAREHOUSE_PASSWORD, dataset 'trips' (pg_pass) — not found in [env]",
        'WARN Error initializing dataset trips. password authentication failed for user "spice" (3 times)',
      ],
      datasets: [],
      models: [],
      isServing: false,
    },
    outcome: { kind: 'stuck', deployment: running, problems: [missingSecret] },
  }),

  'A dry run with a diff': taxi({
    settings: { dryRun: true },
    outcome: {
      kind: 'planned',
      plan: {
        kind: 'deploy',
        changes: [
          tagChange('team', 'dispatch', 'pricing'),
          spicepodChange('spicepod.yaml'),
          { kind: 'secret', name: 'OPENAI_API_KEY' },
          { kind: 'secret', name: 'WAREHOUSE_PASSWORD' },
        ],
        spicepodDiff: [diff.split('\n')],
        request: { branch: 'main', commit_sha: ours.commit_sha, replicas: 2 },
        blockers: [],
      },
    },
  }),

  'Verification failed, and rolled back': taxi({
    deployment: succeeded,
    verification: {
      datasets: [
        { name: 'trips', status: 'Error', error_message: 'Access Denied: s3://acme/trips/2026/' },
        { name: 'zones', status: 'Ready' },
        { name: 'fares', status: 'Missing' },
      ],
      tests: [answers[0], { name: 'chat', ok: false, durationMs: 30_000, error: 'no response within 30s' }],
      problems: [
        {
          code: 'not-ready',
          part: 'datasets',
          text: 'Dataset trips is in error: Access Denied: s3://acme/trips/2026/.',
          isTolerable: false,
        },
        {
          code: 'probe-failed',
          part: 'probes',
          text: 'The chat probe failed: no response within 30s.',
          isTolerable: true,
        },
      ],
    },
    logTail: ['2026-11-24T12:01:35Z ERROR trips: Access Denied: s3://acme/trips/2026/'],
    phases: spent(
      ['queued', 5.2],
      ['in_progress', 63.2],
      ['ready', 12],
      ['datasets', 15],
      ['probes', 30.2],
      ['recovery', 47],
    ),
    recovery: {
      mode: 'rollback',
      isRestored: false,
      isRequested: true,
      deployment: again,
      result: {
        kind: 'unchanged',
        rollback: {
          kind: 'deployed',
          outcome: { kind: 'succeeded', deployment: again },
          to: deployment(1041, 'succeeded', 74),
        },
      },
    },
    outcome: {
      kind: 'unverified',
      deployment: succeeded,
      problems: [
        'Dataset trips is in error: Access Denied: s3://acme/trips/2026/.',
        'The chat probe failed: no response within 30s.',
      ],
      isTolerated: false,
    },
  }),

  'Timed out while in progress': taxi({
    deployment: running,
    elapsedMs: 873_600,
    phases: spent(['conflict', 25], ['queued', 12], ['in_progress', 861.6]),
    outcome: { kind: 'timed-out', deployment: running },
  }),

  'Timed out while another deployment was running': taxi({
    isRequested: false,
    settings: { timeoutMs: 300_000 },
    history: [deployment(1042, 'in_progress', 3), ...history],
    phases: spent(['conflict', 298.6]),
    outcome: { kind: 'timed-out', reason: 'deployment 1042 was still running' },
  }),

  'Superseded with on-superseded: pass': taxi({
    deployment: deployment(1042, 'created', 31, ours),
    elapsedMs: 31_000,
    settings: { onSuperseded: 'pass' },
    phases: spent(['queued', 6], ['in_progress', 25]),
    outcome: {
      kind: 'superseded',
      deployment: deployment(1042, 'created', 31, ours),
      by: deployment(1043, 'in_progress', 0),
    },
  }),

  'Started without waiting': taxi({
    deployment: running,
    elapsedMs: 400,
    outcome: { kind: 'started', deployment: running },
  }),

  'Cancelled during verification': taxi({
    deployment: succeeded,
    phases: spent(['queued', 5.2], ['in_progress', 63.2], ['ready', 41]),
    outcome: { kind: 'cancelled', deployment: succeeded },
  }),

  'Invalid inputs': stateOf({
    outcome: {
      kind: 'refused',
      error: refusalOf({ 'app-id': '4711', 'api-token': 'token', replicas: 'many', channel: 'beta' }),
    },
  }),

  'Rejected for a missing scope': taxi({
    isRequested: false,
    applied: [{ kind: 'tags', keys: ['team'] }],
    outcome: {
      kind: 'refused',
      error: new RefusalError({
        operation: 'createDeployment',
        host: 'api.spice.ai',
        status: 403,
        code: 'insufficient_scope',
        message: 'Insufficient scope. Required: deployments:write',
      }),
    },
  }),

  'Unknown result': taxi({
    deployment: running,
    elapsedMs: 64_000,
    history: history.slice(0, 3),
    phases: spent(['queued', 3], ['in_progress', 61]),
    outcome: { kind: 'unknown', deployment: running, reason: 'HTTP 502 for 60s' },
  }),

  'App deleted': stateOf({ ...closing, outcome: { kind: 'removed' } }),

  'Nothing to delete': stateOf({
    ...closing,
    outcome: { kind: 'absent', reason: 'somebody else deleted it at the same time' },
  }),

  'App of another repository': stateOf({
    ...closing,
    outcome: {
      kind: 'refused',
      error: new PreconditionError(
        'App taxi-pr-7 (4711) has the `repository` tag `acme_billing`, and this repository is `acme_taxi`.',
        'Check `app-id` and `app-name`. If this is the app to delete nevertheless, set `require-repository-tag: false`.',
      ),
    },
  }),
}

function refusalOf(inputs: Readonly<Record<string, string>>): InputError {
  const runner = {
    getInput: (name: string) => inputs[name] ?? '',
    isInputSet: (name: string) => name in inputs,
  }
  try {
    readInputs(runner as Runner)
  } catch (error) {
    if (error instanceof InputError) return error
    throw error
  }
  throw new Error('Nothing is wrong with the inputs.')
}
