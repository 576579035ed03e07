import type { Check } from '../check.ts'
import { at, listAt } from '../client.ts'
import { expect, expectOk, expectRefusal, expectStatus } from '../expect.ts'
import { bare, deployed, logPath, redeployed, repaired, replaced, SECRET_VALUE, stuck } from '../stages.ts'
import { Trouble, Unseen } from '../unseen.ts'
import { type OwnApp, stage, type World } from '../world.ts'

const UNRESOLVED = 'Secrets: 1 of 1 secret reference(s) could not be resolved:'
const READY = 'All components are loaded. Spice runtime is ready!'
const RESOLVED = /Secrets: all \d+ secret reference\(s\) resolved\./

const listed = stage(async (world) => {
  const { app } = await deployed(world)
  return { app, answer: await world.api('GET', `/v1/projects/${app.id}/instances`) }
})

/** The instance that serves the first app, and its log. */
const serving = stage(async (world) => {
  const { app, answer } = await listed(world)
  const ready = listAt(answer.body, 'instances').find((instance) => at(instance, 'status') === 'ready')
  const name = at(ready, 'name')
  if (typeof name !== 'string') throw new Trouble('no instance is listed as ready')
  return { app, name, log: await world.note(world.api('GET', logPath(app, name))) }
})

/** The lines of the log of that instance. */
async function linesOf(world: World): Promise<readonly string[]> {
  const { log } = await serving(world)
  const lines = listAt(log().body, 'lines').filter((line) => typeof line === 'string')
  if (lines.length === 0) throw new Unseen('the log has no lines of text')
  return lines
}

/** Instances, their logs, and secrets. */
export const instanceChecks: Readonly<Record<string, Check>> = {
  'instances-none': async (world) =>
    expectRefusal((await bare(world)).instances(), 409, 'project_not_deployed'),
  'instances-list': async (world) => {
    const { answer } = await listed(world)
    const isFull = (each: unknown) =>
      typeof at(each, 'name') === 'string' && !Number.isNaN(Date.parse(String(at(each, 'started_at'))))
    const statuses = listAt(answer.body, 'instances').map((each) => at(each, 'status'))
    const ready = listAt(answer.body, 'instances').filter((each) => at(each, 'status') === 'ready')
    const seen = statuses.length > 0 && ready.length === 0 ? `the statuses ${statuses.join(', ')}` : undefined
    return expectOk(answer, ready.length > 0 && ready.every(isFull), seen)
  },
  'instances-overlap': async (world) => {
    const { overlap } = await redeployed(world)
    if (overlap === undefined) throw new Unseen('the new one was never listed before it served')
    const statuses = listAt(overlap.body, 'instances').map((each) => String(at(each, 'status')))
    const isNewFirst = ['deploying', 'loading'].includes(statuses[0] ?? '')
    return expectOk(overlap, isNewFirst && statuses.length > 1, `the statuses ${statuses.join(', ')}`)
  },
  'instance-annotation': async (world) => {
    const { app, id } = await redeployed(world)
    const answer = await world.runtime(app, 'GET', '/v1/spice_runtime')
    const ids = listAt(answer.body, 'status', 'podStatuses').map((pod) =>
      at(pod, 'annotations', 'spice.ai/deployment-id'),
    )
    return expectOk(answer, ids.includes(String(id)), `the annotations ${JSON.stringify(ids)}`)
  },
  'instance-unknown': async (world) => {
    const { app } = await deployed(world)
    return expectRefusal(await world.api('GET', logPath(app, 'contract-check')), 404, 'instance_not_found')
  },
  'log-lines': async (world) => {
    const { log } = await serving(world)
    const lines = listAt(log().body, 'lines')
    return expectOk(log(), lines.length > 0 && lines.every((line) => typeof line === 'string'))
  },
  'log-format': async (world) => {
    const isEvent = /^\S{0,40}?\d{4}-\d\d-\d\dT[\d:.]+\S{0,40}\s{1,9}\S{0,40}(TRACE|DEBUG|INFO|WARN|ERROR)/
    return (await linesOf(world)).some((line) => isEvent.test(line)) ? undefined : 'lines of another form'
  },
  'log-ready': async (world) => {
    const { log } = await serving(world)
    return expectOk(log(), log().text.includes(READY), 'no such line')
  },
  'log-tail': async (world) => {
    const { app, name } = await serving(world)
    const earlier = (await linesOf(world)).slice(0, -1)
    const answer = await world.api('GET', logPath(app, name, 1))
    const [last, ...others] = listAt(answer.body, 'lines').map(String)
    const isLast = last !== undefined && !earlier.includes(last)
    return expectOk(answer, isLast && others.length === 0, `${others.length + 1} lines, or not the last one`)
  },
  'log-tail-limit': async (world) => {
    const { app, name } = await serving(world)
    const answer = await world.api('GET', logPath(app, name, 1_000_000))
    if (answer.status === 200) throw new Unseen('the plan has no such limit')
    const isTold = at(answer.body, 'code') === 'plan_limit' && typeof at(answer.body, 'max_tail') === 'number'
    return expect(answer, answer.status === 403 && isTold)
  },
  'secret-upsert': async (world) => {
    const { secret } = await repaired(world)
    return expectStatus(secret.first(), 200, 201) ?? expectStatus(secret.again(), 200, 201)
  },
  'secret-masked': async (world) => {
    const answer = (await repaired(world)).secrets()
    const names = listAt(answer.body, 'secrets').map((secret) => at(secret, 'name'))
    if (answer.text.includes(SECRET_VALUE)) return 'the value in clear text'
    return expectOk(answer, names.includes('CONTRACT_CHECK'))
  },
  'secret-name-refused': async (world) => {
    const { app } = await bare(world)
    const json = { name: '1ST', value: SECRET_VALUE }
    return expectRefusal(await world.api('POST', `/v1/apps/${app.id}/secrets`, { json }), 400)
  },
  'secret-missing': async (world) => {
    const { lines } = (await stuck(world)).log
    const isNamed = lines.some((line) => /✗ \$\{\s*secrets:CONTRACT_CHECK\s*\}/.test(line))
    return lines.some((line) => line.includes(UNRESOLVED)) && isNamed
      ? undefined
      : 'other lines about secrets'
  },
  'secret-deployed': async (world) => {
    const { lines } = (await replaced(world)).log
    return lines.some((line) => RESOLVED.test(line)) ? undefined : 'the instance has not resolved it'
  },
  'instance-pinned': async (world) => {
    const { app, name } = await serving(world)
    const known = await pinned(world, app, name)
    return expectStatus(known, 200) ?? expectStatus(await pinned(world, app, 'contract-check'), 404)
  },
}

function pinned(world: World, app: OwnApp, instance: string) {
  const headers = { 'scp-target-instance': instance }
  return world.runtime(app, 'GET', '/v1/datasets?status=true', { headers })
}
