import { expect, test } from '@jest/globals'
import { findSource } from '../src/source.ts'
import { deadlineIn, systemClock } from '../src/time.ts'
import { noPayload } from './github/stage.ts'

test('a failure to read the commit message does not stop the run', async () => {
  const found = findSource(
    { commitMessage: 'Fix', githubToken: undefined, workingDirectory: '.' },
    {
      payload: noPayload,
      env: { GITHUB_REF_NAME: 'main', GITHUB_SHA: 'a'.repeat(40) },
      deadline: deadlineIn(1000, systemClock),
      redactCredentials: () => {
        throw new TypeError('no text')
      },
    },
  )
  await expect(found).resolves.toEqual({ branch: 'main', commitSha: 'a'.repeat(40) })
})
