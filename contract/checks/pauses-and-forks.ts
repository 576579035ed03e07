import type { Check } from '../check.ts'
import { type Answer, at, listAt } from '../client.ts'
import { expect, expectOk, expectRefusal, expectStatus } from '../expect.ts'
import { forked, paused, pausing, resumed } from '../stages.ts'
import { Unseen } from '../unseen.ts'
import { appIn } from '../world.ts'

/** Forks of an app, and its pause. */
export const pauseAndForkChecks: Readonly<Record<string, Check>> = {
  fork: async (world) => {
    const { answer } = await forked(world)
    const name = at(answer.body, 'config', 'spicepod', 'name')
    return expectStatus(answer, 201) ?? expect(answer, name === 'contract-check', 'another spicepod')
  },
  'fork-secrets': async (world) => {
    const { id } = appIn(await forked(world))
    const secrets = await world.api('GET', `/v1/apps/${id}/secrets`)
    if (!Array.isArray(at(secrets.body, 'secrets')))
      throw new Unseen('the secrets are listed in another form')
    const names = listAt(secrets.body, 'secrets').map((secret) => at(secret, 'name'))
    return expectOk(secrets, names.includes('CONTRACT_CHECK'), 'no such secret')
  },
  'fork-unknown-field': async (world) => expectRefusal((await forked(world)).odd(), 400),
  'forks-list': async (world) => {
    const { answer, list } = await forked(world)
    const ids = listAt(list().body, 'forks').map((fork) => at(fork, 'id'))
    const isListed = answer.status >= 300 || ids.includes(at(answer.body, 'id'))
    return (
      expectOk(list(), Array.isArray(at(list().body, 'forks'))) ??
      expect(list(), isListed, `${ids.length} forks, without the new one`)
    )
  },
  pause: async (world) => {
    const { answer, got } = await pausing(world)
    const isPaused = ({ body }: Answer) => !Number.isNaN(Date.parse(String(at(body, 'paused_at'))))
    return (
      expectStatus(answer, 200) ??
      expect(answer, isPaused(answer)) ??
      expect(got, isPaused(got), `then the app has paused_at ${at(got.body, 'paused_at')}`)
    )
  },
  'pause-again': async (world) => expectRefusal((await paused(world)).again(), 409),
  'pause-deploy': async (world) => expectRefusal((await paused(world)).deploy(), 400, 'spicepod_paused'),
  'pause-instances': async (world) => expectRefusal((await paused(world)).instances(), 409, 'project_paused'),
  resume: async (world) => {
    const { answer, list } = await resumed(world)
    const id = at(answer.body, 'deployment_id')
    const ids = listAt(list().body, 'deployments').map((deployment) => at(deployment, 'id'))
    return (
      expectStatus(answer, 200) ??
      expect(answer, typeof id === 'number') ??
      expect(answer, ids.includes(id), `deployment ${id}, which is not listed`)
    )
  },
}
