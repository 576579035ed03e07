import { expect, test } from '@jest/globals'
import { UnusableResponseError } from '../../src/platform/http.ts'
import { parseResponse, readRefusal } from '../../src/spice/response.ts'
import { DeploymentList } from '../../src/spice/schema.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 24, 12, 0, seconds)).toISOString()

const parse = (text: string, isUtf8 = true) => parseResponse({ status: 200, text, isUtf8 }, DeploymentList)

test('a response is read if it has the required members, and keeps undescribed ones', () => {
  const raw = { id: 1, status: 'queued', flavour: 'new' }
  const [deployment] = parse(JSON.stringify({ deployments: [raw], next: 'x' }))
  expect(deployment).toMatchObject({ id: 1, status: 'queued', raw })
})

test('a response with deployments keeps the order of the server, whose clocks may differ', () => {
  const deployments = [
    { id: 3, created_at: at(1) },
    { id: 1, created_at: at(2) },
    { id: 2, created_at: null },
  ]
  expect(parse(JSON.stringify({ deployments })).map(({ id }) => id)).toEqual([3, 1, 2])
})

test('a response with an entry that is not a deployment keeps the others', () => {
  const body = { deployments: [null, { status: 'queued' }, 'x', { id: 2 }] }
  expect(parse(JSON.stringify(body))).toMatchObject([{ id: 2, status: 'queued' }])
})

test.each([
  ['', 'an empty body'],
  ['<!DOCTYPE html><title>x</title>', 'an HTML page'],
  ['oops', 'a body that is not JSON'],
  ['{"deployments": [', 'a body that is not JSON'],
  ['{}', 'JSON of an unexpected shape'],
  ['null', 'JSON of an unexpected shape'],
  ['{"deployments": "none"}', 'JSON of an unexpected shape'],
])('a response of %j cannot be used', (body, why) => {
  expect(() => parse(body)).toThrow(UnusableResponseError)
  expect(() => parse(body)).toThrow(`HTTP 200 with ${why}`)
})

test('a response of bytes that are not UTF-8 cannot be used', () => {
  expect(() => parse('{"deployments":[]}', false)).toThrow('HTTP 200 with a body that is not UTF-8')
})

const read = (body: unknown) => readRefusal(typeof body === 'string' ? body : JSON.stringify(body))

test('a refusal has the message, the code and the field errors of the API', () => {
  const details = { fieldErrors: { replicas: ['too many', 'odd'], branch: ['long'] }, formErrors: ['no'] }
  expect(read({ error: 'Invalid', code: 'bad', details })).toEqual({
    message: 'Invalid',
    code: 'bad',
    fieldErrors: ['replicas: too many, odd', 'branch: long', 'no'],
  })
})

test.each([
  ['RFC 6749', { error: 'invalid_client', error_description: 'No client' }, 'invalid_client: No client'],
  ['a message', { message: 'No' }, 'No'],
  ['JSON as text', '{"error":"No"}', 'No'],
  ['text', '  Blocked by a proxy \n', 'Blocked by a proxy'],
  ['a web page', '<html><h1>403</h1></html>', 'an HTML page'],
  ['null', null, ''],
  ['JSON that is a text', '"No"', 'No'],
  ['an empty text', '', ''],
  ['nothing in an object', {}, ''],
  ['members that are empty', { error: null, message: '' }, ''],
  ['a message in an error', { error: { message: 'No', code: 'odd' } }, 'No'],
  ['a list of messages', { message: ['No', 'never'] }, 'No, never'],
  ['a list of errors', { errors: ['No', 'never'] }, 'No'],
  ['a list of errors with messages', { errors: [{ message: 'No', field: 'branch' }] }, 'branch: No'],
  ['errors by field', { errors: { branch: 'No' } }, 'branch: No'],
  ['problem+json', { type: 'about:blank', title: 'Forbidden', status: 403, detail: 'No' }, 'Forbidden: No'],
  ['problem+json that repeats itself', { title: 'No', detail: 'No' }, 'No'],
  ['details as text', { details: 'No' }, 'No'],
  ['an array', [1], '[1]'],
  ['no known form', { failure: { reason: 7 } }, '{"failure":{"reason":7}}'],
])('a refusal is read from %s', (_, data, message) => {
  expect(read(data).message).toBe(message)
})

const oneInvalid = { fieldErrors: { replicas: 7, branch: ['long'] }, formErrors: ['no'] }

test.each([
  ['a field error that is one text', { fieldErrors: { title: 'too long' } }, ['title: too long']],
  ['valid field errors next to an invalid one', oneInvalid, ['branch: long', 'no']],
  ['details that are text', 'the branch is gone', ['the branch is gone']],
  ['details of another form', { reason: 'the branch is gone' }, ['reason: the branch is gone']],
])('a refusal has %s', (_, details, fieldErrors) => {
  expect(read({ error: 'Invalid', details })).toMatchObject({ message: 'Invalid', fieldErrors })
})

test('a refusal of an unknown form is shortened after its secrets are hidden', () => {
  const { message } = read(`${'x'.repeat(998)}y${'z'.repeat(5000)}`)
  expect(message).toHaveLength(1000)
  expect(message).toMatch(/xy…$/)
})
