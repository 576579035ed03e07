import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import type { Changes } from '../../src/app/changes.ts'
import { writeChanges } from '../../src/app/write.ts'
import { RefusalError } from '../../src/errors.ts'
import type { RunEvent } from '../../src/events.ts'
import type { SpiceApi } from '../../src/spice/api.ts'
import { App } from '../../src/spice/schema.ts'
import { deadlineIn, systemClock } from '../../src/time.ts'

test('a push that an app connected to GitHub refuses is not open, even if an earlier attempt got no answer', async () => {
  const refusal = { operation: 'updateApp', status: 409, message: 'No', code: 'github_connected' } as const
  const api = {
    updateApp: () => Promise.reject(new RefusalError(refusal, { mayHaveWorked: true })),
  } as Partial<SpiceApi> as SpiceApi
  const events: RunEvent[] = []
  const emit = (event: RunEvent) => {
    events.push(event)
  }
  const pod = { path: 'spicepod.yaml', text: 'name: taxi', value: { name: 'taxi' } }
  const written = await writeChanges(
    7,
    v.parse(App, { id: 7, name: 'taxi' }),
    { tags: undefined, spicepod: pod, secrets: [] } as Partial<Changes> as Changes,
    { api, deadline: deadlineIn(1000, systemClock), repository: 'acme/taxi', emit, clock: systemClock },
  )
  expect(written).toEqual({ spicepod: 'connected' })
  expect(events.map(({ type }) => type)).toEqual(['change.sending', 'change.rejected', 'spicepod.connected'])
})
