import { describe, expect, test } from '@jest/globals'
import type { Write } from '../../src/app/write.ts'
import { describeLeftBehind, describeWrite, nameWrites } from '../../src/report/writes.ts'

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
