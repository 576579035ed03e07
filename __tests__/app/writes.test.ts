import { describe, expect, jest, test } from '@jest/globals'
import * as v from 'valibot'
import type { Changes } from '../../src/app/changes.ts'
import { type Write, writeChanges } from '../../src/app/write.ts'
import { RefusalError } from '../../src/errors.ts'
import { describeLeftBehind, describeWrite, nameWrites } from '../../src/report/writes.ts'
import type { SpiceApi } from '../../src/spice/api.ts'
import { App } from '../../src/spice/schema.ts'
import { deadlineIn, systemClock } from '../../src/time.ts'

const app: Write = { kind: 'app', id: 7, name: 'taxi' }
const tags: Write = { kind: 'tags', keys: ['repository', 'team'] }
const spicepod: Write = { kind: 'spicepod', path: 'pods/taxi.yaml' }
const secret = (name: string): Write => ({ kind: 'secret', name })

describe('what was written', () => {
  test('is a line each in the log', () => {
    expect([app, tags, spicepod, secret('A')].map(describeWrite)).toEqual([
      'Created app taxi (7)',
      'Set tags repository, team',
      'Pushed pods/taxi.yaml',
      'Stored secret A',
    ])
  })

  test.each<[Write[], string]>([
    [[], ''],
    [[app], 'created app taxi (7)'],
    [[{ ...app, id: undefined }], 'created app taxi'],
    [[tags, spicepod, secret('A')], 'set tags repository, team, pushed pods/taxi.yaml, stored secret A'],
    [[secret('A'), secret('B')], 'stored secrets A, B'],
  ])('is a part of a sentence (%#)', (writes, text) => {
    expect(nameWrites(writes)).toBe(text)
  })

  test.each<[Write[], Write | undefined, string]>([
    [[], undefined, ''],
    [[spicepod], undefined, 'Before that it had changed the app: pushed pods/taxi.yaml.'],
    [[], spicepod, 'Whether it pushed pods/taxi.yaml is not known.'],
    [
      [app],
      secret('A'),
      'Before that it had changed the app: created app taxi (7). Whether it stored secret A is not known.',
    ],
  ])('is told with what is open (%#)', (writes, pending, text) => {
    expect(describeLeftBehind(writes, pending)).toBe(text)
  })
})

test('a push that an app connected to GitHub refuses is not open, even if an earlier attempt got no answer', async () => {
  const refusal = { operation: 'updateApp', status: 409, message: 'No', code: 'github_connected' } as const
  const api = {
    updateApp: () => Promise.reject(new RefusalError(refusal, { mayHaveWorked: true })),
  } as Partial<SpiceApi> as SpiceApi
  const heard: string[] = []
  const listener = {
    writing: () => heard.push('writing'),
    wrote: () => heard.push('wrote'),
    withdrawn: () => heard.push('withdrawn'),
    unchanged: jest.fn(),
    connectedToGithub: () => heard.push('connected'),
  }
  const pod = { path: 'spicepod.yaml', text: 'name: taxi', value: { name: 'taxi' } }
  const written = await writeChanges(
    7,
    v.parse(App, { id: 7, name: 'taxi' }),
    { tags: undefined, spicepod: pod, secrets: [] } as Partial<Changes> as Changes,
    { api, deadline: deadlineIn(1000, systemClock), repository: 'acme/taxi', listener, clock: systemClock },
  )
  expect(written).toEqual({ spicepod: 'connected' })
  expect(heard).toEqual(['writing', 'withdrawn', 'connected'])
})
