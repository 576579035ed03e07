import { expect, test } from '@jest/globals'
import { type NewApp, toRequest } from '../../src/app/create.ts'

const app: NewApp = {
  name: 'taxi',
  region: 'us-east-1',
  visibility: 'private',
  tags: undefined,
  repository: 'acme/taxi',
}
const rest = { name: 'taxi', region: 'us-east-1', visibility: 'private' }

test.each<[string, Partial<NewApp>, object]>([
  ['the repository', {}, { ...rest, tags: { repository: 'acme_taxi' } }],
  [
    'others beside it',
    { tags: { team: 'data' } },
    { ...rest, tags: { repository: 'acme_taxi', team: 'data' } },
  ],
  [
    'a repository that was given',
    { tags: { repository: 'mine' } },
    { ...rest, tags: { repository: 'mine' } },
  ],
  ['none, and then no member for them', { repository: undefined }, rest],
])('a request for an app has tags of %s', (_, special, body) => {
  expect(toRequest({ ...app, ...special })).toEqual(body)
})
