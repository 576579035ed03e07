import { expect, test } from '@jest/globals'
import { planApp } from '../../src/app/plan.ts'
import { readSecrets, readTags } from '../../src/inputs/request.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { renderOutputs } from '../../src/report/outputs.ts'
import { applyTo, nothing } from '../app/fixture.ts'
import { runState } from '../report/run-state.ts'
import { serverOf } from './one-server.ts'

/** Names that every object of JavaScript knows, among others. */
const names = [
  ...['__proto__', 'prototype', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__'],
  ...['toJSON', 'length', 'name', 'value', 'rawJSON', 'a', 'a.b', '<', ' ', 'é'],
]

/** JSON with a member of each of these names. */
const write = (of: readonly string[], toValue: (name: string, index: number) => unknown) =>
  `{${of.map((name, index) => `${JSON.stringify(name)}:${JSON.stringify(toValue(name, index))}`)}}`
/** Maps in a list in a map. */
const deep = write(names, (name) => [JSON.parse(write([name], () => 1.5)), name, null, true, ''])

test('a member of any name in a spicepod is written back as it was read', async () => {
  const { api, bodies, deadline } = serverOf(`{"id":7,"name":"taxi","config":{"spicepod":${deep}}}`)
  const { config } = await api.getApp(7, deadline)
  await api.updateApp(7, { spicepod: config?.spicepod ?? {} }, deadline)
  expect(bodies).toEqual([`{"spicepod":${deep}}`])
})

test.each(names)('a tag with the name %j stays when others are set, and can be set', async (name) => {
  const others = names.filter((each) => each !== name)
  for (const [held, given] of [
    [names, [name]],
    [[name], others],
    [others, [name]],
  ] as const) {
    const before = write(held, () => '1')
    const { api, bodies, deadline } = serverOf(`{"id":7,"name":"taxi","tags":${before}}`)
    const { tags, problems } = await readTags(write(given, () => '2'))
    expect(problems).toEqual([])
    const app = await api.getApp(7, deadline)
    await applyTo(app, { tags }, { api, deadline, env: { GITHUB_REPOSITORY: 'acme/taxi' } })
    const all = new Map([
      ...held.map((each) => [each, '1']),
      ['repository', 'acme_taxi'],
      ...given.map((each) => [each, '2']),
    ] as [string, string][])
    expect(bodies).toEqual([`{"tags":${write([...all.keys()], (each) => all.get(each))}}`])
    const [change] = planApp({ id: 7, current: app }, { ...nothing, tags }, {}).changes
    for (const { key, before } of change?.kind === 'tags' ? change.differences : [])
      expect(before).toBe((held as readonly string[]).includes(key) ? '1' : undefined)
  }
})

test('a secret of any name is stored', async () => {
  const secretNames = names.filter((name) => /^\w+$/.test(name))
  const given = write(secretNames, (name) => `value of ${name}`)
  const { secrets, problems } = await readSecrets(given, new Redaction(() => {}), '')
  expect(problems).toEqual([])
  expect(secrets.map(({ name, value }) => [name, value])).toEqual(
    secretNames.map((name) => [name, `value of ${name}`]),
  )
})

test('a member of any name in a deployment is in its output', async () => {
  const text = `${deep.slice(0, -1)},"id":1,"status":"queued"}`
  const { api, deadline } = serverOf(`{"deployments":[${text}]}`)
  const [deployment] = (await api.listDeployments(7, 1, deadline)).deployments
  expect(deployment).toMatchObject({ id: 1, status: 'queued' })
  const state = runState(deployment && { deployment })
  expect(renderOutputs(state, undefined, (shown) => shown).outputs.deployment).toBe(text)
})
