import type { Check } from '../check.ts'
import { type Answer, at, describe, listAt } from '../client.ts'
import { expect, expectOk, expectRefusal, expectStatus } from '../expect.ts'
import { bare, COMMIT, deployed, redeployed, repaired, replaced, started, stuck } from '../stages.ts'
import { Unseen } from '../unseen.ts'
import type { World } from '../world.ts'

/** Deployments of an app, and the list of them. */
export const deploymentChecks: Readonly<Record<string, Check>> = {
  'deploy-nothing': async (world) => expectRefusal((await bare(world)).deploy(), 400),
  'deploy-accepted': async (world) => {
    const { create } = await started(world)
    const [id, status] = [at(create.body, 'id'), at(create.body, 'status')]
    const isWhole = typeof id === 'number' && status === 'queued'
    return expectStatus(create, 202) ?? expect(create, isWhole, `id ${JSON.stringify(id)}, status ${status}`)
  },
  'deploy-commit': async (world) => {
    const { deployment } = await redeployed(world)
    const lost = Object.entries(COMMIT).filter(([name, value]) => at(deployment, name) !== value)
    const seen = lost.map(([name]) => `${name} ${JSON.stringify(at(deployment, name))}`)
    return seen.length === 0 ? undefined : seen.join(', ')
  },
  'deploy-queued-409': async (world) => {
    const { again, waiting } = await redeployed(world)
    if (again().status < 300 && waiting !== 'queued') throw new Unseen('the first one had started already')
    return expectRefusal(again(), 409)
  },
  'deploy-in-progress': async (world) => {
    const { before, create } = await repaired(world)
    if (before !== 'in_progress') throw new Unseen(`the first one was ${before}`)
    return expectStatus(create(), 200, 201, 202)
  },
  'deploy-superseded': async (world) => {
    const { before } = await repaired(world)
    if (before !== 'in_progress') throw new Unseen(`the first one was ${before}`)
    const { status } = await replaced(world)
    return status === 'created' ? undefined : `the status ${status}`
  },
  'deploy-stuck': async (world) => {
    const { statuses } = await stuck(world)
    return statuses.every((status) => status === 'in_progress')
      ? undefined
      : `the status ${statuses.join(', ')}`
  },
  'deployment-single': async (world) => {
    const { app, id } = await deployed(world)
    const answer = await world.api('GET', `/v1/apps/${app.id}/deployments/${id}`)
    return expectOk(answer, at(answer.body, 'id') === id)
  },
  'deployments-order': async (world) => {
    const { id, firstId } = await redeployed(world)
    const { answer, ids } = await list(world, '')
    return expectOk(answer, ids.indexOf(id) === 0 && ids.includes(firstId), 'in another order')
  },
  'deployments-limit': async (world) => {
    const { answer, ids } = await list(world, '?limit=1')
    return expectOk(answer, ids.length === 1, `${ids.length} deployments with limit=1`)
  },
  'deployment-logs': async (world) => {
    const { app, id } = await deployed(world)
    const answer = await world.api('GET', `/v1/apps/${app.id}/deployments/${id}/logs`)
    return expectOk(answer, Array.isArray(at(answer.body, 'logs')), describe(answer))
  },
}

/** The deployments of the first app, of which there are at least two, all of them good. */
async function list(world: World, query: string): Promise<{ answer: Answer; ids: readonly unknown[] }> {
  const { app } = await redeployed(world)
  const answer = await world.api('GET', `/v1/apps/${app.id}/deployments${query}`)
  return { answer, ids: listAt(answer.body, 'deployments').map((deployment) => at(deployment, 'id')) }
}
