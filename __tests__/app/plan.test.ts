import { expect, test } from '@jest/globals'
import * as v from 'valibot'
import { planApp } from '../../src/app/plan.ts'
import { App } from '../../src/spice/schema.ts'
import { nothing } from './fixture.ts'

test('each tag that changes is shown with its value before and after', () => {
  // Tags that were set elsewhere may have other values than text.
  const large = '12345678901234567890'
  const tags = { same: '1', other: '1', number: 2, large: JSON.rawJSON(large), none: null }
  const app = v.parse(App, { id: 7, tags })
  const desired = { same: '1', other: '2', number: '2', large: '2', none: '3', added: '4' }
  const [change] = planApp({ id: 7, current: app }, { ...nothing, tags: desired }, {}).changes
  expect(change).toMatchObject({
    differences: [
      { key: 'other', before: '1', after: '2' },
      { key: 'number', before: '2', after: '2' },
      { key: 'large', before: large, after: '2' },
      { key: 'none', before: undefined, after: '3' },
      { key: 'added', before: undefined, after: '4' },
    ],
  })
})
