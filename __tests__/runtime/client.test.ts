import { expect, jest, test } from '@jest/globals'
import { createRuntimeClient } from '../../src/runtime/client.ts'

/** What a library asks for by the `fetch` that it is given. */
function stage() {
  const fetch = jest.fn<typeof globalThis.fetch>(async () => new Response('{}'))
  const key = 'a-key-of-the-runtime'
  const client = createRuntimeClient({ url: 'https://runtime.example', key, fetch, redact: (text) => text })
  return { client, fetch, key }
}

test('a library asks the runtime with its key', async () => {
  const { client, fetch, key } = stage()
  await client.fetch('https://runtime.example/v1/mcp', { method: 'POST' })
  expect(new Headers(fetch.mock.calls[0]?.[1]?.headers).get('x-api-key')).toBe(key)
})

test.each([
  'https://elsewhere.example/v1/mcp',
  'http://runtime.example/v1/mcp',
  'https://runtime.example:8443/v1/mcp',
  'https://runtime.example.elsewhere.example/v1/mcp',
  'https://runtime.example@elsewhere.example/v1/mcp',
])('and is not let out with it to %s', async (url) => {
  const { client, fetch } = stage()
  for (const input of [url, new URL(url)]) await expect(client.fetch(input)).rejects.toThrow('another host')
  expect(fetch).not.toHaveBeenCalled()
})
