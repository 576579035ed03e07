import { expect, test } from '@jest/globals'
import type { FaultRule } from '../../sandbox/faults.ts'
import { type ActionRun, deploy, faultAt, headSha } from '../harness/run.ts'
import { readSummary } from '../harness/summary.ts'

const commands = [
  ...['::error::x', '  ::error file=a,line=1::x', '::set-env name=A::b'],
  ...['::set-output name=outcome::succeeded', '::stop-commands::x', '::add-mask::Fix', '::group::x'],
  ...['##[group]x', '##[error]x', 'text before ##[set-env name=A;]b', '::x::'],
]
const looks = [
  '\u001b[31mred\u001b[0m \u001b[2J\u001b]0;title\u0007',
  ...['admin\u202etxt.exe\u202c \u2066x\u2069 \u200f', '<img src=x onerror=1>', '</table><h1>big</h1>'],
  ...['</pre></td></tr></table><script>alert(1)</script>', '<!-- comment', '| a | b |', '| --- | --- |'],
  ...['[link](javascript:alert(1)) ![image](https://example.com/x.png) @octocat #1', '`code` ```', '```'],
  ...['# heading', '- item', '\u0000\u0008\u007f', '%0A::error::x'],
]
const lineBreaks = {
  '\\n': '\n',
  '\\r\\n': '\r\n',
  '\\r': '\r',
  'a blank line': '\n\n',
  U2028: '\u2028',
  U0085: '\u0085',
}

const texts = Object.entries(lineBreaks).map(([name, lineBreak]) => ({
  name,
  text: ['Fix', ...commands, ...looks].join(lineBreak),
}))
const text = ['Fix', ...commands, ...looks].join('\n')

/** The point is what `deploy` checks for every run. These tests add that the text is shown, and only looks different. */
function expectShown(run: ActionRun, inSummary: boolean) {
  expect(run.log).toContain('Fix')
  if (inSummary) {
    const seen = readSummary(run.summary)
    expect(seen).toContain('<img src=x onerror=1>')
    expect(seen).toContain('| --- | --- |')
  }
}

test.each(texts)('hostile text in a commit message is text, first and after $name', async ({ text }) => {
  const atStart = await deploy({ event: { head_commit: { id: headSha, message: text.slice(3) } } })
  expect([atStart.exitCode, atStart.annotations]).toEqual([0, []])
  const run = await deploy({ event: { head_commit: { id: headSha, message: text } } })
  expect(run.exitCode).toBe(0)
  expect((run.body as { commit_message: string }).commit_message).toBe(text.trimEnd())
  expect(run.annotations).toEqual([])
  expectShown(run, false)
  expect(readSummary(run.summary)).toContain('red')
})

test.each(texts)('hostile text in a deployment error is text, after $name', async ({ text }) => {
  const blocked = { status: 'in_progress', error_message: text } as const
  const run = await deploy({ looks: ['queued', blocked, { status: 'failed', error_message: text }] })
  expect(run.exitCode).toBe(1)
  expect(run.warnings).toHaveLength(1)
  expect(run.outputs['error-message']).toBe(text)
  expectShown(run, true)
})

test.each(texts)('hostile text in a rejection is text, after $name', async ({ text }) => {
  const body = { error: text, code: text, details: { fieldErrors: { [text]: [text] }, formErrors: [text] } }
  const run = await deploy({
    credentials: 'token',
    faults: [{ on: { path: 'createDeployment' }, fault: { kind: 'status', status: 422, body } }],
  })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.outputs['error-message']).toContain(text)
  expectShown(run, true)
})

test.each<[string, 'createDeployment' | 'token', unknown]>([
  ['a rejection that is not JSON', 'createDeployment', text],
  ['a rejected token exchange', 'token', { error: text, error_description: text }],
])('hostile text in %s is text', async (_, path, body) => {
  const fault = { kind: 'status', status: path === 'token' ? 401 : 422, body } as const
  const run = await deploy({ faults: [{ on: { path, times: path === 'token' ? 99 : 1 }, fault }] })
  expect(run.outputs.outcome).toBe('refused')
  expectShown(run, true)
})

test('hostile text in a server error is text', async () => {
  const fault = { kind: 'status', status: 503, body: { error: text } } as const
  const run = await deploy({
    faults: [{ on: { path: 'listDeployments' }, fault }],
    looks: ['queued', 'queued', 'succeeded'],
  })
  expect(run.exitCode).toBe(0)
  expect(run.warnings[0]).toContain('Fix')
})

