import { expect, test } from '@jest/globals'
import { actionsBot, octocat } from '../../../sandbox/github/comments.ts'
import { createSandbox, MEMORY_URL, type Sandbox } from '../../../sandbox/server.ts'
import { onPullRequest, pullSha } from '../../harness/pull-request.ts'
import { previewApp, remove } from '../../harness/remove.ts'
import { type ActionRun, appId, deploy, inVirtualTime, type RunOptions } from '../../harness/run.ts'

const number = 7
const { hostname: host } = new URL(MEMORY_URL)

/** A pull request as the event shows it, by default closed. */
const on = (action = 'closed', more = {}) => onPullRequest({ action, more })

const comment = ({ inputs, ...options }: RunOptions = {}) =>
  remove({ ...on(), ...options, inputs: { 'comment-on-pr': 'true', ...inputs } })

const run = (id: number) => ({ env: { GITHUB_RUN_ID: String(id) } })

function saidOn({ github }: Sandbox): string[] {
  return github.comments.of(number).map(({ body }) => body)
}

function asked({ githubCalls, requests }: ActionRun): string[] {
  return [...githubCalls, ...requests].flatMap(
    ({ operation }) => /^github(.+)/.exec(operation ?? '')?.[1] ?? [],
  )
}

/** A comment of the deploying action. */
const deployed = (app = appId, deployment = 1001, runId = 1) =>
  `<!-- spice-cloud-deploy app:${app}@${host} run:${runId}.1 deployment:${deployment} -->\ndeployed`

test.each([
  ['closed', {}],
  ['merged', { merged: true, merge_commit_sha: pullSha }],
  ['from a fork that has been deleted', { head: { ref: 'feature/meter', sha: pullSha, repo: null } }],
])('the comment on the pull request says that, when and by what the app was deleted: %s', async (_, more) => {
  const removed = await comment({
    ...on('closed', more),
    inputs: { org: 'acme' },
    prepare: ({ github: { comments } }) => {
      comments.add(number, 'Looks good to me', octocat)
      comments.add(number, deployed(999), actionsBot)
      comments.add(number, deployed(), actionsBot)
    },
  })
  expect([removed.exitCode, removed.annotations]).toEqual([0, []])
  const [chat, other, body = '', ...rest] = saidOn(removed.sandbox)
  expect([chat, other, rest]).toEqual(['Looks good to me', deployed(999), []])
  expect(body).toContain('🗑️ <code>sandbox-app</code>: App deleted')
  // A new app may take the name.
  expect(body).not.toContain(' name:')
  expect(body).toContain('App sandbox-app (4711) was deleted.')
  expect(body).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
  expect(body).toContain('href="https://github.com/acme/taxi/actions/runs/1234567890"')
  // The page of the app is gone.
  for (const text of [body, removed.summary, removed.log]) expect(text).not.toContain('https://spice.ai')
  expect(removed.log).toContain('Updated the comment on pull request #7')
  // The verdict comes last nevertheless.
  expect(removed.lines.at(-1)).toContain('was deleted.')
})

test('the comment on the pull request is added if there is none and the app was deleted, and a re-run keeps it', async () => {
  const removed = await comment()
  const comments = saidOn(removed.sandbox)
  expect([comments, asked(removed)[1]]).toEqual([
    [expect.stringMatching(/🗑️ .*: App deleted/)],
    'CreateComment',
  ])
  await comment({ in: removed.sandbox, env: { GITHUB_RUN_ATTEMPT: '2' } })
  expect(saidOn(removed.sandbox)).toEqual(comments)
})

test('the comment on the pull request is not added for an app that is not there', async () => {
  const absent = await comment({ sandbox: { apps: [] } })
  expect([absent.exitCode, absent.outputs.outcome]).toEqual([0, 'absent'])
  expect([saidOn(absent.sandbox), asked(absent).includes('CreateComment')]).toEqual([[], false])
  expect(absent.log).toContain(
    'No comment: there is none about this app, or it says that the app was deleted.',
  )
})

test.each([
  ['of a deployment', deployed()],
  ['of a run that did not know its ID', `<!-- spice-cloud-deploy app:acme/sandbox-app@${host} run:1.1 -->`],
])('the comment on the pull request is updated for an app that is not there: one %s', async (_, existing) => {
  const absent = await comment({
    inputs: { 'app-name': 'sandbox-app' },
    sandbox: { apps: [] },
    prepare: ({ github: { comments } }) => comments.add(number, existing, actionsBot),
  })
  expect(saidOn(absent.sandbox)).toEqual([expect.stringMatching(/✅ (?:.*: )?Nothing to delete/)])
})

test('the comment on the pull request is updated for an app that is not there under its name', async () => {
  const bodies = await inVirtualTime(async () => {
    const sandbox = createSandbox({ apps: [previewApp] })
    const options = { in: sandbox, credentials: 'token' } as const
    const inputs = { 'comment-on-pr': 'true', 'app-id': '', 'app-name': previewApp.name }
    await deploy({ ...options, ...on('opened'), ...run(1), inputs })
    // Its comment cannot be written.
    await remove({
      ...options,
      ...on(),
      ...run(2),
      inputs: { ...inputs, 'github-token': '' },
      maxWarnings: 1,
    })
    const absent = await remove({ ...options, ...on(), ...run(3), inputs })
    expect([absent.outputs, absent.warnings]).toEqual([{ outcome: 'absent' }, []])
    return saidOn(sandbox)
  })
  expect(bodies).toEqual([expect.stringMatching(/✅ (?:.*: )?Nothing to delete/)])
})

test.each<[string, RunOptions]>([
  ['refused', { sandbox: { apps: [{ ...previewApp, tags: null }] } }],
  ['planned', { inputs: { 'dry-run': 'true' } }],
  ['timed-out', { faults: [{ on: { path: 'deleteApp', times: 99 }, fault: { kind: 'hang' } }] }],
])('the comment on the pull request stays if the app was not deleted: %s', async (outcome, options) => {
  const failed = await comment({
    ...options,
    prepare: ({ github: { comments } }) => comments.add(number, deployed(), actionsBot),
  })
  expect([failed.outputs.outcome, saidOn(failed.sandbox), asked(failed)]).toEqual([outcome, [deployed()], []])
})

test('the comment on the pull request is not written without `comment-on-pr`', async () => {
  expect(asked(await remove(on()))).toEqual([])
})

test('the comment on the pull request is not written on an event without a pull request, and the log says so', async () => {
  const removed = await comment({ eventName: 'schedule', event: { schedule: '17 3 * * *' } })
  expect([removed.exitCode, removed.outputs.outcome, removed.annotations]).toEqual([0, 'removed', []])
  expect(removed.log).toContain('No comment: this event has no pull request.')
})

test('a comment that cannot be written does not fail the job', async () => {
  const removed = await comment({ prepare: ({ github }) => Object.assign(github, { access: 'read' }) })
  expect([removed.exitCode, removed.outputs.outcome]).toEqual([0, 'removed'])
  expect(removed.warnings).toEqual([expect.stringContaining('`pull-requests: write`')])
  expect(removed.warnings[0]).toContain('The removal is not affected.')
})
