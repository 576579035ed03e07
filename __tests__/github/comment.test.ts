import { expect, test } from '@jest/globals'
import { actionsBot, octocat } from '../../sandbox/github/comments.ts'
import { number, stage } from './fixture.ts'

const url = (id: number) => `https://github.com/acme/taxi/pull/${number}#issuecomment-${id}`

test('each app has its own comment, even one with the same id in another Spice Cloud', async () => {
  const { run, said } = await stage()
  const others = [{}, { appId: 471 }, { appId: 47112 }, { apiUrl: 'https://api.cloud.example' }]
  for (const other of others) await run(`first of ${JSON.stringify(other)}`, { run: other })
  for (const [index, other] of others.entries()) await run(`${index}`, { run: { ...other, runId: 200 } })
  expect(said()).toEqual(['0', '1', '2', '3'])
})

test('a new app keeps the comment that was added before it had an id', async () => {
  const { run, said } = await stage()
  await run('would make it', { run: { appId: undefined, deploymentIds: [] } })
  await run('made', { run: { runId: 101 } })
  await run('would make another', { run: { appId: undefined, appName: 'bus', deploymentIds: [] } })
  expect(said()).toEqual(['made', 'would make another'])
})

test.each([
  ['a person wrote, marker included', (text: string) => text, octocat],
  ['quotes the marker', (text: string) => `> ${text}`, undefined],
  ['has the marker further down', (text: string) => `Look:\n${text}`, undefined],
  ['has half of the marker', (text: string) => text.slice(0, 40), undefined],
])('a comment that %s is left alone', async (_, write, author) => {
  const { run, body, github, said } = await stage()
  const other = write(body('not ours'))
  github.comments.add(number, other, author)
  expect(await run('one')).toMatchObject({ kind: 'created' })
  expect(await run('two')).toMatchObject({ kind: 'updated' })
  expect(github.comments.of(number)[0]?.body).toBe(other)
  expect(said().slice(1)).toEqual(['two'])
})

test("the comment of the token's own user is updated, and that of another user is not", async () => {
  const { run, body, github, said } = await stage()
  github.comments.add(number, body('planted'), { ...octocat, id: 1 })
  github.account = octocat
  expect(await run('one')).toMatchObject({ kind: 'created' })
  expect(await run('two')).toMatchObject({ kind: 'updated' })
  expect(said()).toEqual(['planted', 'two'])
})

const taxiBot = { login: 'taxi[bot]', id: 77, type: 'Bot' } as const

test.each([
  ['the token of an app', taxiBot, actionsBot],
  ['the token of a workflow', actionsBot, taxiBot],
  ['a person', octocat, actionsBot],
])(
  'with %s, the comment of another bot is left alone, whatever its marker says',
  async (_, account, other) => {
    const { run, body, github, said } = await stage()
    github.account = account
    github.comments.add(number, body('planted', { runId: 999_999 }), other)
    expect(await run('one')).toMatchObject({ kind: 'created' })
    expect(await run('two', { run: { runId: 101 } })).toMatchObject({ kind: 'updated' })
    expect(said()).toEqual(['planted', 'two'])
  },
)

test.each([
  ['GraphQL is not there', { kind: 'status', status: 404 }],
  ['GraphQL answers with an error', { kind: 'misshapen', body: { errors: [{ message: 'No' }] } }],
  ['GraphQL fails', { kind: 'status', status: 502 }],
] as const)("if %s, only comments of GitHub's own token are ours", async (_, fault) => {
  const { run, body, github, said, sandbox } = await stage()
  sandbox.cloud.faults.add({ on: { path: 'githubGraphql', times: 9 }, fault })
  github.comments.add(number, body('planted'), taxiBot)
  github.comments.add(number, body('old'))
  expect(await run('new')).toMatchObject({ kind: 'updated' })
  expect(said()).toEqual(['planted', 'new'])
})

test('a bot is recognized without an id', async () => {
  const { run, body, github, said, sandbox } = await stage()
  github.account = taxiBot
  const { id } = github.comments.add(number, body('old'), taxiBot)
  const listed = [{ id, body: body('old'), user: { login: 'taxi[bot]', type: 'Bot' } }]
  sandbox.cloud.faults.add({ on: { path: 'githubListComments' }, fault: { kind: 'misshapen', body: listed } })
  expect(await run('new')).toMatchObject({ kind: 'updated' })
  expect(said()).toEqual(['new'])
})

test.each([
  ['before the job began', -3_600_000, 'updated'],
  ['since the job began', 3_600_000, 'outdated'],
])('our own comment of a newer run silences this one if it was updated %s: %d ms', async (_, ms, kind) => {
  const { run, body, github } = await stage()
  const comment = github.comments.add(number, body('newer', { runId: 999_999, deploymentIds: [] }))
  comment.updatedAt = new Date(Date.now() + ms).toISOString()
  expect(await run('ours')).toMatchObject({ kind })
})

test("a marker with a person's text on its line is none", async () => {
  const { run, body, github, said } = await stage()
  github.comments.add(number, body('').replace('-->', '--> Look at this:'))
  expect(await run('one')).toMatchObject({ kind: 'created' })
  expect(said().at(-1)).toBe('one')
})

