import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { type Outcome, optionsFor, spicepodFor } from '../outcomes.ts'
import { cloudAtNoon, DEPLOYMENTS } from './fixture.ts'

test('conflict: a deployment has to wait until the one of somebody else has begun', async () => {
  const { call, pass } = cloudAtNoon(optionsFor('conflict', 1000))
  expect((await call('POST', DEPLOYMENTS)).status).toBe(409)
  pass(500)
  expect((await call('POST', DEPLOYMENTS)).status).toBe(202)
  pass(1000)
  expect((await call('GET', `${DEPLOYMENTS}/1002`)).body.status).toBe('succeeded')
})

test.each<[Outcome, string, string]>([
  ['stuck-secret', 'secret', 'Secrets: 1 of 1 secret reference(s) could not be resolved:'],
  ['stuck-dataset', 'dataset', 'Error initializing dataset taxi_trips. PostgreSQL connection failed.'],
  ['stuck-model', 'model', 'Failed to load LLM: assistant. insufficient_quota'],
])('%s: the new instance logs which %s keeps it from getting ready', async (outcome, _, text) => {
  const { call, pass } = cloudAtNoon(optionsFor(outcome, 1000))
  const spicepod = parse(readFileSync(spicepodFor(outcome), 'utf8'))
  await call('PUT', '/v1/apps/4711', { body: { spicepod } })
  const { body } = await call('POST', DEPLOYMENTS)
  pass(86_400_000)
  expect((await call('GET', `${DEPLOYMENTS}/${body.id}`)).body.status).toBe('in_progress')
  const { instances } = (await call('GET', '/v1/projects/4711/instances')).body
  expect(instances).toMatchObject([{ status: 'loading' }, { status: 'ready' }])
  const { lines } = (await call('GET', `/v1/projects/4711/instances/${instances[0].name}/logs`)).body
  expect(lines.join('\n')).toContain(text)
})

const goesBad = optionsFor('goes-bad', 1000)

test.each([
  'goes-bad: a dataset of the first deployment goes into error after its success, and none of a later one',
  'goes-bad: it does so again after a reset, which starts with the same options',
])('%s', async () => {
  const { call, pass, cloud } = cloudAtNoon(goesBad)
  const spicepod = parse(readFileSync(spicepodFor('goes-bad'), 'utf8'))
  await call('PUT', '/v1/apps/4711', { body: { spicepod } })
  const statusOfTrips = () => {
    const [app] = cloud.state.apps
    return (
      app &&
      cloud.state
        .instancesOf(app)[0]
        ?.datasets()
        .find(({ name }) => name === 'taxi_trips')?.status
    )
  }
  for (const status of ['Error', 'Ready']) {
    const { body } = await call('POST', DEPLOYMENTS)
    pass(2999)
    expect((await call('GET', `${DEPLOYMENTS}/${body.id}`)).body.status).toBe('succeeded')
    expect(statusOfTrips()).toBe('Ready')
    pass(1)
    expect(statusOfTrips()).toBe(status)
  }
})