test('hostile text in every field of a deployment is text', async () => {
  const times = { created_at: text, started_at: text, updated_at: text, finished_at: text }
  const deployment = {
    id: 1001,
    status: `odd\n${text}`,
    ...times,
    replicas: 2,
    [text]: text,
    image_tag: text,
    branch: text,
    commit_sha: text,
    commit_message: text,
    error_message: text,
    creation_source: text,
    created_by: text,
    error_code: text,
  }
  const answering = (path: string, status: number, body: object): FaultRule =>
    faultAt(path, { kind: 'status', status, body }, { times: 99 })
  const run = await deploy({
    creates: 0,
    serverLies: true,
    inputs: { 'timeout-seconds': '1.2' },
    event: {},
    githubToken: '',
    env: { GITHUB_REF: undefined, GITHUB_REF_NAME: undefined, GITHUB_SHA: undefined },
    faults: [
      answering('createDeployment', 202, deployment),
      answering('listDeployments', 200, { deployments: [deployment] }),
    ],
  })
  expect(run.outputs).toMatchObject({
    outcome: 'timed-out',
    'deployment-status': deployment.status,
    'image-tag': text,
    'deployment-created-at': text,
  })
  expect(JSON.parse(run.outputs.deployment ?? '')).toEqual(deployment)
  expectShown(run, true)
})

const named = (name: string): FaultRule =>
  faultAt('getApp', { kind: 'status', status: 200, body: { id: 4711, name } })

test('hostile text in the name of an app is text', async () => {
  const run = await deploy({ faults: [named(text)] })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-name': text })
  expect(run.outputs['app-url']).toMatch(/^https:\/\/spice\.ai\/sandbox-org\/[\w%.!~*'()-]+$/)
  expect(readSummary(run.summary)).toContain('text before')
})

test('half an emoji in the name of an app does not stop the run', async () => {
  const run = await deploy({ faults: [named('taxi \ud83d')], looks: ['queued', 'succeeded'] })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
})

test('hostile text in a branch is text, from the event and from an input', async () => {
  const branch = 'a\n::error::x\r::stop-commands::y\n\n<h1>##[error]z'
  const runs = await Promise.all([
    deploy({ inputs: { branch } }),
    deploy({ env: { GITHUB_REF_NAME: branch } }),
    deploy({
      eventName: 'pull_request',
      event: { pull_request: { title: text, head: { ref: branch, sha: headSha } } },
      githubToken: '',
    }),
  ])
  for (const run of runs) {
    expect(run.exitCode).toBe(0)
    expect(run.body).toMatchObject({ branch, commit_sha: headSha })
  }
})

test('hostile text in the name of a file is text, also where an annotation points', async () => {
  const spicepod = 'a\u0007\u202e\u2028::error::x\u001b[31m##[error]y\n::stop-commands::z.yaml'
  const run = await deploy({ inputs: { spicepod }, files: { [spicepod]: 'datasets: [' }, creates: 0 })
  expect(run.outputs.outcome).toBe('refused')
  const places = run.commands.map(({ properties }) => properties.file).filter(Boolean)
  expect(places).toEqual([
    String.raw`a\u{7}\u{202e}\u{2028}::error::x\u{1b}[31m`.concat(
      '##\u200b[error]y ⏎ :\u200b:stop-commands::z.yaml',
    ),
  ])
})

test('hostile text in good and bad inputs is text', async () => {
  const hostile = ['x', ...commands, '</code><h1>'].join('\n')
  const [good, bad] = await Promise.all([
    deploy({ inputs: { 'image-tag': hostile, 'commit-sha': hostile, 'commit-message': hostile } }),
    deploy({
      inputs: { 'app-id': hostile, channel: hostile, org: hostile, 'api-url': hostile, debug: hostile },
    }),
  ])
  expect(good.body).toStrictEqual({
    branch: 'main',
    commit_sha: hostile,
    commit_message: hostile,
    image_tag: hostile,
  })
  expect([bad.outputs.outcome, bad.requests]).toEqual(['refused', []])
})

test('outputs arrive whole even with delimiters of the runner in them', async () => {
  const message = [
    ...['ghadelimiter_8d9a6d0c-2b0f-4bb6-8d8c-2f3b6f2a1c11', 'EOF', '_GitHubActionsFileCommandDelimeter_'],
    ...['outcome=succeeded', 'outcome<<EOF', 'succeeded', 'EOF', '', 'last line '],
  ].join('\n')
  const run = await deploy({ looks: ['queued', { status: 'failed', error_message: message }] })
  expect(run.outputs).toMatchObject({ outcome: 'failed', 'error-message': message })
  expect(JSON.parse(run.outputs.deployment ?? '')).toMatchObject({ error_message: message })
})
