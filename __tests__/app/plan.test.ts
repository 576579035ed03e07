import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import * as v from 'valibot'
import {
  countDifferences,
  isUnfinishedFork,
  planApp,
  planFork,
  planNewApp,
  replan,
} from '../../src/app/plan.ts'
import type { DesiredApp } from '../../src/inputs/request.ts'
import { App } from '../../src/spice/schema.ts'
import { nothing, spicepodNamed } from './fixture.ts'

const acme = { repository: 'acme_taxi', repository_id: '42' }
const newApp = { name: 'taxi', region: 'us-east-1', visibility: 'private', defaultAlerts: undefined } as const
const someTags = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'),
  fc.constantFrom('1', '2', ''),
)

/** The tags that a plan writes to an app; undefined if it writes none. */
function tagsWritten(current: object | null | undefined, tags: Readonly<Record<string, string>>) {
  const app = v.parse(App, { id: 7, tags: current })
  const [change] = planApp({ id: 7, current: app }, { ...nothing, tags }, {}).changes
  return change?.kind === 'tags' ? change.update?.tags : undefined
}

test.each<[string, Record<string, string> | undefined, Record<string, string>]>([
  ['its repository', undefined, acme],
  ['its repository and the given ones', { team: 'data' }, { ...acme, team: 'data' }],
  ['another repository if that is given', { repository: 'mine' }, { ...acme, repository: 'mine' }],
  ['another ID if that is given', { repository_id: '7' }, { ...acme, repository_id: '7' }],
])('a new app is created with tags for %s', (_, tags, all) => {
  expect(planNewApp(newApp, { ...nothing, tags }, acme).creation?.request).toEqual({ ...newApp, tags: all })
})

test('a new app is created without tags if there are none', () => {
  expect(planNewApp(newApp, nothing, {}).creation?.request).toEqual(newApp)
})

test('tags that a new app is created with are not set again', () => {
  const { changes } = planNewApp(newApp, { ...nothing, tags: { team: 'data' } }, acme)
  expect(changes).toMatchObject([{ kind: 'tags', differences: [], update: undefined }])
})

test("a new app may go without the action's own tag, and not without the requested ones", () => {
  const planWith = (tags: Record<string, string> | undefined) =>
    planNewApp(newApp, { ...nothing, tags }, acme).creation
  expect(planWith(undefined)).toMatchObject({ areTagsRequired: false })
  expect(planWith({ team: 'data' })).toMatchObject({ areTagsRequired: true })
})

test.each([[[]], [['repository']], ['team=data'], [7], [true]])(
  'tags that cannot be read are unknown, not empty, and are never written: %j',
  (tags) => {
    const app = v.parse(App, { id: 7, tags })
    const refusal = expect.objectContaining({ message: expect.stringContaining('would be lost') })
    expect(() => planApp({ id: 7, current: app }, { ...nothing, tags: { team: 'data' } }, acme)).toThrow(
      refusal,
    )
    expect(() => planFork(newApp, app, nothing, acme)).toThrow(refusal)
    expect(planApp({ id: 7, current: app }, nothing, acme).changes).toEqual([])
    expect(planFork(newApp, app, nothing, {}).changes).toEqual([])
  },
)

test('each tag that changes is shown with its value before and after', () => {
  // Tags that were set elsewhere may have other values than text.
  const tags = { same: '1', other: '1', number: 2, none: null }
  const app = v.parse(App, { id: 7, tags })
  const desired = { same: '1', other: '2', number: '2', none: '3', added: '4' }
  const [change] = planApp({ id: 7, current: app }, { ...nothing, tags: desired }, {}).changes
  expect(change).toMatchObject({
    differences: [
      { key: 'other', before: '1', after: '2' },
      { key: 'number', before: '2', after: '2' },
      { key: 'none', before: undefined, after: '3' },
      { key: 'added', before: undefined, after: '4' },
    ],
  })
})

test('tags that the app already has are not set, and no other tag is lost', () => {
  fc.assert(
    fc.property(fc.option(someTags), someTags, (current, given) => {
      const written = tagsWritten(current, given)
      const all = new Map([...Object.entries(current ?? {}), ...Object.entries(given)])
      expect(new Map(Object.entries(written ?? current ?? {}))).toEqual(all)
      if (written !== undefined) expect(tagsWritten(written, given)).toBeUndefined()
    }),
  )
})

test('a plan contains the names of secrets and not their values, because it is printed', () => {
  const secrets = [{ name: 'KEY', value: 'hunter2' }]
  const plans = [
    planApp({ id: 7, current: undefined }, { ...nothing, secrets }, acme),
    planNewApp(newApp, { ...nothing, secrets }, acme),
  ]
  for (const plan of plans) {
    expect(plan.changes).toEqual([{ kind: 'secret', name: 'KEY' }])
    expect(JSON.stringify(plan)).not.toContain('hunter2')
  }
})

