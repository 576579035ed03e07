import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'

test('the spicepod of an app is read in one place, whose name says that it is only stored', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.ts'),
  )
  const reads = sources.flatMap((path) => {
    const lines = readFileSync(join('src', path), 'utf8').split('\n')
    return lines.filter((line) => /\bconfig\??\.spicepod\b/.test(line)).map(() => path)
  })
  expect(reads).toEqual([join('spice', 'schema.ts')])
})
