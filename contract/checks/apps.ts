import type { Check } from '../check.ts'
import { at, describe, listAt } from '../client.ts'
import { expect, expectFieldError, expectOk, expectRefusal, expectStatus } from '../expect.ts'
import {
  bare,
  byCname,
  created,
  deleted,
  isStored,
  region,
  SPICEPOD,
  spicepodOf,
  updated,
} from '../stages.ts'
import { appIn, isHttpUrl } from '../world.ts'

/** Creating, reading and changing an app. */
export const appChecks: Readonly<Record<string, Check>> = {
  'create-region': async (world) => {
    const { answer } = await created(world)
    const id = at(answer.body, 'id')
    return expectStatus(answer, 201) ?? expect(answer, typeof id === 'number', `id ${JSON.stringify(id)}`)
  },
  'create-kind': async (world) => {
    const { got } = await bare(world)
    return expectOk(got(), at(got().body, 'kind') === 'managed', `kind ${at(got().body, 'kind')}`)
  },
  'create-endpoint': async (world) => {
    const { got } = await bare(world)
    const endpoint = String(at(got().body, 'endpoint'))
    return expectOk(got(), isHttpUrl(endpoint), `endpoint ${endpoint}`)
  },
  'create-cname': async (world) => {
    const { answer, region } = await byCname(world)
    const place = at(answer.body, 'region')
    return (
      expectStatus(answer, 201) ?? expect(answer, place === region, `region ${place} instead of ${region}`)
    )
  },
  'create-standalone': async (world) => {
    const { answer } = await world.create({})
    const kind = at(answer.body, 'kind')
    return (
      expectStatus(answer, 201) ?? expect(answer, kind !== undefined && kind !== 'managed', `kind ${kind}`)
    )
  },
  'create-namesake': async (world) => expectRefusal((await bare(world)).namesake(), 409),
  'create-long-name': async (world) => {
    const name = `${await world.apps.next()}-${'x'.repeat(20)}`
    return expectFieldError((await world.create({ region: (await region(world)).id }, name)).answer, 'name')
  },
  'api-keys': async (world) => {
    const { id } = appIn(await created(world))
    const answer = await world.api('GET', `/v1/apps/${id}/api-keys`)
    const keys = [at(answer.body, 'api_key'), at(answer.body, 'api_key_2')]
    for (const key of keys) if (typeof key === 'string') world.client.secrets.add(key)
    const isKey = (key: unknown) => key === null || new RegExp(`^${id}\\|[0-9a-f]+$`).test(String(key))
    return expectOk(answer, keys.every(isKey), 'keys of another form')
  },
  'spicepod-text': async (world) => {
    const { text, afterText } = await updated(world)
    const isText = typeof at(afterText().body, 'config', 'spicepod') === 'string'
    return (
      expectStatus(text(), 200) ??
      expect(afterText(), !isText, 'returned as text') ??
      expect(afterText(), isStored(afterText(), SPICEPOD), 'another spicepod')
    )
  },
  'update-merges': async (world) => {
    const answer = (await updated(world)).afterDescription()
    return expectOk(answer, isStored(answer, SPICEPOD), 'the spicepod changed as well')
  },
  'spicepod-replaced': async (world) => {
    const answer = (await updated(world)).afterSpicepod()
    const views = at(spicepodOf(answer), 'views')
    return expectOk(answer, views === undefined, 'the views of the previous spicepod are still there')
  },
  'tags-replaced': async (world) => {
    const { tags, afterTags } = await updated(world)
    const stored = at(afterTags().body, 'tags')
    const isAlone = at(stored, 'second') === 'two' && at(stored, 'first') === undefined
    return expectStatus(tags(), 200) ?? expect(afterTags(), isAlone, `tags ${JSON.stringify(stored)}`)
  },
  'tags-refused': async (world) => {
    const { app } = await updated(world)
    const json = { tags: { first: 'acme/taxi' } }
    return expectRefusal(await world.api('PUT', `/v1/apps/${app.id}`, { json }), 400)
  },
  'config-version': async (world) => {
    const { version, afterVersion } = await updated(world)
    const stored = at(afterVersion().body, 'config', 'version')
    return (
      expectStatus(version(), 200) ?? expect(afterVersion(), stored === '2.x', `config.version ${stored}`)
    )
  },
  delete: async (world) => {
    const { answer } = await deleted(world)
    return expectStatus(answer, 204) ?? expect(answer, answer.text === '', describe(answer))
  },
  'delete-unlisted': async (world) => {
    const { app, list } = await deleted(world)
    const { body } = list()
    const apps = [...listAt(body, 'apps'), ...listAt(body, 'projects')]
    const isListed = apps.some((each) => at(each, 'id') === app.id)
    return expectOk(list(), !isListed, 'the list still has it')
  },
  'delete-gone': async (world) => expectRefusal((await deleted(world)).got(), 404),
  'delete-again': async (world) => expectRefusal((await deleted(world)).again(), 404),
  'name-reused': async (world) => expectStatus((await deleted(world)).reuse(), 201),
  'name-revives': async (world) => {
    const { app, reuse } = await deleted(world)
    const id = appIn({ name: app.name, answer: reuse() }).id
    const got = await world.api('GET', `/v1/apps/${id}`)
    return id === app.id ? expectOk(got, isStored(got, SPICEPOD), 'another spicepod') : 'another id'
  },
}