test('a secret is new if the app certainly has none of its name', () => {
  const secrets = [
    { name: 'OLD', value: '1' },
    { name: 'NEW', value: '2' },
  ]
  const changesWith = (names?: Set<string>) =>
    planApp({ id: 7, current: undefined }, { ...nothing, secrets }, {}, names).changes
  expect(changesWith(new Set(['OLD']))).toEqual([
    { kind: 'secret', name: 'OLD' },
    { kind: 'secret', name: 'NEW', isNew: true },
  ])
  // Nothing is known about the secrets of the app.
  expect(changesWith()).toEqual([
    { kind: 'secret', name: 'OLD' },
    { kind: 'secret', name: 'NEW' },
  ])
})

test('a change is planned again for what somebody else has made of the app', () => {
  const desired: DesiredApp = {
    ...nothing,
    tags: { team: 'data' },
    spicepod: spicepodNamed('new'),
  }
  const changesOf = (app: object) =>
    planApp({ id: 7, current: v.parse(App, { id: 7, ...app }) }, desired, {}).changes
  const before = changesOf({})
  const others = { tags: { cost: 'low' }, config: { spicepod: { name: 'other' } } }
  const done = { tags: { team: 'data' }, config: { spicepod: { name: 'new' } } }
  for (const app of [others, done]) {
    const again = before.map((change) =>
      change.kind === 'secret' ? change : replan(change, v.parse(App, { id: 7, ...app })),
    )
    expect(again).toEqual(changesOf(app))
  }
  expect(changesOf(others)).toMatchObject([
    { kind: 'tags', update: { tags: { cost: 'low', team: 'data' } } },
    { kind: 'spicepod', update: { spicepod: 'name: new' }, current: { name: 'other' } },
  ])
  expect(changesOf(done)).toMatchObject([{ update: undefined }, { update: undefined }])
})

const appOf = (fields: object = {}) => v.parse(App, { id: 7, name: 'taxi', ...fields })
const spicepod = { name: 'new' }

test('a fork has a name and a region of its own, and everything else of its source until that is changed', () => {
  const tagsOfSource = { team: 'data', repository: 'acme_old' }
  const source = appOf({ tags: tagsOfSource, config: { spicepod } })
  const { creation, changes } = planFork(newApp, source, { ...nothing, spicepod: spicepodNamed('new') }, acme)
  expect(creation).toEqual({
    ...{ kind: 'app', id: undefined, name: 'taxi', source: { id: 7, name: 'taxi', tags: tagsOfSource } },
    request: { name: 'taxi', region: 'us-east-1' },
  })
  expect(changes).toMatchObject([
    { kind: 'tags', isOptional: true, update: { tags: { team: 'data', ...acme } } },
    { kind: 'spicepod', update: undefined },
  ])
  expect(planFork(newApp, source, nothing, {}).changes).toEqual([])
  const tags = { team: 'ops' }
  expect(planFork(newApp, source, { ...nothing, tags }, acme).changes).toMatchObject([
    { isOptional: false, update: { tags: { team: 'ops', ...acme } } },
  ])
})

test('a fork is unfinished as long as it has the repository of its source', () => {
  const source = appOf({ tags: { repository: 'acme_old' } })
  const fork = (fields: object) => appOf({ id: 8, forked_from: { id: 7, name: 'taxi' }, ...fields })
  expect(isUnfinishedFork(fork({ tags: { repository: 'acme_old' } }), source)).toBe(true)
  expect(isUnfinishedFork(fork({ tags: { repository: 'acme_taxi' } }), source)).toBe(false)
  expect(isUnfinishedFork(fork({}), source)).toBe(false)
  expect(isUnfinishedFork(fork({}), appOf())).toBe(true)
  expect(isUnfinishedFork(appOf({ id: 8, tags: { repository: 'acme_old' } }), source)).toBe(false)
  expect(isUnfinishedFork(undefined, source)).toBe(false)
  expect(isUnfinishedFork(fork({}), undefined)).toBe(false)
  expect(isUnfinishedFork(fork({ tags: [] }), appOf({ tags: [] }))).toBe(false)
})

test('the differences of a plan are a new app, tags, a spicepod, and secrets that the app does not have', () => {
  const app = v.parse(App, { id: 7, config: { spicepod: { name: 'old' } } })
  const countFor = (desired: Partial<DesiredApp>) =>
    countDifferences(planApp({ id: 7, current: app }, { ...nothing, ...desired }, {}))
  expect(countFor({ tags: { a: '1', b: '2' } })).toBe(2)
  expect(countFor({ spicepod: spicepodNamed('new') })).toBe(1)
  expect(countFor({ spicepod: spicepodNamed('old') })).toBe(0)
  const secret = { kind: 'secret', name: 'A' } as const
  expect(countDifferences({ changes: [secret, { ...secret, isNew: true }] })).toBe(1)
  expect(countDifferences(planNewApp(newApp, nothing, {}))).toBe(1)
})

test('the repository tag of a fork is a difference only as long as there is no fork', () => {
  const source = v.parse(App, { id: 7, name: 'taxi' })
  const { changes, creation } = planFork(newApp, source, nothing, acme)
  expect(countDifferences({ changes, creation })).toBe(3)
  expect(countDifferences({ changes })).toBe(0)
})