test('the comment is found after hundreds of other comments, and no further page is read', async () => {
  const { run, body, github, asked, said } = await stage()
  const chat = (times: number) => {
    for (let count = 0; count < times; count += 1) github.comments.add(number, 'Chat', octocat)
  }
  chat(250)
  github.comments.add(number, body('old'))
  chat(200)
  expect(await run('new')).toMatchObject({ kind: 'updated' })
  expect(asked()).toEqual([
    'ListComments 1',
    'ListComments 2',
    'ListComments 3',
    'User',
    'Graphql',
    'UpdateComment',
  ])
  expect(said()[250]).toBe('new')
})

test('the comment is found among a hundred of the longest comments', async () => {
  const { run, body, github, said } = await stage()
  for (let count = 0; count < 99; count += 1) github.comments.add(number, 'x'.repeat(65_536), octocat)
  github.comments.add(number, body('old'))
  expect(await run('new')).toMatchObject({ kind: 'updated' })
  expect(said()[99]).toBe('new')
})

test('listing ends at the maximum number of comments that GitHub allows', async () => {
  const { run, github, asked } = await stage()
  for (let count = 0; count < 2600; count += 1) github.comments.add(number, 'Chat', octocat)
  expect(await run('new')).toMatchObject({ kind: 'created' })
  expect(asked().filter((call) => call === 'ListComments 25')).toHaveLength(2)
  expect(asked()).not.toContain('ListComments 26')
})

test('a comment that is deleted in the meantime is added again', async () => {
  const { run, body, github, said, sandbox } = await stage()
  const old = github.comments.add(number, body('old'))
  sandbox.cloud.faults.add({ on: { path: 'githubUpdateComment' }, fault: { kind: 'status', status: 404 } })
  const ending = run('new')
  github.comments.remove(old)
  expect(await ending).toMatchObject({ kind: 'created' })
  expect(said()).toEqual(['new'])
})

/** An older comment that is missing from the first list that a newer run reads. */
async function twoAtOnce(runOfOther: { runId: number; deploymentIds: number[] }) {
  const all = await stage()
  const { github, sandbox, body } = all
  const first = github.comments.add(number, body('of the other run', runOfOther))
  first.updatedAt = new Date().toISOString()
  const list = { path: 'githubListComments' }
  sandbox.cloud.faults.add({ on: list, fault: { kind: 'misshapen', body: [] } })
  return { ...all, first }
}

test('if two runs add a comment at once, the later one deletes its own and updates the older comment', async () => {
  const { run, said, first, asked } = await twoAtOnce({ runId: 99, deploymentIds: [1000] })
  expect(await run('newer')).toEqual({ kind: 'updated', number, url: url(first.id) })
  expect(said()).toEqual(['newer'])
  expect(asked().slice(-2)).toEqual(['UpdateComment', 'DeleteComment'])
})

test('if two runs add a comment at once, the later one keeps its own if the older comment has been deleted', async () => {
  const { run, said, first, sandbox } = await twoAtOnce({ runId: 99, deploymentIds: [1000] })
  sandbox.cloud.faults.add({ on: { path: 'githubUpdateComment' }, fault: { kind: 'status', status: 404 } })
  expect(await run('newer')).toMatchObject({ kind: 'created' })
  expect(said()).toEqual(['of the other run', 'newer'])
  expect(first.id).toBe(101)
})

test('if two runs add a comment at once, the comment of the newer run stays', async () => {
  const { run, said, first } = await twoAtOnce({ runId: 101, deploymentIds: [1002] })
  expect(await run('older')).toEqual({ kind: 'outdated', number, url: url(first.id) })
  expect(said()).toEqual(['of the other run'])
})

test('many concurrent runs leave one comment, in any order', async () => {
  const { run, said } = await stage()
  await Promise.all([101, 102, 103, 104, 105].map((runId) => run(String(runId), { run: { runId } })))
  expect(said()).toHaveLength(1)
})

test.each([
  ['an older run', { runId: 99, deploymentIds: [] }],
  ['an earlier attempt', { attempt: 1, deploymentIds: [] }],
  ['a run with an older deployment, even of a later run', { runId: 101, deploymentIds: [1000] }],
])('%s leaves the comment unchanged', async (_, older) => {
  const { run, said } = await stage()
  await run('newest', { run: { attempt: 2 } })
  expect(await run('old news', { run: older })).toEqual({ kind: 'outdated', number, url: url(101) })
  expect(said()).toEqual(['newest'])
})

test.each([
  ['the same run and attempt', {}],
  ['a later attempt', { attempt: 2, deploymentIds: [] }],
  ['a later run without a deployment', { runId: 101, deploymentIds: [] }],
  ['an old run that is re-run and redeploys', { runId: 99, attempt: 2, deploymentIds: [1002] }],
  ['a run whose rollback came last', { runId: 99, deploymentIds: [1000, 1002] }],
])('%s updates the comment', async (_, newer) => {
  const { run, said } = await stage()
  await run('old news')
  expect(await run('newest', { run: newer })).toMatchObject({ kind: 'updated' })
  expect(said()).toEqual(['newest'])
})
