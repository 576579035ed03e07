import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { isKnownStatus, meaningOf, statuses } from '../../src/deploy/status.ts'

const described: string[] = parse(readFileSync('sandbox/management-api.openapi.yaml', 'utf8')).components
  .schemas.Deployment.properties.status.enum
const names = Object.keys(statuses)

test('every status that the API describes has its meaning in the table, and no other status has', () => {
  expect(names.toSorted()).toEqual(described.toSorted())
  expect(names.every(isKnownStatus)).toBe(true)
  expect(['hibernating', 'toString', '', undefined, null, 7].some(isKnownStatus)).toBe(false)
})

test('the description of the output names every status', () => {
  const { description } = parse(readFileSync('action.yml', 'utf8')).outputs['deployment-status']
  expect(names.filter((name) => !description.includes(`\`${name}\``))).toEqual([])
})

test('a status that the API does not describe says only that the deployment goes on', () => {
  expect(meaningOf('hibernating')).toEqual({ hasStarted: true, color: 'cyan' })
})

// Those of the doctor are also about instances, which have statuses of their own.
const elsewhere = /^(deploy\/status\.ts|features\/doctor\/.*)$/

test('no code but the table compares a status, so that a new one needs no search', () => {
  const comparison = new RegExp(`\\bstatus\\s*[!=]==\\s*'(${names.join('|')})'|case '(queued|in_progress)'`)
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  const found = files
    .filter((file) => file.endsWith('.ts') && !elsewhere.test(file))
    .filter((file) => comparison.test(readFileSync(`src/${file}`, 'utf8')))
  expect(found).toEqual([])
  // A pattern that matches nothing would pass as well.
  expect("if (status === 'queued')").toMatch(comparison)
})
