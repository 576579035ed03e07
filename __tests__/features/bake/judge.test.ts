import { expect, test } from '@jest/globals'
import {
  addPoll,
  beginWatch,
  describeFatal,
  describeNews,
  type Finding,
  judge,
  type Poll,
} from '../../../src/features/bake/judge.ts'
import { readComponents } from '../../../src/spicepod/spicepod.ts'
import fc from '../../harness/property.ts'
import { pod } from '../../harness/spicepods.ts'

const spicepod = pod({
  datasets: [{ from: 's3://bucket/trips/', name: 'trips' }],
  models: [{ from: 'openai:gpt-4o-mini', name: 'assistant' }],
})

const served = { certainty: 'known', spicepod, how: 'this run' } as const
const expected = { served, stored: spicepod, components: readComponents(spicepod) }

const subjects = {
  deployment: { kind: 'deployment', name: '1001', state: 'not ready' },
  dataset: { kind: 'dataset', name: 'trips', state: 'in Error' },
  model: { kind: 'model', name: 'assistant', state: 'in Error' },
  test: { kind: 'test', name: 'sql', state: 'failing' },
  monitor: { kind: 'monitor', name: 'Alarm', state: 'firing' },
} as const
type Subject = keyof typeof subjects
const names = Object.keys(subjects) as Subject[]

/** What one read of a look brings. A single monitor may be unread although the list is not. */
type Read = 'bad' | 'well' | 'failed' | 'unread'
type Drawn = Record<Subject, Read> & { tells: Poll['tells']; isReplaced: boolean }

const read = (...more: Read[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<Read>('well') },
    { weight: 2, arbitrary: fc.constant<Read>('failed') },
    { weight: 1, arbitrary: fc.constantFrom<Read>('bad', ...more) },
  )
const look: fc.Arbitrary<Drawn> = fc.record({
  deployment: read(),
  dataset: read(),
  model: read(),
  test: read(),
  monitor: read('unread'),
  tells: fc.constantFrom('everything', 'everything', 'everything', 'only signs', 'nothing'),
  isReplaced: fc.oneof(
    { weight: 9, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
})

function toPoll(drawn: Drawn, atMs: number): Poll {
  const answer = (subject: Exclude<Subject, 'dataset' | 'model'>): readonly Finding[] | undefined => {
    const found = subjects[subject]
    if (drawn[subject] === 'failed') return undefined
    if (drawn[subject] === 'unread') return [{ ...found, state: 'unread' }]
    return drawn[subject] === 'bad' ? [{ ...found, reason: '' }] : []
  }
  const list = (subject: 'dataset' | 'model') => {
    const status = drawn[subject] === 'bad' ? 'Error' : 'Ready'
    return drawn[subject] === 'failed' ? undefined : [{ name: subjects[subject].name, status }]
  }
  const replaced: Finding = { kind: 'instance', name: 'one', state: 'replaced', reason: 'One was replaced.' }
  return {
    atMs,
    tells: drawn.tells,
    lists: { dataset: list('dataset'), model: list('model') },
    signs: {
      deployment: answer('deployment'),
      test: answer('test'),
      monitor: answer('monitor'),
      instance: drawn.isReplaced ? [replaced] : [],
    },
  }
}

/** `operate.md`, section 1, in as few words as possible. */
function createModel() {
  const bad = new Set<Subject>()
  let row = 0
  let replaced = 0
  let hasTold = false
  return {
    add(drawn: Drawn) {
      if (drawn.tells === 'nothing') return
      for (const subject of names) {
        if (drawn[subject] === 'bad') bad.add(subject)
        if (drawn[subject] === 'well') bad.delete(subject)
      }
      const isBad = bad.size > 0 || drawn.isReplaced
      if (drawn.tells === 'only signs' && !isBad) return
      hasTold = true
      row = isBad ? row + 1 : 0
      if (drawn.isReplaced) replaced++
    },
    open: () => names.filter((subject) => bad.has(subject)),
    hasEnded: () => row >= 3 || replaced >= 2,
    isWell: () => (hasTold ? row === 0 : undefined),
  }
}

test('a watch ends as its page says, whatever is read and whatever fails, and forgets nothing', () => {
  let ended = 0
  const property = fc.property(fc.array(look, { maxLength: 12 }), (drawn) => {
    const model = createModel()
    const ready = (name: string) => [{ name, status: 'Ready' }]
    let watched = beginWatch(expected, { dataset: ready('trips'), model: ready('assistant') }, 0)
    for (const [index, each] of drawn.entries()) {
      const before = watched
      watched = addPoll(watched, toPoll(each, 1000 * (index + 1)))
      model.add(each)
      const { fatal, isWell } = judge(watched, true)
      const open = watched.open.filter(({ kind }) => kind !== 'instance').map(({ source }) => source)
      expect([...open].sort()).toEqual(model.open().sort())
      expect([isWell, fatal !== undefined]).toEqual([model.isWell(), model.hasEnded()])
      // What could not be read is no news.
      const isSilent = each.tells === 'nothing'
      if (isSilent) expect(describeNews(before, watched)).toEqual([])
      if (fatal === undefined) continue
      ended++
      const last = watched.open.find(({ kind, sinceMs }) => kind === fatal.kind && sinceMs === fatal.sinceMs)
      const isKept = fatal.kind !== 'instance' && last !== undefined && last.seenMs < watched.lastMs
      expect(/when it was last seen/.test(describeFatal(fatal, watched, 0))).toBe(isKept)
      return
    }
  })
  fc.assert(property, { seed: 20_261_202, numRuns: 3000 })
  expect(ended).toBeGreaterThan(500)
})
