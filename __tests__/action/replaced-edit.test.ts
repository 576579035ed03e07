import { describe, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { fails } from '../../sandbox/plan.ts'
import { type ActionRun, deploy, failed, pod, succeeded } from '../harness/app.ts'
import { onPullRequest } from '../harness/pull-request.ts'
import { headSha, otherSha, type RunOptions } from '../harness/run.ts'
import { readSummary } from '../harness/summary.ts'
import { readComment } from '../report/comment-html.ts'

// Whether a push has replaced an edit that somebody had saved on spice.ai.

const of = (members: object, ...names: string[]) =>
  pod({ datasets: names.map((name) => ({ from: `s3://bucket/${name}/`, name })), ...members })
const fileOf = (...names: string[]) => ({ 'spicepod.yaml': stringify(of({}, ...names)) })
const lostSha = 'd'.repeat(40)
const branches = [{ repository: 'acme/taxi', name: 'main', sha: headSha }]

/** A run for a commit that adds `fares`, of an app that was deployed from the commit before it, and edited since. */
function push(stored: object | null, { sandbox, inputs, ...options }: RunOptions = {}): Promise<ActionRun> {
  return deploy({
    files: fileOf('trips', 'fares'),
    ...options,
    inputs: { 'dataset-ready-timeout-seconds': '0', ...(inputs as Record<string, string>) },
    sandbox: {
      apps: [{ id: 4711, name: 'taxi', spicepod: stored as never }],
      deployments: [deployed(901, otherSha)],
      commits: [
        { sha: otherSha, files: fileOf('trips') },
        { sha: headSha, parents: [otherSha], files: fileOf('trips', 'fares') },
      ],
      branches,
      ...sandbox,
    },
  })
}

const deployed = (id: number, commitSha?: string, plan = succeeded) => ({
  appId: 4711,
  id,
  plan,
  branch: 'main',
  ...(commitSha && { commitSha }),
  createdMsAgo: (1000 - id) * 60_000,
})

const says =
  'This replaced a spicepod that no deployment had: an edit on spice.ai, or the push of a cancelled job. Replaced:'

test('an edit is named in one warning, in the summary and in the comment, and what the commit changes is not', async () => {
  const run = await push(of({}, 'trips', 'alerts'), {
    ...onPullRequest(),
    inputs: { 'comment-on-pr': 'true', 'commit-sha': headSha, branch: 'main' },
  })
  const text = `${says} dataset alerts (removed).`
  expect(run.warnings).toEqual([text])
  const [comment] = run.sandbox.github.comments.of(7)
  for (const page of [readSummary(run.summary), readComment(comment?.body ?? '')]) {
    expect(page.split(text)).toHaveLength(2)
  }
})

test('all that an edit had changed is named in the direction of the push', async () => {
  const stored = of({ runtime: { task_history: { enabled: false } } })
  const datasets = [{ from: 's3://elsewhere/', name: 'trips' }]
  const run = await push({ ...stored, datasets })
  expect(run.warnings).toEqual([`${says} dataset trips (from), runtime.`])
  const removed = await push(of({}))
  expect(removed.warnings).toEqual([`${says} dataset trips (added).`])
})

describe('nothing is said', () => {
  const edited = of({}, 'trips', 'alerts')
  const history = (...files: (readonly [sha: string, ...names: string[]])[]) =>
    files.map(([sha, ...names], index) => ({
      sha,
      files: fileOf(...names),
      ...(index > 0 && { parents: [files[index - 1]?.[0] as string] }),
    }))

  test.each<[when: string, stored: object | null, options: RunOptions]>([
    ['if the app has what was deployed last', of({}, 'trips'), {}],
    ['if the app had no spicepod', null, {}],
    [
      'if the commit has the edit, too',
      of({}, 'trips', 'zones'),
      {
        files: fileOf('trips', 'fares', 'zones'),
        sandbox: { commits: history([otherSha, 'trips'], [headSha, 'trips', 'fares', 'zones']) },
      },
    ],
    ['if nothing was pushed', edited, { files: {}, inputs: { spicepod: '' } }],
    [
      'if no deployment has succeeded',
      edited,
      { sandbox: { deployments: [deployed(901, otherSha, failed)] } },
    ],
    ['if the last success has no commit', edited, { sandbox: { deployments: [deployed(901)] } }],
    [
      'if the newest deployment failed, and may have left it',
      edited,
      { sandbox: { deployments: [deployed(902, lostSha, failed), deployed(901, otherSha)] } },
    ],
    ['if the workflow renders its spicepod', edited, { files: fileOf('trips', 'fares', 'rendered') }],
    ['if no commit can be read', edited, { githubToken: '' }],
  ])('%s', async (_, stored, options) => {
    const run = await push(stored, options)
    expect(run.outputs.outcome).toBe('succeeded')
    expect(run.log + run.summary).not.toContain(says)
  })
})

test('an edit that is restored after a failure was not replaced, as far as the summary says', async () => {
  const run = await push(of({}, 'trips', 'alerts'), {
    inputs: { 'on-failure': 'restore' },
    sandbox: { plan: fails(300) },
  })
  expect(run.outputs.outcome).toBe('failed')
  expect(readSummary(run.summary)).not.toContain(says)
})

test('the deployment does not wait for it, and a run that ends does not either', async () => {
  const run = await push(of({}, 'trips', 'alerts'), {
    inputs: { 'wait-for-completion': 'false' },
    faults: [{ on: { path: 'githubContents', nth: 1, times: 9 }, fault: { kind: 'hang' } }],
  })
  expect([run.outputs.outcome, run.warnings]).toEqual(['started', []])
  expect(run.durationMs).toBeLessThan(3000)
})
