import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { RefusalError } from '../../src/errors.ts'
import { deadlineIn, systemClock } from '../../src/platform/clock.ts'
import { recover } from '../../src/recovery/recover.ts'
import type { SpiceApi } from '../../src/spice/api.ts'
import { App, ChangedApp } from '../../src/spice/schema.ts'
import { deployment } from '../deployment/deployment.ts'
import { applyTo, spicepodNamed } from './fixture.ts'

const old = { name: 'old' }
/** The form in which Spice Cloud stores it. */
const kept = { name: 'new', version: 'v1' }

/** Pushes a spicepod, which gets this response, and restores the previous one. */
async function pushAndRestore(answer: unknown, read: 'at once' | 'late' | 'never') {
  let held: object = old
  let reads = 0
  const api: Partial<SpiceApi> = {
    async getApp() {
      reads++
      if (reads === 1 && read === 'never')
        throw new RefusalError({ operation: 'getApp', status: 403, message: 'No' })
      const shown = reads === 1 && read === 'late' ? old : held
      return v.parse(App, { id: 7, config: { spicepod: shown } })
    },
    async updateApp(_, { spicepod }) {
      held = typeof spicepod === 'string' ? kept : (spicepod ?? held)
      return v.parse(ChangedApp, answer)
    },
    listDeployments: async () => ({ deployments: [deployment()], serverTimeMs: undefined, tookMs: 0 }),
  }
  const common = {
    api: api as SpiceApi,
    clock: systemClock,
    deadline: deadlineIn(1000, systemClock),
    emit() {},
  }
  const app = v.parse(App, { id: 7, config: { spicepod: old } })
  const { spicepod } = await applyTo(app, { spicepod: spicepodNamed('new') }, common)
  const { recovery } = await recover(
    { mode: 'restore', failed: deployment(), spicepod },
    { ...common, appId: 7, inputs: { requestTimeoutMs: 1000, pollIntervalMs: undefined }, random: () => 0.5 },
  )
  return { recovery, held }
}

test.each([{ success: true }, {}, { id: 7 }])(
  'after the response %j to a push, the previous spicepod is restored, although the app has another form of the pushed one',
  async (answer) => {
    expect(await pushAndRestore(answer, 'at once')).toEqual({ recovery: { kind: 'restored' }, held: old })
  },
)

test.each(['late', 'never'] as const)(
  'if the pushed spicepod is read %s, the change is not attributed to somebody else',
  async (read) => {
    const { recovery, held } = await pushAndRestore({ success: true }, read)
    expect(recovery).toMatchObject({ kind: 'not restored', reason: expect.stringMatching(/did not report/) })
    expect(held).toBe(kept)
  },
)
