import { expect, test } from '@jest/globals'
import { findSource } from '../src/source.ts'
import { deadlineIn, systemClock } from '../src/time.ts'
import { noPayload } from './github/stage.ts'

test('what is deployed is found whatever goes wrong with its message: nobody may be there to hear of it', async () => {
  const found = findSource(
    { commitMessage: 'Fix', githubToken: undefined, workingDirectory: '.' },
    {
      payload: noPayload,
      env: { GITHUB_REF_NAME: 'main', GITHUB_SHA: 'a'.repeat(40) },
      deadline: deadlineIn(1000, systemClock),
      redact: () => {
        throw new TypeError('no text')
      },
    },
  )
  await expect(found).resolves.toEqual({ branch: 'main', commitSha: 'a'.repeat(40) })
})
