import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { RefusalError } from '../../src/errors.ts'
import type { RunEvent } from '../../src/events.ts'
import { deadlineIn, systemClock } from '../../src/platform/clock.ts'
import type { SpiceApi } from '../../src/spice/api.ts'
import { App } from '../../src/spice/schema.ts'
import { applyTo, spicepodNamed } from './fixture.ts'

test('a push that is rejected because the app is connected to GitHub is not unconfirmed, even if an earlier attempt got no response', async () => {
  const refusal = { operation: 'updateApp', status: 409, message: 'No', code: 'github_connected' } as const
  const api = {
    updateApp: () => Promise.reject(new RefusalError(refusal, { mayHaveWorked: true })),
  } as Partial<SpiceApi> as SpiceApi
  const events: RunEvent[] = []
  const emit = (event: RunEvent) => {
    events.push(event)
  }
  const app = v.parse(App, { id: 7, name: 'taxi' })
  const { spicepod: result } = await applyTo(
    app,
    { spicepod: spicepodNamed('taxi') },
    { api, deadline: deadlineIn(1000, systemClock), emit },
  )
  expect(result).toEqual({ kind: 'connected' })
  expect(events.map(({ type }) => type)).toEqual(['change.sending', 'change.rejected', 'spicepod.connected'])
})
