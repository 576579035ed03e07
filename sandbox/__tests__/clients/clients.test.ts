import { describe, expect, test } from '@jest/globals'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { Octokit } from '@octokit/rest'
import { SpiceClient } from '@spiceai/spice'
import OpenAI from 'openai'
import { start } from './deployed.ts'

const connect = ({ url, key }: { url: string; key: string }) =>
  new SpiceClient({ httpUrl: url, apiKey: key, httpOnly: true, logging: false })

test('sees a runtime that gets ready by a deployment', async () => {
  const started = await start()
  const client = connect(started)
  expect([await client.isSpiceHealthy(), await client.isSpiceReady()]).toEqual([true, false])
  await expect(client.sql('SELECT 1')).rejects.toThrow('503')
  await started.deploy()
  expect(await client.isSpiceReady()).toBe(true)
  expect(started.sandbox.mismatches).toEqual([])
})

test("Spice's SDK reads rows, their schema, parameters and errors", async () => {
  const started = await start()
  await started.deploy()
  const client = connect(started)
  const table = await client.sql('SELECT id, paid FROM trips WHERE paid IS NOT NULL ORDER BY id')
  expect(table.toArray().map((row) => [Number(row.id), row.paid])).toEqual([
    [1, true],
    [2, false],
  ])
  const byPosition = await client.sql('SELECT id FROM trips WHERE id > $1', { parameters: [2] })
  expect(byPosition.toArray().map(({ id }) => Number(id))).toEqual([3])
  const byName = await client.sql('SELECT id FROM trips WHERE id = $id', { parameters: { id: 2 } })
  expect(byName.numRows).toBe(1)
  const { row_count, schema, data } = await client.sqlJson('SELECT id, fare, pickup FROM trips ORDER BY id')
  expect([row_count, schema.fields.map(({ name }) => name)]).toEqual([3, ['id', 'fare', 'pickup']])
  expect(data[0]).toEqual({ id: 1, fare: 12.5, pickup: '2026-11-01T08:30:00' })
  await expect(client.sql('SELECT * FROM nowhere')).rejects.toThrow('no such table: nowhere')
})

test('searches, and asks in words', async () => {
  const started = await start({ runtime: { nsqlAnswer: 'SELECT count(*) AS n FROM trips' } })
  await started.deploy()
  const client = connect(started)
  const { results } = await client.search('refund', { datasets: ['trips'], limit: 1 })
  expect(results).toMatchObject([{ dataset: 'trips', score: 0.9 }])
  expect(await client.nsqlGenerateSql('How many trips?', { model: 'gpt' })).toContain('count(*)')
  expect((await client.nsql('How many trips?', { model: 'gpt' })).data).toEqual([{ n: 3 }])
})

describe("OpenAI's SDK", () => {
  const connect = ({ url, key }: { url: string; key: string }) =>
    new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0 })
  const messages = [{ role: 'user' as const, content: 'Is all well?' }]

  test('lists models, makes embeddings and streams a chat, with the key as a token', async () => {
    const started = await start()
    await started.deploy()
    const client = connect(started)
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['gpt', 'words'])
    const { data } = await client.embeddings.create({ model: 'words', input: ['a', 'b'] })
    expect(data.map(({ embedding }) => embedding.length)).toEqual([8, 8])
    const ofTokens = async (input: number[] | number[][]) =>
      (await client.embeddings.create({ model: 'words', input })).data.map(({ embedding }) => embedding)
    const [first] = await ofTokens([1, 2, 3])
    expect(await ofTokens([[1, 2, 3], [4]])).toEqual([first, expect.not.arrayContaining(first ?? [])])
    let answer = ''
    for await (const chunk of await client.chat.completions.create({
      model: 'gpt',
      messages,
      stream: true,
    })) {
      answer += chunk.choices[0]?.delta.content ?? ''
    }
    expect([answer, started.sandbox.mismatches]).toEqual(['All is well.', []])
  })

  test('gets a 502 for a chat that is not streamed, since it asks for compression, unless that is off', async () => {
    const started = await start()
    await started.deploy()
    await expect(connect(started).chat.completions.create({ model: 'gpt', messages })).rejects.toMatchObject({
      status: 502,
    })
    const mended = await start({ runtime: { chat502WhenCompressed: false } })
    await mended.deploy()
    const { choices } = await connect(mended).chat.completions.create({ model: 'gpt', messages })
    expect(choices[0]?.message.content).toBe('All is well.')
  })
})

