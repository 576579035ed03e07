import { json, type Reply } from '../answer.ts'
import { membersOf } from '../runtime/json.ts'
import type { Forge } from './forge.ts'
import { idOf } from './objects.ts'
import type { GithubCall } from './reply.ts'

/** The GraphQL API of GitHub, as far as anything asks it. It answers its own errors with 200. */
export function answerGraphql(forge: Forge, { body }: GithubCall): Reply {
  const { account } = forge
  const { query } = membersOf(body)
  if (typeof query !== 'string')
    return json(200, { errors: [{ message: 'A query attribute must be specified.' }] })
  if (/^\s*(?:query\s*)?\{\s*viewer\s*\{\s*login\s*\}\s*\}\s*$/.test(query)) {
    return json(200, { data: { viewer: { login: account.login } } })
  }
  const asked =
    /^\s*(?:query\s*)?\{\s*repository\(owner:\s*("[^"]*"),\s*name:\s*("[^"]*")\)\s*\{(.*)\}\s*\}\s*$/s.exec(
      query,
    )
  if (asked) return answerObjects(forge, asked.slice(1))
  return json(200, { errors: [{ message: 'The sandbox does not know this query.' }] })
}

/** The ids of files at commits: `object(expression: "sha:path") { oid }`, each with an alias. */
function answerObjects(forge: Forge, [owner = '', name = '', fields = '']: string[]): Reply {
  const repository = `${JSON.parse(owner)}/${JSON.parse(name)}`
  const { contents = forge.access } = forge.permissions
  if (contents === 'none') {
    const message = `Could not resolve to a Repository with the name '${repository}'.`
    return json(200, {
      data: { repository: null },
      errors: [{ type: 'NOT_FOUND', path: ['repository'], message }],
    })
  }
  const pattern = /(?<!\w)(\w{1,40}): ?object\(expression: ?("(?:[^"\\]|\\.)*")\) ?\{ ?oid ?\}/g
  const objects = Array.from(fields.matchAll(pattern), ([, alias = '', expression = '']) => {
    const [ref = '', ...path] = String(JSON.parse(expression)).split(':')
    const sha = forge.resolve(repository, ref)
    const file = sha && forge.history.filesAt(repository, sha)?.get(path.join(':'))
    return [alias, file === undefined || file === '' ? null : { oid: idOf(file) }]
  })
  if (fields.replaceAll(pattern, '').trim() !== '') {
    return json(200, { errors: [{ message: 'The sandbox does not know this field.' }] })
  }
  return json(200, { data: { repository: Object.fromEntries(objects) } })
}
