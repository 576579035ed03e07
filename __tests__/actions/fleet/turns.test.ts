import { expect, test } from '@jest/globals'
import { surveyFleet } from '../../../src/actions/fleet/survey.ts'
import type { SurveyRun } from '../../../src/actions/fleet/trace.ts'
import { deadlineIn, systemClock } from '../../../src/platform/clock.ts'

// A fleet may have a thousand apps, and the work for one of them may be long: a signal is handled between two of them.

const amount = 9
const path = { workingDirectory: 'sandbox', spicepod: 'spicepod.yaml', file: 'sandbox/spicepod.yaml' }
const settings = { channel: undefined, replicas: undefined, imageTag: undefined, secrets: [], with: {} }
const entryOf = (index: number) => ({ app: `app-${index}`, wave: 1, ...path, ...settings })

/** The turns of the event loop while some work goes on, of which the work may ask how many there were. */
async function countTurns(work: (turns: () => number) => Promise<unknown>): Promise<number> {
  let turns = 0
  const watch = () => {
    turns++
    watching = setImmediate(watch)
  }
  let watching = setImmediate(watch)
  await work(() => turns)
  clearImmediate(watching)
  return turns
}

test('a signal is handled between the apps that a fleet judges', async () => {
  const entries = Array.from({ length: amount }, (_, index) => entryOf(index))
  const apps = entries.map(({ app: name }, id) => ({ id, name, config: {} }))
  const judgedIn: number[] = []
  await countTurns(async (turns) => {
    const run = {
      inputs: { name: 'fleet', timeoutMs: 1000, requestTimeoutMs: 1000, deploy: [] },
      api: {
        listApps: async () => apps,
        getApp: async (id: number) => apps[id],
        listDeployments: async () => ({ deployments: [] }),
      },
      env: {},
      clock: systemClock,
      deadline: deadlineIn(60_000, systemClock),
      emit: () => {},
      /** Read first of all for each app. */
      get payload() {
        judgedIn.push(turns())
        return {}
      },
    }
    const fleet = await surveyFleet(entries, run as unknown as SurveyRun)
    expect(fleet.apps.map(({ state }) => state)).toEqual(entries.map(() => 'changed'))
  })
  expect(new Set(judgedIn.slice(-amount)).size).toBe(amount)
})
