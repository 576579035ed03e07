import { expect, test } from '@jest/globals'
import { type Account, giteaActions } from '../../sandbox/github/comments.ts'
import { GITEA_URL } from '../../sandbox/github/reply.ts'
import { succeeds } from '../../sandbox/plan.ts'
import { createSandbox } from '../../sandbox/server.ts'
import { deploy, deployAsProcess, inVirtualTime, type RunOptions } from '../harness/run.ts'
import { number, pullRequest, sha, stage } from './fixture.ts'

const env = { GITHUB_SERVER_URL: GITEA_URL }
const robin: Account = { login: 'robin', id: 5 }
const forgejoActions: Account = { login: 'forgejo-actions', id: -2 }

/** A Gitea with the repository acme/taxi, and runs that comment there. */
async function gitea(account = giteaActions) {
  const all = await stage()
  all.github.isGitea = true
  all.github.account = account
  return all
}

test.each([
  ['a workflow', giteaActions],
  ['a workflow of Forgejo', forgejoActions],
  ['a person', robin],
])('a comment on Gitea is updated by the next run with the token of %s', async (_, account) => {
  const { run, said } = await gitea(account)
  expect(await run('one', { env })).toMatchObject({ kind: 'created' })
  expect(await run('two', { env, run: { runId: 101 } })).toMatchObject({ kind: 'updated' })
  expect(said()).toEqual(['two'])
})

test.each([giteaActions, robin])("another account's comment on Gitea is left alone (%j)", async (account) => {
  const { run, body, github, said } = await gitea(account)
  github.comments.add(number, body('planted'), { login: 'mallory', id: 6 })
  // A deleted account.
  github.comments.add(number, body('left behind'), { login: 'Ghost', id: -1 })
  expect(await run('one', { env })).toMatchObject({ kind: 'created' })
  expect(said()).toEqual(['planted', 'left behind', 'one'])
})

test('comments on Gitea are read once, although it sends all of them for every page', async () => {
  const { run, github, asked } = await gitea()
  for (let count = 0; count < 250; count += 1) github.comments.add(number, 'Chat', robin)
  expect(await run('one', { env })).toMatchObject({ kind: 'created' })
  expect(asked().slice(0, 3)).toEqual(['ListComments 1', 'ListComments 2', 'CreateComment'])
})

test('a comment on Gitea has the link that the server sends', async () => {
  const { run } = await gitea()
  const url = `${GITEA_URL}/acme/taxi/pulls/${number}#issuecomment-101`
  expect(await run('one', { env })).toEqual({ kind: 'created', number, url })
  expect(await run('two', { env })).toEqual({ kind: 'updated', number, url })
  const outdated = await run('old', { env, run: { runId: 1, deploymentIds: [1] } })
  expect(outdated).toEqual({ kind: 'outdated', number, url })
})

test('a comment that the token may not write on Gitea is refused with the reason of the server', async () => {
  const { run, github } = await gitea()
  github.access = 'read'
  const detail = expect.stringContaining('required=[write:issue]')
  expect(await run('one', { env })).toEqual({ kind: 'forbidden', cause: 'permission', detail })
})

test.each([
  ['javascript:alert(1)', undefined],
  ['https://github.com@evil.example/x', undefined],
  [5, undefined],
  [`https://gitea.example/${'x'.repeat(2000)}`, undefined],
  ['https://gitea.example/a\n::error::b', 'https://gitea.example/a::error::b'],
  ['https://gitea.example/acme/taxi/pulls/5', 'https://gitea.example/acme/taxi/pulls/5'],
])('a comment at the address %j is linked as %j', async (html_url, url) => {
  const { run, sandbox } = await stage()
  const fault = { kind: 'misshapen', body: { id: 1, html_url } } as const
  sandbox.cloud.faults.add({ on: { path: 'githubCreateComment' }, fault })
  expect(await run('one', { env })).toEqual({ kind: 'created', number, url })
})

test('a 404 is a missing permission on GitHub only', async () => {
  const { run, github } = await gitea()
  github.access = 'none'
  expect(await run('one', { env })).toEqual({ kind: 'failed', reason: 'HTTP 404: not found' })
  expect(await run('one')).toEqual({ kind: 'forbidden', cause: 'permission' })
})

/** What act_runner sets otherwise than the runner of GitHub. Old ones set no attempt. */
const variables = {
  GITHUB_SERVER_URL: GITEA_URL,
  GITHUB_GRAPHQL_URL: '',
  GITHUB_RUN_ID: '7001',
  GITHUB_RUN_NUMBER: '7',
  GITHUB_RUN_ATTEMPT: undefined,
}
const onGitea: RunOptions = {
  env: variables,
  prepare: ({ github }) => Object.assign(github, { isGitea: true, account: giteaActions }),
}
const onPullRequest: RunOptions = { ...onGitea, eventName: 'pull_request', event: pullRequest() }
const commenting: RunOptions = { ...onPullRequest, inputs: { 'comment-on-pr': 'true' } }

test('a run of act_runner needs no summary file, and its comment has the links of Gitea', async () => {
  const env = { ...variables, GITHUB_STEP_SUMMARY: undefined }
  const run = await deployAsProcess({ ...commenting, env, without: ['summary'] })
  expect([run.exitCode, run.outputs.outcome, run.annotations]).toEqual([0, 'succeeded', []])
  const [comment, ...others] = run.sandbox.github.comments.of(number)
  expect(others).toEqual([])
  expect(comment?.body).toMatch(/^<!-- spice-cloud-deploy \S+ run:7001\.0 /)
  expect(comment?.body).toContain(`href="${GITEA_URL}/acme/taxi/commit/${sha}"`)
  expect(comment?.body).toContain(`href="${GITEA_URL}/acme/taxi/actions/runs/7?by_index=1"`)
  expect(comment?.body).not.toContain('github.com')
  expect(run.lines).toContain(
    `Commented on pull request #${number}: ${GITEA_URL}/acme/taxi/pulls/${number}#issuecomment-101`,
  )
})

test('a run of act_runner reads the commit message from the only route that Gitea has', async () => {
  const run = await deploy({ ...onGitea, eventName: 'workflow_dispatch', event: {} })
  expect(run.body).toMatchObject({ commit_message: 'A commit message of the sandbox' })
  expect(run.annotations).toEqual([])
})

test.each([
  // Some runners say 1 for every attempt.
  [undefined, '1002'],
  ['1', '1002'],
  ['2', '1001'],
])(
  'a re-run of act_runner with the attempt %j redeploys unless the attempt is a later one, and keeps one comment',
  async (GITHUB_RUN_ATTEMPT, deploymentId) => {
    await inVirtualTime(async () => {
      // Deployments take longer than one run here, and a new one replaces the one in progress.
      const sandbox = createSandbox({ plan: succeeds(5000), conflicts: 'none' })
      const inputs = { ...commenting.inputs, 'wait-for-completion': 'false' }
      const first = await deploy({ ...commenting, in: sandbox, inputs })
      const again = await deploy({
        ...commenting,
        in: sandbox,
        env: { ...variables, GITHUB_RUN_ATTEMPT },
        // Those of both runs.
        creates: deploymentId === '1001' ? 1 : 2,
      })
      expect(first.outputs['deployment-id']).toBe('1001')
      expect(again.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': deploymentId })
      const [comment, ...others] = again.sandbox.github.comments.of(number)
      expect(others).toEqual([])
      expect(comment?.body).toContain(`deployment:${deploymentId} `)
    })
  },
)
