import { json, type Reply } from '../answer.ts'
import { membersOf } from '../runtime/json.ts'
import type { Forge } from './forge.ts'
import type { GithubCall } from './reply.ts'

/** The GraphQL API of GitHub, as far as anything asks it. It answers its own errors with 200. */
export function answerGraphql({ account }: Forge, { body }: GithubCall): Reply {
  const { query } = membersOf(body)
  if (typeof query !== 'string')
    return json(200, { errors: [{ message: 'A query attribute must be specified.' }] })
  if (/^\s*(?:query\s*)?\{\s*viewer\s*\{\s*login\s*\}\s*\}\s*$/.test(query)) {
    return json(200, { data: { viewer: { login: account.login } } })
  }
  return json(200, { errors: [{ message: 'The sandbox does not know this query.' }] })
}
