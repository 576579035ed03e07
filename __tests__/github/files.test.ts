import { tmpdir } from 'node:os'
import { expect, test } from '@jest/globals'
import { RepositoryFiles } from '../../src/github/files.ts'
import { systemClock as clock } from '../../src/platform/clock.ts'

const file = { commitSha: 'a'.repeat(40), path: 'spicepod.yaml' }

test.each([
  ['GitHub', 'https://github.example/api/v3'],
  ['Gitea', 'https://gitea.example/api/v1'],
])('nothing is asked of %s once the time is up', async (forge, GITHUB_API_URL) => {
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = async (url) => {
    asked.push(String(url))
    return Response.json({})
  }
  const env = { GITHUB_API_URL, GITHUB_REPOSITORY: 'acme/taxi', GITHUB_WORKSPACE: tmpdir() }
  const run = { token: 'a token', env, fetch, clock, remainingMs: () => 0 }
  const files = new RepositoryFiles(tmpdir(), run)
  await files.find([file])
  await expect(files.read(file)).rejects.toThrow()
  expect([asked, files.idOf(file)]).toEqual([[], undefined])
  expect(files.why).toBe(forge === 'GitHub' ? 'the time was up' : '')
})
