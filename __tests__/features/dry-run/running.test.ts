import { describe, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { fails, neverEnds, type Plan, succeeds } from '../../../sandbox/plan.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { deploy, headSha, otherSha, type RunOptions } from '../../harness/run.ts'
import { pod } from '../../harness/spicepods.ts'
import { readSummary } from '../../harness/summary.ts'
import { readComment } from '../../report/comment-html.ts'

// A plan says what changes for whoever uses the app, which may not run what is stored.

const of = (...names: string[]) =>
  pod({ datasets: names.map((name) => ({ from: `s3://bucket/${name}/`, name })) })
const fileOf = (...names: string[]) => ({ 'spicepod.yaml': stringify(of(...names)) })
const badSha = 'b'.repeat(40)
const hourMs = 3_600_000
const seed = (id: number, commitSha: string | undefined, plan: Plan = succeeds(0)) => ({
  ...{ appId: 4711, id, plan, branch: 'main', createdMsAgo: (10_000 - id) * hourMs },
  ...(commitSha && { commitSha }),
})

interface Case extends RunOptions {
  /** The datasets of the stored spicepod, of the file, and of commits. */
  stored: string[]
  file: string[]
  commits?: Record<string, string[]>
  deployments: ReturnType<typeof seed>[]
}

function plan({ stored, file, commits = {}, deployments, inputs, ...more }: Case) {
  return deploy({
    creates: 0,
    files: fileOf(...file),
    ...more,
    inputs: { 'dry-run': 'true', 'commit-sha': headSha, branch: 'main', ...(inputs as object) },
    sandbox: {
      apps: [{ id: 4711, name: 'taxi', spicepod: of(...stored) as never }],
      deployments,
      commits: [
        ...Object.entries(commits).map(([sha, names]) => ({ sha, files: fileOf(...names) })),
        { sha: headSha, files: fileOf(...file) },
      ],
    },
  })
}

const good = ['trips', 'alerts']

describe('has-changes', () => {
  test('is true for the revert of a bad commit that is live, although the earlier spicepod is stored again', async () => {
    const run = await plan({
      ...{ stored: good, file: good, commits: { [otherSha]: good, [badSha]: ['trips'] } },
      deployments: [seed(7999, otherSha), seed(8000, badSha)],
      ...onPullRequest(),
      inputs: { 'comment-on-pr': 'true' },
    })
    expect(run.outputs['has-changes']).toBe('true')
    const [comment] = run.sandbox.github.comments.of(7)
    for (const text of [run.log, readSummary(run.summary), readComment(comment?.body ?? '')]) {
      expect(text).toContain(
        'Spicepod: already stored, not yet running: deployment 8000, which runs, has another one',
      )
      expect(text).toContain('Compared with deployment 8000, which runs')
      expect(text).toContain('+ dataset alerts')
      expect(text).not.toMatch(/no changes|No differences/)
    }
    expect(JSON.parse(run.outputs.plan ?? '').changes).toMatchObject([
      { kind: 'spicepod', components: [{ name: 'alerts', change: 'added' }] },
    ])
  })

  test.each<[string, Plan, string]>([
    ['failed', fails(0), 'deployment 8001, which has it, failed'],
    ['is in progress', neverEnds(), 'deployment 8001, which has it, is in progress'],
    ['was superseded', [{ afterMs: 0, status: 'created' }], 'deployment 8001, which has it, was superseded'],
  ])('is true if the newest deployment %s', async (_, end, reason) => {
    const run = await plan({
      ...{ stored: good, file: good, commits: { [otherSha]: ['trips'] } },
      deployments: [seed(8000, otherSha), seed(8001, headSha, end)],
    })
    expect(run.outputs['has-changes']).toBe('true')
    expect(run.log).toContain(`Spicepod: already stored, not yet running: ${reason}`)
  })

  test('is true after a restore, too, although what is stored runs', async () => {
    const run = await plan({
      ...{ stored: good, file: good, commits: { [otherSha]: good, [badSha]: ['trips'] } },
      deployments: [seed(8000, otherSha), seed(8001, badSha, fails(0))],
    })
    expect(run.outputs['has-changes']).toBe('true')
    expect(run.log).toContain('Spicepod unchanged (spicepod.yaml), and it runs, but deployment 8001 failed')
    expect(run.log).not.toMatch(/not yet running|No differences/)
  })

  test('is true if the newest deployment failed, and says so, also if no spicepod is pushed', async () => {
    const inputs = { spicepod: '' }
    const run = await plan({ stored: good, file: good, deployments: [seed(8001, headSha, fails(0))], inputs })
    expect(run.outputs['has-changes']).toBe('true')
    expect(run.log).toContain('already stored, not yet running: no deployment has succeeded')
  })

  test('is true if no deployment has succeeded, and false if the app runs what it has stored', async () => {
    const none = await plan({ stored: good, file: good, deployments: [] })
    expect(none.outputs['has-changes']).toBe('true')
    for (const commit of [headSha, otherSha, undefined]) {
      const commits = { [otherSha]: good }
      const run = await plan({ stored: good, file: good, commits, deployments: [seed(8000, commit)] })
      expect(run.outputs['has-changes']).toBe('false')
      expect(run.log).toContain('Spicepod unchanged')
    }
  })
})

test('a dataset that users have is named as removed, also if a failed push has stored the spicepod without it', async () => {
  const failed: Case = {
    ...{ stored: ['trips'], file: ['trips'], commits: { [otherSha]: good } },
    deployments: [seed(8000, otherSha), seed(8001, headSha, fails(0))],
  }
  const dry = await plan(failed)
  expect(dry.log).toContain('− dataset alerts (removed)')
  expect(readSummary(dry.summary)).toContain('a removal ⚠️')
  const refused = await plan({
    ...failed,
    ...onPullRequest(),
    inputs: { 'on-removal': 'refuse', 'comment-on-pr': 'true' },
  })
  const says = 'A real run would be refused: The plan removes dataset `alerts`'
  expect(refused.summary).toContain('## Plan for taxi: would be refused\n')
  expect(refused.warnings[0]).toContain(says)
  expect(refused.lines.at(-1)).toContain(says)
  const [comment] = refused.sandbox.github.comments.of(7)
  const pages = [readSummary(refused.summary), readComment(comment?.body ?? '')]
  for (const page of pages) expect(page).toContain(says.replaceAll('`', ''))
  const real = await plan({ ...failed, inputs: { 'dry-run': 'false', 'on-removal': 'refuse' } })
  expect([real.outputs.outcome, real.posts]).toEqual(['refused', []])
  expect(real.errors[0]).toContain('The plan removes dataset `alerts`, and `on-removal` is `refuse`.')
})

test('what only the stored spicepod has is named as an edit or a push that failed', async () => {
  const run = await plan({
    ...{ stored: ['trips', 'draft'], file: ['trips', 'fares'], commits: { [otherSha]: ['trips'] } },
    deployments: [seed(8000, otherSha)],
  })
  const says =
    'Only stored, not running: dataset draft. The deployment replaces it, an edit or a push that failed.'
  for (const text of [run.log, readSummary(run.summary)]) expect(text).toContain(says)
})

test('a plan lists the deployments once, and reads at most one file', async () => {
  const run = await plan({
    ...{ stored: ['trips'], file: good, commits: { [otherSha]: ['trips'] } },
    deployments: [seed(8000, otherSha)],
  })
  const counted = run.requests.map(({ operation }) => operation)
  expect(counted.filter((name) => name === 'listDeployments')).toHaveLength(1)
  expect(counted.filter((name) => name === 'githubContents').length).toBeLessThanOrEqual(2)
})
