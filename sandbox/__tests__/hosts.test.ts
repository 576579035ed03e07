import { request } from 'node:http'
import { expect, test } from '@jest/globals'
import { isOwnHost } from '../hosts.ts'
import { startSandbox } from '../server.ts'

const local = { host: '127.0.0.1', port: 4000, allowedHosts: ['cloud.example'] }

test.each([
  ['127.0.0.1:4000', true],
  ['localhost:4000', true],
  ['[::1]:4000', true],
  ['127.0.0.1:4001', false],
  ['127.0.0.1', false],
  ['evil.example:4000', false],
  ['127.0.0.1.evil.example:4000', false],
  ['localhost.evil.example:4000', false],
  ['cloud:4000', false],
  ['evil.example@127.0.0.1:4000', false],
  ['', false],
  [undefined, false],
  ['cloud.example', true],
  ['CLOUD.example:8080', true],
  ['sub.cloud.example:4000', false],
])('a sandbox that listens on this machine answers to %s: %s', (header, expected) => {
  expect(isOwnHost(header, local)).toBe(expected)
})

test.each([
  ['localhost:8080', true],
  ['cloud:4000', true],
  ['172.18.0.2:4000', true],
  ['cloud.example:80', true],
  ['evil.example:4000', false],
])('a sandbox that listens everywhere answers to %s: %s', (header, expected) => {
  expect(isOwnHost(header, { ...local, host: '0.0.0.0' })).toBe(expected)
})

/** The status of a request with a `Host` of its own, which `fetch` does not set. */
function statusOf(url: string, host: string): Promise<number | undefined> {
  return new Promise((done, fail) => {
    const sent = request(url, { headers: { host } }, (response) => {
      response.resume()
      done(response.statusCode)
    })
    sent.on('error', fail).end()
  })
}

test('another host gets nothing of the API, its control, GitHub and the runtime', async () => {
  const sandbox = await startSandbox({ runtime: {} })
  try {
    const { url, runtimeUrl, githubApiUrl } = sandbox
    for (const place of [
      `${url}/v1/health`,
      `${url}/_sandbox/state`,
      `${githubApiUrl}/repos/acme/taxi`,
      `${runtimeUrl}/health`,
    ]) {
      expect(await statusOf(place, 'evil.example')).toBe(403)
      expect(await statusOf(place, new URL(place).host)).not.toBe(403)
    }
  } finally {
    await sandbox.close()
  }
})
