import type { Check } from '../check.ts'
import { at } from '../client.ts'
import { expectOk, expectRefusal } from '../expect.ts'
import { bare } from '../stages.ts'

/** No monitor has this id. */
const UNKNOWN_MONITOR = '00000000-0000-4000-8000-000000000000'

/** Monitors (alerts) of an app. None of these creates one. */
export const monitorChecks: Readonly<Record<string, Check>> = {
  'monitors-list': async (world) => {
    const { app } = await bare(world)
    const answer = await world.api('GET', `/v1/projects/${app.id}/monitors`)
    return expectOk(answer, Array.isArray(at(answer.body, 'monitors')))
  },
  'monitors-alias': async (world) => {
    const { app } = await bare(world)
    const answer = await world.api('GET', `/v1/apps/${app.id}/monitors`)
    return expectOk(answer, Array.isArray(at(answer.body, 'monitors')))
  },
  'monitor-unknown': async (world) => {
    const { app } = await bare(world)
    return expectRefusal(await world.api('GET', `/v1/projects/${app.id}/monitors/${UNKNOWN_MONITOR}`), 404)
  },
}
