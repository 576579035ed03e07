import { mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, expect, test } from '@jest/globals'
import { fails, neverEnds, succeeds } from '../../sandbox/plan.ts'
import { stuckOnModel, stuckOnSecrets } from '../../sandbox/rollouts.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import type { Section } from '../../testing/samples/summaries.ts'
import { failing, manifest, oldSpicepod, repositoryWith } from '../harness/app.ts'
import { onPullRequest } from '../harness/pull-request.ts'
import { previewApp } from '../harness/remove.ts'
import {
  type ActionRun,
  cancelledAfter,
  cancelledOn,
  deploy,
  faultAt,
  headSha,
  otherSha,
  type RunOptions,
} from '../harness/run.ts'
import { spicepod } from '../harness/runtime.ts'
import { readSummary } from '../harness/summary.ts'

// Log, annotation, summary, comment and outputs say the same of every ending, in the same order.

const good = 'c0ffee0000000000000000000000000000000000'
const deployments = [
  { id: 901, appId: 4711, plan: succeeds(0), commitSha: good, branch: 'main', createdMsAgo: 7_200_000 },
]
const limits = { 'dataset-ready-timeout-seconds': '10', 'test-warmup-seconds': '10' }
const app = { ...DEFAULT_APP, name: 'taxi', spicepod }
const files = { 'spicepod.yaml': manifest }
const verified = (more: RunOptions = {}): RunOptions => ({
  ...more,
  inputs: { ...limits, ...(more.inputs as Record<string, string>) },
  sandbox: { apps: [app], runtime: {}, deployments, ...more.sandbox },
})
const broken = { datasets: [{ name: 'orders', status: 'Error', error_message: 'No such bucket' }] }
const failed = { plan: fails(300, 'No such bucket') }
const stuck = { rolloutFor: () => stuckOnModel('gpt', 'no such model') }
const withModel = { ...app, spicepod: { ...spicepod, models: [{ name: 'gpt' }] } }
const rollback = { files, inputs: { 'on-failure': 'rollback' } }
const rollbackOf = (more: RunOptions['sandbox']) => ({
  apps: [{ ...app, spicepod: oldSpicepod }],
  deployments,
  ...repositoryWith(good),
  planFor: failing(good),
  ...more,
})
const secret = { store: 'secrets', key: 'KEY', kind: 'dataset', component: 'trips', parameter: 's3_key' }
const unfinished = {
  ...{ id: 902, appId: 4711, plan: neverEnds(), createdMsAgo: 60_000 },
  ...{ commitSha: headSha, branch: 'feature/meter', creationSource: 'api' as const },
}
const theirs = { ...unfinished, commitSha: otherSha, creationSource: 'portal' as const }
const earlierAttempt = {
  env: { GITHUB_RUN_ATTEMPT: '2' },
  files: { 'spicepod.yaml': JSON.stringify(spicepod) },
}
const superseding: RunOptions = {
  sandbox: { plan: neverEnds(), deployments },
  onLine: (line, { cloud }) => {
    if (line.startsWith('Created deployment ')) {
      cloud.state.seed({ appId: 4711, commitSha: otherSha, plan: neverEnds(0) })
    }
  },
}

interface Expected {
  outcome: string
  /** Of a headline, the state of the app. */
  says: string
  /** What the app runs: the output, and the words about it; undefined if it is not said. */
  live?: string | undefined
}

