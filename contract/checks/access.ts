import { UNKNOWN_ID } from '../apps.ts'
import type { Check } from '../check.ts'
import { type Answer, at, listAt } from '../client.ts'
import { expect, expectOk, expectRefusal } from '../expect.ts'
import { region } from '../stages.ts'
import { Unseen } from '../unseen.ts'

/** Tokens, refusals, and what an organization has. None of these creates anything. */
export const accessChecks: Readonly<Record<string, Check>> = {
  'token-json': async ({ client }) => {
    const { clientId, clientSecret, tokenUrl } = client.target
    if (!clientId || !clientSecret) throw new Unseen('there are no client credentials')
    const json = { client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' }
    const answer = await client.send('POST', tokenUrl, { json })
    const token = at(answer.body, 'access_token')
    if (typeof token === 'string') client.secrets.add(token)
    const [type, life] = [at(answer.body, 'token_type'), at(answer.body, 'expires_in')]
    const isBearer = String(type).toLowerCase() === 'bearer'
    const seen = `token_type ${type}, expires_in ${JSON.stringify(life)}`
    return expectOk(answer, isBearer && typeof life === 'number', seen)
  },
  'token-refused': async ({ client }) => {
    const json = { client_id: 'contract-check', client_secret: 'none', grant_type: 'client_credentials' }
    const answer = await client.send('POST', client.target.tokenUrl, { json })
    return expect(answer, answer.status === 401 && typeof at(answer.body, 'error') === 'string')
  },
  'token-invalid': async (world) => {
    const answer = await world.api('GET', '/v1/apps', { token: 'contract-check' })
    return expect(answer, answer.status === 401 && typeof at(answer.body, 'error') === 'string')
  },
  'org-blank': async (world) => {
    const answer = await world.api('GET', '/v1/apps', { headers: { 'X-Org-Name': '' } })
    return expectRefusal(answer, 400, 'invalid_org_assertion')
  },
  orgs: async (world) => {
    const answer = await world.api('GET', '/v1/orgs')
    const orgs = listAt(answer.body, 'orgs')
    const isOrg = (org: unknown) => typeof at(org, 'id') === 'number' && typeof at(org, 'name') === 'string'
    return expectOk(answer, orgs.length > 0 && orgs.every(isOrg))
  },
  regions: async (world) => {
    const { answer } = await region(world)
    const regions = listAt(answer.body, 'regions')
    const defaults = regions.filter((each) => at(each, 'isDefault') === true)
    const isNamed = regions.length > 0 && regions.every((each) => typeof at(each, 'region') === 'string')
    const seen = isNamed ? `${defaults.length} of them are defaults` : undefined
    return expectOk(answer, isNamed && defaults.length === 1, seen)
  },
  'images-default': async (world) => {
    const answer = await world.api('GET', '/v1/container-images')
    const tags = listAt(answer.body, 'images').map((image) => at(image, 'tag'))
    const proposed = at(answer.body, 'default')
    return expectOk(answer, tags.includes(proposed), `default ${proposed}, and ${tags.length} other tags`)
  },
  'rate-headers': async (world) => {
    const { headers } = await world.api('GET', '/v1/apps')
    const names = [...headers.keys()].filter((name) => name.includes('ratelimit'))
    return names.length === 0 ? undefined : `the headers ${names.join(', ')}`
  },
  'apps-list': async (world) => {
    const answer = await world.api('GET', '/v1/apps')
    return expectOk(answer, Array.isArray(at(answer.body, 'apps')))
  },
  'projects-list': async (world) => {
    const [apps, projects] = [await world.api('GET', '/v1/apps'), await world.api('GET', '/v1/projects')]
    const other = expectOk(projects, Array.isArray(at(projects.body, 'projects')))
    const idsIn = (answer: Answer, name: string) => listAt(answer.body, name).map((entry) => at(entry, 'id'))
    const [ids, appIds] = [idsIn(projects, 'projects'), idsIn(apps, 'apps')]
    const isSame = ids.length === appIds.length && appIds.every((id) => ids.includes(id))
    // How the other list is called is another statement.
    if (other === undefined && !Array.isArray(at(apps.body, 'apps')))
      throw new Unseen('there is no list of apps')
    return other ?? expect(projects, isSame, `${ids.length} projects, and ${appIds.length} apps`)
  },
  'app-unknown': async (world) => expectRefusal(await world.api('GET', `/v1/apps/${UNKNOWN_ID}`), 404),
}
