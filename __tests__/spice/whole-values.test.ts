import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { planApp } from '../../src/app/plan.ts'
import { readSecrets, readTags } from '../../src/inputs/request.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { renderOutputs } from '../../src/report/outputs.ts'
import { applyTo, nothing } from '../app/fixture.ts'
import { runState } from '../report/run-state.ts'
import { serverOf } from './one-server.ts'

/** Names that every object of JavaScript knows, among others. */
const aKey = fc.constantFrom(
  ...['__proto__', 'prototype', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'],
  ...['toJSON', 'length', 'name', 'value', 'rawJSON', 'a', 'a.b', '<', ' ', 'é'],
)
const aTag = fc.constantFrom('1', '2', '')

/** JSON with such names, a few levels deep. */
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, fc.constantFrom(null, true, 1.5, 'x', ''), tie('map'), tie('list')),
  map: fc.dictionary(aKey, tie('tree')),
  list: fc.array(tie('tree'), { maxLength: 3 }),
}))
const aMap = fc.dictionary(aKey, tree)

const toPairs = (text: string) => text.match(/"(?:[^"\\]|\\.)*"\s*:/g)?.length ?? 0

test('a member of any name in a spicepod is written back as it was read', async () => {
  await fc.assert(
    fc.asyncProperty(aMap, async (spicepod) => {
      const text = JSON.stringify(spicepod)
      const { api, bodies, deadline } = serverOf(`{"id":7,"name":"taxi","config":{"spicepod":${text}}}`)
      const { config } = await api.getApp(7, deadline)
      await api.updateApp(7, { spicepod: config?.spicepod ?? {} }, deadline)
      expect(bodies).toEqual([`{"spicepod":${text}}`])
    }),
    { numRuns: 50 },
  )
})

test('a member of any name in the tags stays when others are set', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(aKey, aTag),
      fc.dictionary(aKey, aTag, { minKeys: 1 }),
      async (held, given) => {
        const { api, bodies, deadline } = serverOf(
          `{"id":7,"name":"taxi","tags":${JSON.stringify({ last: '', ...held })}}`,
        )
        const { tags, problems } = await readTags(JSON.stringify(given))
        expect(problems).toEqual([])
        const app = await api.getApp(7, deadline)
        await applyTo(app, { tags }, { api, deadline, env: { GITHUB_REPOSITORY: 'acme/taxi' } })
        const all = { last: '', ...held, repository: 'acme_taxi', ...given }
        expect(bodies.map((body) => JSON.parse(body))).toEqual([{ tags: all }])
        expect(toPairs(bodies[0] ?? '')).toBe(1 + Object.keys(all).length)

        const [change] = planApp({ id: 7, current: app }, { ...nothing, tags }, {}).changes
        for (const { key, before } of change?.kind === 'tags' ? change.differences : [])
          expect(before).toBe(new Map<string, string>(Object.entries(held)).get(key))
      },
    ),
    { numRuns: 100 },
  )
})

test('a secret of any name is stored', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(
        aKey.filter((key) => /^\w+$/.test(key)),
        aTag,
      ),
      async (given) => {
        const hidden = new Redaction(() => {})
        const { secrets, problems } = await readSecrets(JSON.stringify(given), hidden, '')
        expect(problems).toEqual([])
        expect(secrets.map(({ name, value }) => [name, value])).toEqual(Object.entries(given))
      },
    ),
  )
})

test('a member of any name in a deployment is in its output', async () => {
  await fc.assert(
    fc.asyncProperty(aMap, async (more) => {
      const text = JSON.stringify({ ...more, id: 1, status: 'queued' })
      const { api, deadline } = serverOf(`{"deployments":[${text}]}`)
      const [deployment] = (await api.listDeployments(7, 1, deadline)).deployments
      expect(deployment).toMatchObject({ id: 1, status: 'queued' })
      const state = runState(deployment && { deployment })
      expect(renderOutputs(state, undefined, (shown) => shown).deployment).toBe(text)
    }),
    { numRuns: 50 },
  )
})
