import { expect, test } from '@jest/globals'
import { renderDataChanges } from '../../src/features/comparison/report.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { Markup } from '../../src/report/markup.ts'
import { stateOf } from './run-state.ts'

test('no part of a secret is shown of a column, wherever its name or type is shortened', () => {
  const secret = 'c0ffee5ec2e7c0ffee5ec2e7c0ffee5ec2e7'
  const secrets = new Redaction(() => {})
  secrets.addValue(secret)
  const text = `${'a'.repeat(60)}${secret}`
  const columns = [{ name: text, change: 'changed', before: text, after: text }] as const
  const changes = [{ table: 'trips', change: 'changed', breaking: true, columns }] as const
  const compared = { changes, unchanged: 0, notCompared: [], baseline: 'app taxi' }
  const page = renderDataChanges(stateOf({ compared }), new Markup((value) => secrets.redact(value)))
  expect(page).toContain('aaa')
  expect(page).not.toContain('c0ffee')
})
