import { expect, test } from '@jest/globals'
import { checkManifest } from '../../src/features/checks/spicepod.ts'
import { SpicepodDocument } from '../../src/spicepod/document.ts'
import type { Spicepod } from '../../src/spicepod/spicepod.ts'
import { applyTo } from '../app/fixture.ts'
import { serverOf } from '../spice/one-server.ts'

const head = 'version: v1\nkind: Spicepod\nname: taxi\n'

/** What a run sends that pushes a spicepod to an app which holds another, given as JSON. */
async function push(yaml: string, held: string) {
  const manifest = checkManifest(new SpicepodDocument(head + yaml))
  if (manifest.kind === 'bad') throw new Error(manifest.faults[0]?.text)
  const file = 'spicepod.yaml'
  const locate = () => ({ file, line: 1, column: 1 })
  const spicepod: Spicepod = { path: file, text: head + yaml, value: manifest.value, locate }
  const json = `{"version":"v1","kind":"Spicepod","name":"taxi",${held}}`
  const { api, bodies, deadline } = serverOf(`{"id":7,"name":"taxi","config":{"spicepod":${json}}}`)
  const { spicepod: result } = await applyTo(await api.getApp(7, deadline), { spicepod }, { api, deadline })
  return { bodies, result, json, api, deadline }
}

test.each([
  ['x: 1', '"x":1.0'],
  ['x: 1e16', '"x":10000000000000000'],
  ['x: 0.1', '"x":0.1000000000000000055511151231257827'],
  ['x: 0.30000000000000004', '"x":0.30000000000000004'],
  ['x: 9007199254740993', '"x":9007199254740993'],
  ['x: 0xFFFFFFFFFFFFFFFF', '"x":18446744073709551615'],
  ['a: &a {b: 1}\nx: {<<: *a, c: 2}', '"a":{"b":1},"x":{"b":1,"c":2}'],
  ['a: &a {b: 1}\nx: {<<: *a, c: 2}', '"a":{"b":1},"x":{"<<":{"b":1},"c":2}'],
  ['a: &a {b: 1}\nx: {<<: [*a, {b: 2, d: 3}]}', '"a":{"b":1},"x":{"<<":[{"b":1},{"b":2,"d":3}]}'],
])('a spicepod that the app has is not pushed again: %j equals %j', async (yaml, held) => {
  expect((await push(yaml, held)).bodies).toEqual([])
})

test.each([
  ['x: 9007199254740993', '"x":9007199254740992'],
  ['x: 18446744073709551615', '"x":18446744073709551616'],
  ['x: 9007199254740993', '"x":{"rawJSON":"9007199254740993"}'],
  ['9007199254740993: 1', '"9007199254740992":1'],
  ['a: &a {b: 1}\nx: {<<: *a, b: 2}', '"a":{"b":1},"x":{"b":1}'],
  ['x: {__proto__: 1}', '"x":{}'],
  ['x: 1', '"x":[1e400,-1e400,1e-400,123456789012345678000,1.12345678901234567890123457,-1.5]'],
])('a spicepod that differs is pushed: %j does not equal %j', async (yaml, held) => {
  const { bodies, result, json, api, deadline } = await push(yaml, held)
  expect(bodies).toEqual([JSON.stringify({ spicepod: head + yaml })])
  // As a restore writes it.
  const previous = result.kind === 'pushed' ? result.previous : undefined
  await api.updateApp(7, { spicepod: previous ?? {} }, deadline)
  expect(bodies[1]).toBe(`{"spicepod":${json}}`)
})
