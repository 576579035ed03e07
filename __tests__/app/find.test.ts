import { expect, test } from '@jest/globals'
import { findAllByName, noSuchApp } from '../../src/app/find.ts'
import type { App } from '../../src/spice/schema.ts'

const apps = (...names: (string | null)[]) => names.map((name, index) => ({ id: index + 1, name })) as App[]

test('an app is found by its whole name, in any case', () => {
  const some = apps('taxi-2', null, 'Taxi', 'ta')
  expect(findAllByName(some, 'TAXI')).toMatchObject([{ id: 3 }])
  expect(findAllByName(some, 'tax')).toEqual([])
  expect(findAllByName(apps(null), 'null')).toEqual([])
})

test.each<[string, string[], RegExp]>([
  ['taxi-prd', ['taxi-prod', 'weather'], /Did you mean `taxi-prod`\?/],
  ['TAXI_PROD', ['taxi-prod'], /Did you mean `taxi-prod`\?/],
  ['taxi', ['taxi-fares', 'yellow-taxi', 'maps'], /Did you mean `taxi-fares` or `yellow-taxi`\?/],
  ['taxi', ['taxa', 'tax', 'taxis', 'tuxi', 'tixi'], /Did you mean (`\w+` or ){2}`\w+`\?/],
  ['abcdef', ['abcdefx', 'abcdee', 'abcxyz', 'uvwxyz'], /Did you mean `abcde[fe]x?` or `abcde[fe]x?`\?/],
  ['taxi', ['weather'], /It has 1 app, none with a similar name\./],
  ['taxi', [], /access to no apps/],
])('an unknown app name %s among %j is reported with similar names', (name, others, says) => {
  const error = noSuchApp(name, apps(...others))
  expect(error.message).toContain(`no app named \`${name}\``)
  expect(error.message).toMatch(says)
  expect(error.todo).toContain('`create-app-if-missing: true`')
})
