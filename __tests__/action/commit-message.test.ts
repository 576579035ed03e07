import { expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
import { misshapenCommits, payload } from '../harness/events.ts'
import { deploy, githubToken, headSha } from '../harness/run.ts'

const dispatch = { eventName: 'workflow_dispatch', event: payload('workflow_dispatch') } as const
const sandboxMessage = 'A commit message of the sandbox'

const messageOf = (run: { body: unknown }) => (run.body as { commit_message?: string }).commit_message

test('the message comes from GitHub if the event does not have it', async () => {
  const run = await deploy(dispatch)
  expect(messageOf(run)).toBe(sandboxMessage)
  expect(run.githubCalls).toHaveLength(1)
  const [call] = run.githubCalls
  expect(call?.path).toBe(`/api/github/repos/acme/taxi/commits/${headSha}`)
  expect(call?.headers.authorization).toBe(`token ${githubToken}`)
})

test('the message of the `commit-sha` input comes from GitHub, too', async () => {
  const sha = 'a'.repeat(40)
  const run = await deploy({ inputs: { 'commit-sha': sha } })
  expect(run.body).toStrictEqual({ branch: 'main', commit_sha: sha, commit_message: sandboxMessage })
  expect(run.githubCalls[0]?.path).toMatch(new RegExp(`/${sha}$`))
})

test('the message is left out without a token', async () => {
  const run = await deploy({ ...dispatch, githubToken: '' })
  expect(run.exitCode).toBe(0)
  expect(run.body).toStrictEqual({ branch: 'main', commit_sha: headSha })
  expect(run.githubCalls).toEqual([])
})

test('the title of the pull request is the last resort', async () => {
  const run = await deploy({ eventName: 'pull_request', event: payload('pull_request'), githubToken: '' })
  expect(messageOf(run)).toBe('Update the README with new information.')
})

test.each(['--output=stolen', '../../../../user', 'HEAD', 'HEAD~1; true'])(
  'a `commit-sha` that is not a commit id does not reach GitHub: %p',
  async (sha) => {
    const run = await deploy({ inputs: { 'commit-sha': sha } })
    expect(run.body).toStrictEqual({ branch: 'main', commit_sha: sha })
    expect(run.githubCalls).toEqual([])
  },
)

const fastEnoughMs = 6000

test.each([
  ...[403, 429].map((status) => ({ kind: 'status', status }) as const),
  ...[{ kind: 'html' }, { kind: 'hang' }],
] as Fault[])('an error of GitHub neither fails nor delays a deployment: %j', async (fault) => {
  const run = await deploy({ ...dispatch, faults: [{ on: { path: /github/, times: 9 }, fault }] })
  expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'succeeded'])
  expect(run.body).toStrictEqual({ branch: 'main', commit_sha: headSha })
  expect(run.annotations).toEqual([])
  expect(run.githubCalls.length).toBeGreaterThan(0)
  expect(run.durationMs).toBeLessThan(fastEnoughMs)
})

test.each(misshapenCommits)('the message is left out if GitHub responds with %j', async (body) => {
  const misshapen = { on: { path: /github/, times: 9 }, fault: { kind: 'misshapen', body } } as const
  const run = await deploy({ ...dispatch, faults: [misshapen] })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.body).toStrictEqual({ branch: 'main', commit_sha: headSha })
})

// Unit tests have the rules for its white space and length: `github/source`.
test.each([
  ['of the event', (message: string) => ({ event: { head_commit: { id: headSha, message } } })],
  ['of the input', (message: string) => ({ inputs: { 'commit-message': message } })],
])('a message %s is cut at 4,000 characters, and not within one', async (_, withMessage) => {
  const message = messageOf(await deploy(withMessage(`Title\n\n${'🚕'.repeat(5000)}`))) ?? ''
  expect([...message]).toHaveLength(4000)
  expect(message.isWellFormed()).toBe(true)
})
