import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { listChanges } from '../../src/app/changes.ts'
import { planApp, planNewApp } from '../../src/app/plan.ts'
import { App } from '../../src/spice/schema.ts'
import { nothing, spicepodOf } from './fixture.ts'

const stored = { name: 'taxi', datasets: [{ name: 'fares' }, { name: 'trips', from: 's3://old' }] }
const app = { id: 7, current: v.parse(App, { id: 7, tags: { team: 'maps' }, config: { spicepod: stored } }) }
const secrets = [
  { name: 'OLD', value: 'a' },
  { name: 'NEW', value: 'b' },
]

test('changes are listed with their components, tags and secrets', () => {
  const spicepod = spicepodOf({ name: 'taxi', datasets: [{ name: 'trips', from: 's3://new' }] })
  const desired = { spicepod, tags: { team: 'data', tier: '1' }, secrets }
  expect(listChanges(planApp(app, desired, {}, new Set(['OLD'])))).toEqual([
    {
      kind: 'tags',
      tags: [
        { name: 'team', before: 'maps', after: 'data' },
        { name: 'tier', before: null, after: '1' },
      ],
    },
    {
      kind: 'spicepod',
      components: [
        { kind: 'dataset', name: 'fares', change: 'removed' },
        { kind: 'dataset', name: 'trips', change: 'changed', keys: ['from'] },
      ],
    },
    { kind: 'secret', name: 'OLD', new: false },
    { kind: 'secret', name: 'NEW', new: true },
  ])
})

test('what is the same is not listed, but secrets are, because they are sent', () => {
  const desired = { spicepod: spicepodOf(stored), tags: { team: 'maps' }, secrets: secrets.slice(0, 1) }
  expect(listChanges(planApp(app, desired, {}))).toEqual([{ kind: 'secret', name: 'OLD', new: null }])
})

test('a spicepod that differs in no component is listed without any', () => {
  const desired = { ...nothing, spicepod: spicepodOf({ ...stored, runtime: { task_history: {} } }) }
  expect(listChanges(planApp(app, desired, {}))).toEqual([{ kind: 'spicepod', components: [] }])
})

test('everything about a new app is new, and its tags are among the changes', () => {
  const newApp = {
    name: 'taxi',
    region: 'us-east-1',
    visibility: 'private',
    defaultAlerts: undefined,
  } as const
  const desired = { spicepod: spicepodOf({ models: [{ name: 'gpt' }] }), tags: undefined, secrets }
  expect(listChanges(planNewApp(newApp, desired, { repository: 'acme_taxi' }))).toEqual([
    { kind: 'tags', tags: [{ name: 'repository', before: null, after: 'acme_taxi' }] },
    { kind: 'spicepod', components: [{ kind: 'model', name: 'gpt', change: 'added' }] },
    { kind: 'secret', name: 'OLD', new: true },
    { kind: 'secret', name: 'NEW', new: true },
  ])
})