test("MCP's SDK connects with a token, pings, lists the tools and asks with one", async () => {
  const started = await start()
  await started.deploy()
  const client = new Client({ name: 'test', version: '1.0.0' })
  const headers = { authorization: `Bearer ${started.key}` }
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${started.url}/v1/mcp`), { requestInit: { headers } }),
  )
  await client.ping()
  const { tools } = await client.listTools()
  expect(tools.map(({ name, inputSchema }) => [name, inputSchema.required ?? []])).toEqual([
    ['list_datasets', []],
    ['sql', ['query']],
    ['search', ['text']],
  ])
  const ask = (query: string) => client.callTool({ name: 'sql', arguments: { query } })
  expect(await ask('SELECT count(*) AS n FROM trips')).toMatchObject({
    isError: false,
    content: [{ type: 'text', text: '[{"n":3}]' }],
  })
  expect(await ask('SELEC')).toMatchObject({ isError: true })
  for (const [name, args, problem] of [
    ['sql', {}, "must have required property 'query'"],
    ['sql', { query: 5 }, '/query must be string'],
    ['search', { text: 'x', limit: 0 }, '/limit must be >= 1'],
  ] as const) {
    await expect(client.callTool({ name, arguments: args })).rejects.toThrow(problem)
  }
  await client.close()
})

const at = { owner: 'acme', repo: 'taxi' }
const pull = (number: number) => ({
  number,
  state: 'open' as const,
  head: { ref: `change-${number}`, sha: 'a'.repeat(40), repo: { full_name: 'acme/taxi' } },
})

test('pages through pull requests and comments, filters, and writes', async () => {
  const { sandbox } = await start({ pulls: [pull(7), pull(8), pull(9)] })
  const octokit = new Octokit({ baseUrl: sandbox.githubApiUrl, auth: 'ghs_token' })
  const pulls = await octokit.paginate(octokit.rest.pulls.list, { ...at, per_page: 1 })
  expect(pulls.map(({ number }) => number)).toEqual([9, 8, 7])
  const ofBranch = await octokit.rest.pulls.list({ ...at, head: 'acme:change-8' })
  expect(ofBranch.data.map(({ number }) => number)).toEqual([8])
  for (const body of ['one', 'two', 'three']) {
    await octokit.rest.issues.createComment({ ...at, issue_number: 7, body })
  }
  const comments = await octokit.paginate(octokit.rest.issues.listComments, {
    ...at,
    issue_number: 7,
    per_page: 2,
  })
  expect(comments.map(({ body }) => body)).toEqual(['one', 'two', 'three'])
})

test("GitHub's SDK reads files by commit, compares commits, and keeps an issue", async () => {
  const [first, second] = ['1'.repeat(40), '2'.repeat(40)]
  const { sandbox } = await start({
    commits: [
      { sha: first, files: { 'apps/a b/spicepod.yaml': 'name: one' } },
      { sha: second, parents: [first], files: { 'apps/a b/spicepod.yaml': 'name: two' } },
    ],
    branches: [{ repository: 'acme/taxi', name: 'main', sha: second }],
  })
  const { rest, paginate } = new Octokit({ baseUrl: sandbox.githubApiUrl, auth: 'ghs_token' })
  const file = { ...at, path: 'apps/a b/spicepod.yaml', ref: first }
  const raw = await rest.repos.getContent({ ...file, mediaType: { format: 'raw' } })
  expect(raw.data).toBe('name: one')
  expect((await rest.repos.getContent({ ...file, ref: 'main' })).data).toMatchObject({
    content: `${Buffer.from('name: two').toString('base64')}\n`,
  })
  const comparison = await rest.repos.compareCommitsWithBasehead({ ...at, basehead: `main...${first}` })
  expect(comparison.data).toMatchObject({ status: 'behind', behind_by: 1 })
  const { data } = await rest.issues.create({ ...at, title: 'Edited', body: 'marker' })
  const issue = { ...at, issue_number: data.number }
  await rest.issues.createComment({ ...issue, body: 'None is edited any more.' })
  await rest.issues.update({ ...issue, state: 'closed', state_reason: 'completed' })
  const found = await paginate(rest.issues.listForRepo, {
    ...at,
    creator: 'github-actions[bot]',
    state: 'all',
  })
  expect(found).toMatchObject([{ number: data.number, state: 'closed', comments: 1, body: 'marker' }])
})

test("GitHub's SDK is refused without a token, and for a pull request that there is not", async () => {
  const { sandbox } = await start({ pulls: [pull(7)] })
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const as = (auth?: string) => new Octokit({ baseUrl: sandbox.githubApiUrl, log, ...(auth && { auth }) })
  const comment = { ...at, body: 'Hello' }
  await expect(as().rest.issues.createComment({ ...comment, issue_number: 7 })).rejects.toMatchObject({
    status: 401,
  })
  await expect(as('x').rest.issues.createComment({ ...comment, issue_number: 6 })).rejects.toMatchObject({
    status: 404,
  })
})
