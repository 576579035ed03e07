import { expect, test } from '@jest/globals'
import { InputError } from '../../src/core/errors.ts'
import { readInputs } from '../../src/inputs/inputs.ts'
import { describeProbe, type Probe, toProbes } from '../../src/inputs/probes.ts'
import { runnerOf } from './given.ts'

/** Inputs by the names that they have in the program. */
type GivenProbes = Readonly<Record<string, string>>

const nameOf = (key: string) => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function parse(given: GivenProbes): { probes: readonly Probe[]; problems: readonly string[] } {
  const entries = Object.entries(given).map(([key, text]) => [nameOf(key), text])
  const runner = runnerOf({ 'app-id': '4711', 'api-token': 'token', ...Object.fromEntries(entries) })
  try {
    return { probes: toProbes(readInputs(runner).inputs), problems: [] }
  } catch (error) {
    if (error instanceof InputError) return { probes: [], problems: error.problems }
    throw error
  }
}

test('a probe is called by its kind, and one of a table by its name as well', () => {
  expect(describeProbe({ kind: 'sql', sql: 'SELECT 1' })).toBe('sql')
  expect(describeProbe({ kind: 'table', table: 'trips' })).toBe('table:trips')
})

test.each<GivenProbes>([
  {},
  { testSql: '', testNsql: ' ', testChat: '\n', testMcpTool: '' },
  { testChatModel: 'gpt' },
  { testMcpArguments: '{}' },
  { testMcpArguments: '{"limit":5}' },
])('no probe is set by %j', (given) => {
  expect(parse(given)).toEqual({ probes: [], problems: [] })
})

test('a model and arguments are optional for some probes', () => {
  expect(parse({ testNsql: 'How many?', testMcpTool: 'list_datasets' }).probes).toEqual([
    { kind: 'nsql', query: 'How many?' },
    { kind: 'mcp', tool: 'list_datasets', arguments: {} },
  ])
})

const messages = [{ role: 'system', content: 'Be brief.' }]
const bodyOf = (body: object, testChatModel = '') =>
  parse({ testChat: JSON.stringify(body), testChatModel }).probes

test('a chat as JSON may specify its own model', () => {
  expect(bodyOf({ model: 'own', messages, temperature: 0 }, 'gpt')).toEqual([
    { kind: 'chat', body: { model: 'own', messages, temperature: 0 } },
  ])
})

test('a chat as JSON may take its model from the input', () => {
  expect(bodyOf({ messages }, 'gpt')).toEqual([{ kind: 'chat', body: { messages, model: 'gpt' } }])
})

test('a chat as JSON is not streamed', () => {
  expect(bodyOf({ model: 'own', messages, stream: true, stream_options: {} })).toEqual([
    { kind: 'chat', body: { model: 'own', messages } },
  ])
})

const searchRule = '`test-search` must be a JSON object with `text`, but it is'
const chatRule = '`test-chat` must be a prompt, or a JSON object with `messages`, but it is'
const modelRule = '`test-chat-model` is required when `test-chat` does not specify a model.'

test.each<[GivenProbes, string]>([
  [{ testSearch: '{not json' }, `${searchRule} \`{not json\`.`],
  [{ testSearch: 'refunds' }, `${searchRule} \`refunds\`.`],
  [{ testSearch: '{"text":" "}' }, `${searchRule} \`{"text":" "}\`.`],
  [{ testSearch: 'x'.repeat(70) }, `${searchRule} \`${'x'.repeat(59)}…\`.`],
  [{ testChat: '{"model":"gpt"}' }, `${chatRule} \`{"model":"gpt"}\`.`],
  [{ testChat: 'Hello' }, modelRule],
  [{ testChat: '{"messages":[{}],"model":""}' }, modelRule],
  [
    { testMcpTool: 'sql', testMcpArguments: '[1]' },
    '`test-mcp-arguments` must be a JSON object, but it is `[1]`.',
  ],
  [{ testMcpArguments: 'null' }, '`test-mcp-arguments` must be a JSON object, but it is `null`.'],
])('the problem with %j is reported', (given, problem) => {
  expect(parse(given)).toEqual({ probes: [], problems: [problem] })
})