const endings: [how: string, options: RunOptions, expected: Expected][] = [
  ['verified', verified(), { outcome: 'succeeded', says: 'live and verified', live: '1001' }],
  ['without checks', { sandbox: { deployments } }, { outcome: 'succeeded', says: 'Deployed', live: '1001' }],
  [
    'not checked',
    verified({ sandbox: { apps: [{ ...app, apiKeys: { api_key: null, api_key_2: null } }] } }),
    { outcome: 'succeeded', says: 'Deployed, not checked', live: '1001' },
  ],
  [
    'nothing pushed, and not checked',
    verified({
      inputs: { spicepod: undefined } as never,
      sandbox: { apps: [{ ...app, apiKeys: { api_key: null, api_key_2: null } }] },
    }),
    { outcome: 'succeeded', says: 'Deployed, nothing pushed', live: '1001' },
  ],
  [
    'a dataset in error',
    verified({ sandbox: { runtime: broken } }),
    { outcome: 'unverified', says: 'Live, but its checks failed', live: '1001' },
  ],
  [
    'a dataset in error, and nothing pushed',
    verified({ inputs: { spicepod: undefined } as never, sandbox: { runtime: broken } }),
    { outcome: 'unverified', says: 'Live, but its checks failed', live: '1001' },
  ],
  [
    'a probe that fails, which the job tolerates',
    verified({ inputs: { 'test-sql': 'SELECT * FROM nowhere', 'fail-on-test-error': 'false' } }),
    { outcome: 'unverified', says: 'Live, but its checks failed', live: '1001' },
  ],
  [
    'gone bad in a bake',
    verified({
      inputs: { 'bake-seconds': '300' },
      sandbox: { incidents: [{ afterSuccessMs: 60_000, kind: 'error', component: 'orders' }] },
    }),
    { outcome: 'unverified', says: 'Deployed, then went bad', live: '1001' },
  ],
  [
    'failed',
    { sandbox: { ...failed, deployments } },
    { outcome: 'failed', says: 'Deployment failed', live: '901' },
  ],
  [
    'failed, and rolled back',
    { ...rollback, sandbox: rollbackOf({}) },
    { outcome: 'failed', says: 'Deployment failed, rolled back', live: '1002' },
  ],
  [
    'failed, and rolled back to what is broken',
    verified({ ...rollback, sandbox: rollbackOf({ runtime: broken }) }),
    { outcome: 'failed', says: 'Deployment failed, rolled back to a version with an error', live: '1002' },
  ],
  [
    'failed, and its rollback, too',
    { ...rollback, sandbox: rollbackOf({ planFor: () => fails(0, 'No') }), creates: 2 },
    { outcome: 'failed', says: 'Deployment failed', live: '901' },
  ],
  [
    'stuck',
    {
      inputs: { 'timeout-seconds': '120' },
      sandbox: { apps: [withModel], instances: stuck, runtime: {}, deployments },
    },
    { outcome: 'stuck', says: 'Rollout stuck', live: '901' },
  ],
  [
    'timed out',
    { inputs: { 'timeout-seconds': '6' }, sandbox: { plan: neverEnds(), deployments } },
    { outcome: 'timed-out', says: 'Timed out', live: '901' },
  ],
  ['superseded', superseding, { outcome: 'superseded', says: 'Deployment superseded', live: '901' }],
  [
    'superseded, which the job passes',
    { ...superseding, inputs: { 'on-superseded': 'pass' } },
    { outcome: 'superseded', says: 'Deployment superseded', live: '901' },
  ],
  [
    'started',
    { inputs: { 'wait-for-completion': 'false' } },
    { outcome: 'started', says: 'Deployment started' },
  ],
  [
    'started, and nothing pushed',
    { inputs: { 'wait-for-completion': 'false', spicepod: undefined } as never },
    { outcome: 'started', says: 'Deployment started' },
  ],
  [
    'refused',
    {
      sandbox: { deployments },
      faults: [faultAt('createDeployment', { kind: 'status', status: 400, body: { error: 'No' } })],
    },
    { outcome: 'refused', says: 'Nothing was deployed', live: '901' },
  ],
  ['bad inputs', { inputs: { replicas: 'many' } }, { outcome: 'refused', says: 'Nothing was deployed' }],
  [
    'credentials that are wrong',
    { inputs: { 'client-secret': 'not-the-right-one' } },
    { outcome: 'refused', says: 'Nothing was deployed' },
  ],
  [
    'cancelled',
    { sandbox: { plan: neverEnds(), deployments }, ...cancelledOn('in_progress') },
    { outcome: 'cancelled', says: 'Cancelled', live: '901' },
  ],
  [
    'cancelled while it creates its deployment',
    { sandbox: { deployments }, ...cancelledAfter('createDeployment') },
    { outcome: 'cancelled', says: 'Cancelled' },
  ],
  [
    'a result that cannot be read',
    {
      sandbox: { deployments, plan: neverEnds() },
      faults: [faultAt('listDeployments', { kind: 'status', status: 403 }, { nth: 2, times: 99 })],
    },
    { outcome: 'unknown', says: 'Outcome unknown' },
  ],
  [
    'an app that was deleted',
    { action: 'remove', sandbox: { apps: [previewApp] } },
    { outcome: 'removed', says: 'App deleted' },
  ],
  [
    'an app that cannot be deleted in time',
    {
      action: 'remove',
      inputs: { 'timeout-seconds': '6', 'request-timeout-seconds': '20' },
      faults: [faultAt('deleteApp', { kind: 'hang' })],
      sandbox: { apps: [previewApp] },
    },
    { outcome: 'timed-out', says: 'Timed out' },
  ],
  [
    'rolled back by hand',
    {
      action: 'rollback',
      sandbox: {
        apps: [{ ...app, spicepod: oldSpicepod }],
        runtime: {},
        deployments: [
          ...deployments,
          {
            id: 902,
            appId: 4711,
            plan: succeeds(0),
            commitSha: headSha,
            branch: 'main',
            createdMsAgo: 3_600_000,
          },
        ],
        ...repositoryWith(good, spicepod),
        plan: succeeds(300),
      },
      inputs: { to: '901', ...limits },
    },
    { outcome: 'succeeded', says: 'Rolled back, live and verified', live: '1001' },
  ],
  [
    'stuck, and rolled back',
    verified({
      ...rollback,
      inputs: { ...rollback.inputs, 'timeout-seconds': '120' },
      sandbox: rollbackOf({
        planFor: (_, { commit_sha }) => (commit_sha === good ? succeeds(0) : neverEnds()),
        instances: {
          rolloutFor: (_, { commit_sha }) => (commit_sha === good ? undefined : stuckOnSecrets([secret], 1)),
        },
      }),
    }),
    { outcome: 'stuck', says: 'Rollout stuck, rolled back', live: '1002' },
  ],
  [
    'a re-run that goes on watching',
    verified({
      ...earlierAttempt,
      sandbox: { deployments: [...deployments, { ...unfinished, plan: succeeds(62_000) }] },
    }),
    { outcome: 'succeeded', says: 'live and verified', live: '902' },
  ],
  [
    'another deployment in progress, and `on-conflict: fail`',
    {
      files,
      creates: 0,
      inputs: { 'on-conflict': 'fail' },
      sandbox: { apps: [app], conflicts: 'unfinished', deployments: [...deployments, theirs] },
    },
    { outcome: 'refused', says: 'Nothing was deployed', live: '901' },
  ],
  [
    'another deployment that stays in progress',
    {
      files,
      creates: 0,
      inputs: { 'timeout-seconds': '20' },
      sandbox: { apps: [app], conflicts: 'unfinished', deployments: [...deployments, theirs] },
    },
    { outcome: 'timed-out', says: 'Timed out', live: '901' },
  ],
  [
    'paused by somebody during the rollout',
    {
      sandbox: { apps: [app], deployments, plan: neverEnds() },
      onLine: (line, { cloud }) => {
        const [paused] = cloud.state.apps
        if (paused && / in_progress$/.test(line)) cloud.state.pause(paused)
      },
    },
    { outcome: 'timed-out', says: 'Timed out' },
  ],
]

/** The parts of a page that stand open, as a reader sees them: the headline, then what happened, then what to do. */
function readPage(page: string) {
  const open = page.replace(/<details[\s\S]*?<\/details>/g, '')
  const [, sentence = ''] = /<p>((?:(?!<b>|<sub>)[\s\S])*?)<\/p>/.exec(open) ?? []
  const [, todo = ''] = /<p><b>What to do:<\/b> ([\s\S]*?)<\/p>/.exec(open) ?? []
  const [, headline = ''] = /(?:^## |<h3>)(.*?)(?:<\/h3>)?\n/.exec(open) ?? []
  const shown = (html: string) => readSummary(html).replace(/\n+/g, '\n').trim()
  return { headline: shown(headline), sentence: shown(sentence), todo: shown(todo), open: shown(open) }
}

const sections: Section[] = []

// To look at them: PREVIEW=1 npm test -- action/endings && npm run preview
if (process.env.PREVIEW) {
  afterAll(() => {
    mkdirSync('build', { recursive: true })
    writeFileSync('build/endings.json', JSON.stringify(sections))
  })
}

const plain = (text: string) => text.replaceAll('`', '')

function verdictOf({ commands, lines }: ActionRun) {
  // Other warnings have no title.
  const annotation = commands.findLast(
    ({ command, properties }) =>
      properties.title !== undefined && ['error', 'warning', 'notice'].includes(command),
  )
  return { title: annotation?.properties.title, text: plain(annotation?.message ?? lines.at(-1) ?? '') }
}

test.each(endings)('everything that a run says at its end agrees: %s', async (how, options, expected) => {
  const run = await deploy({
    ...onPullRequest({ sha: headSha }),
    maxWarnings: 3,
    ...options,
    inputs: {
      ...(options.action !== 'rollback' && { 'comment-on-pr': 'true' }),
      ...(options.inputs as Record<string, string>),
    },
  })
  const { outputs } = run
  expect(outputs.outcome).toBe(expected.outcome)
  const summary = readPage(run.summary)
  // The snapshots are the table of all endings.
  expect(`${summary.headline}\n\n${summary.sentence}\n\n→ ${summary.todo}`).toMatchSnapshot()
  const [, sign = '', headline = ''] = /^(\S+) (.*)$/.exec(summary.headline) ?? []
  expect(headline.replace(/^(app \d+|[\w-]+): /, '')).toBe(expected.says)

  // The job passes if its sign is no cross, and the annotation has the same headline.
  expect(sign === '❌').toBe(run.exitCode === 1)
  const { title, text } = verdictOf(run)
  expect(title ?? headline).toBe(headline)

  // Sentences and advice are the same, and in the same order.
  const comment = run.sandbox.github.comments.of(7).at(-1)
  sections.push({ title: how, markdown: run.summary })
  if (comment) sections.push({ title: `Comment: ${how}`, markdown: comment.body })
  const pages = comment ? [summary, readPage(comment.body)] : [summary]
  for (const page of pages) {
    expect(page).toMatchObject({ headline: summary.headline, todo: summary.todo })
    for (const line of page.sentence.split('\n'))
      expect(text).toContain(line.replace(/(checks failed|gone bad|verified)[:.].*/, '$1'))
    const sentences = page.open.split(/(?<=[.:])\s+|\n+/).filter((sentence) => sentence.length > 20)
    expect(sentences).toEqual([...new Set(sentences)])
    // The log of an instance is folded: its line has the reason once more.
    expect(page.open).not.toContain('WARN')
    if (page.todo) expect(page.open.indexOf(page.sentence)).toBeLessThan(page.open.indexOf(page.todo))
  }
  if (summary.todo) {
    expect(text).toContain(summary.todo)
    expect(text.indexOf(summary.todo)).toBeGreaterThan(0)
  }

  // What is live is in the outputs if and only if the sentence says so.
  const { commit_sha } = run.shown.find(({ id }) => String(id) === expected.live) ?? {}
  expect([outputs['live-deployment-id'], outputs['live-commit-sha']]).toEqual([expected.live, commit_sha])
  const cells = [run.summary, comment?.body ?? run.summary].map((page) =>
    /\nLive(\d+)/.exec(readSummary(page)),
  )
  for (const cell of cells) expect(cell?.[1]).toBe(expected.live)
  const said = /[Dd]eployment (\d+)(?: \([^)]*\))? is (?:still )?live/.exec(summary.sentence)?.[1]
  expect(said).toBe(expected.live)
  expect(text.match(/(?<!Nothing|what) is (?:still )?live\b/g) ?? []).toHaveLength(expected.live ? 1 : 0)

  // "Verified" is said of what the output says it of.
  expect(/live and verified/.test(`${headline} ${summary.sentence}`)).toBe(outputs.verified === 'true')
  expect(/checks failed|gone bad/.test(text)).toBe(outputs.outcome === 'unverified')
  expect(outputs['error-message'] === undefined).toBe(run.exitCode === 0 && outputs.outcome !== 'unverified')
})
