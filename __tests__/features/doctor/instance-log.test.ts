import { expect, test } from '@jest/globals'
import { InstanceLog } from '../../../src/features/doctor/instance-log.ts'
import { settings } from './fixture.ts'

const noon = Date.UTC(2026, 10, 24, 12)

/** A line that many seconds after noon; without a time if that is null. */
const at = (seconds: number | null, level: string, text: string) =>
  `${seconds === null ? '' : `${new Date(noon + seconds * 1000).toISOString()} `}${level} runtime: ${text}`
const failed = (seconds: number | null, name = 'gpt') => at(seconds, 'WARN', `Failed to load LLM: ${name}. x`)
const deployed = (seconds: number | null, name = 'gpt') =>
  at(seconds, 'INFO', `Model [${name}] deployed, ready for inferencing`)
const loaded = (seconds: number | null) => at(seconds, 'INFO', 'All components are loaded.')
const resolved = (seconds: number | null) =>
  at(seconds, 'INFO', 'Secrets: all 1 secret reference(s) resolved.')
const missing = (seconds: number | null, count = 1, ...references: string[]) => [
  at(seconds, 'WARN', `Secrets: ${count} of 9 secret reference(s) could not be resolved:`),
  ...references,
]
const reference = (key: string) => `  ✗ \${ secrets:${key} }  dataset 'fares' (x) — not found`

/** Reads parts of a log one after the other, as several polls do, a second apart. */
const read = (...parts: string[][]) => readFrom(0, ...parts)
const readFrom = (startMs: number, ...parts: string[][]) => {
  const log = new InstanceLog(settings.spicepod, startMs)
  for (const [index, lines] of parts.entries()) log.read(lines, index * 1000)
  return log
}
/** Kind and name of each finding. */
const ids = ({ findings }: InstanceLog) =>
  [...findings.values()].map(({ kind, name = '' }) => `${kind}:${name}`)
const problems = (log: InstanceLog) => log.problems.map(({ text, count }) => `${count} × ${text}`)

test('the end of the loading makes everything before it void, and nothing after it', () => {
  const log = read(
    [failed(1), at(2, 'WARN', 'Error initializing dataset fares. No'), ...missing(3)],
    [failed(3), loaded(4)],
  )
  expect(log).toMatchObject({ isLoaded: true, isCut: false })
  expect([ids(log), problems(log)]).toEqual([[], []])
  for (const time of [5, null]) expect(ids(read([loaded(time), failed(time)]))).toEqual(['model:gpt'])
})

test('a part of the log that is older than one before undoes nothing', () => {
  expect(ids(read([failed(1), loaded(9)], [failed(8)]))).toEqual([])
  expect(ids(read([failed(1), deployed(5)], [failed(1)]))).toEqual([])
  expect(ids(read([deployed(2), failed(5)], [deployed(2)]))).toEqual(['model:gpt'])
})

test('a cause stays if its line is not in the end of the log any more', () => {
  expect(ids(read([failed(1)], [], [at(9, 'WARN', 'x')], [at(null, 'WARN', 'x')]))).toEqual(['model:gpt'])
  expect(ids(read([failed(1)], [at(9, 'WARN', 'x')], [deployed(10)]))).toEqual([])
})

test('a line from before the deployment is one of another instance, unless it has no time', () => {
  const readLater = (...lines: string[]) => ids(readFrom(noon + 5000, lines))
  expect(readLater(failed(4))).toEqual([])
  expect(readLater(failed(5))).toEqual(['model:gpt'])
  expect(readLater(failed(null))).toEqual(['model:gpt'])
})

test('a spicepod that cannot be read has the first reason, from which the others follow', () => {
  const lines = [
    at(1, 'ERROR', 'Unable to load spicepod /app: unknown field'),
    at(2, 'ERROR', 'Cannot start the Spice runtime without a valid spicepod.yaml file.'),
  ]
  const reason = expect.stringContaining('unknown field')
  expect([...read(lines).findings.values()]).toMatchObject([{ kind: 'spicepod', reason }])
})

test('the starts of a runtime are those with a time, of which the first hundred are kept', () => {
  const started = (seconds: number | null) => at(seconds, 'INFO', 'Starting runtime v2.3.2')
  expect([...read([started(1)], [started(1), started(2)]).starts]).toEqual([noon + 1000, noon + 2000])
  expect(read([started(null)]).starts.size).toBe(0)
  expect(read(Array.from({ length: 101 }, (_, index) => started(index))).starts.size).toBe(100)
})

test('a recovery of the secrets makes all findings about them void, and no others', () => {
  const empty = at(2, 'ERROR', `Secret \`\${ vault:K }\` not found`)
  const log = read([...missing(1, 3, reference('A'), reference('B')), failed(2), empty, resolved(3)])
  expect(ids(log)).toEqual(['model:gpt', 'secret:K'])
  expect(log.isCut).toBe(false)
  expect(ids(read(missing(1, 1), [resolved(2)]))).toEqual([])
  expect(ids(read([resolved(3)], missing(2, 1, reference('A'))))).toEqual([])
  expect(ids(read([resolved(3)], missing(4, 1, reference('A'))))).toHaveLength(1)
})

test('a list of no secrets is no finding', () => {
  expect(ids(read(missing(1, 0)))).toEqual([])
})

test('a list of secrets that begins before the lines that were read is cut', () => {
  expect(read([reference('A'), at(1, 'INFO', 'x')]).isCut).toBe(true)
  expect(read(['something else', at(1, 'INFO', 'x')]).isCut).toBe(false)
  for (const end of [loaded(1), resolved(1)]) expect(read([reference('A'), end]).isCut).toBe(false)
  expect(read([reference('A'), at(1, 'INFO', 'x')], [at(1, 'INFO', 'x')]).isCut).toBe(false)
})

test('a line of somebody else is no problem of the runtime', () => {
  const foreign = `${new Date(noon).toISOString()} a proxy said something`
  expect(problems(read([at(1, 'WARN', 'a'), foreign, 'and more']))).toEqual(['1 × WARN a'])
})

test('a problem is a repeat of one that agrees with it in level and beginning', () => {
  const long = 'x'.repeat(160)
  const lines = [
    ...[at(1, 'WARN', `${long}1`), at(2, 'WARN', `${long}2`), at(3, 'ERROR', `${long}3`)],
    ...[at(4, 'WARN', 'a b'), at(5, 'WARN', 'a  b')],
  ]
  const expected = [`2 × WARN ${long}2`, `1 × ERROR ${long}3`, '2 × WARN a  b']
  expect(problems(read(lines))).toEqual(expected)
})

test('the last fifty problems of the part that was read last are kept, each with at most twenty further lines', () => {
  const some = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => at(1, 'WARN', `p${from + index}.`))
  expect(problems(read(some(0, 5), some(5, 56)))).toEqual(problems(read(some(6, 56))))
  const log = read([at(1, 'WARN', 'a'), ...Array<string>(25).fill('b')])
  expect(problems(log)).toEqual([`1 × WARN a${'\nb'.repeat(20)}`])
})

const explain = (text: string, seconds: number | null = 1) =>
  at(seconds, 'WARN', `Error initializing dataset fares. ${text}`)
const registered = (seconds: number | null, name = 'fares') =>
  at(seconds, 'INFO', `Dataset ${name} registered (s3://bucket/x), results cache enabled.`)

test('a dataset has its last explanation, unless that is empty', () => {
  const { findings } = read([explain('a'), explain('b'), explain('')])
  expect([...findings.values()]).toEqual([expect.objectContaining({ name: 'fares', reason: 'b' })])
  expect(read([explain('')]).findRetried('fares')?.reason).toBe('')
})

const timesOf = (log: InstanceLog) => {
  const { reason, timeMs, sinceMs, lastMs } = log.findRetried('fares') ?? {}
  return { reason, timeMs, sinceMs, lastMs }
}

test('a dataset fails from when that was read first until a later failure was read first', () => {
  const failures = (...parts: string[][]) => timesOf(read(...parts))
  const once = { reason: 'a', timeMs: noon + 1000, sinceMs: 0, lastMs: 0 }
  expect(failures([explain('a', 1)])).toEqual(once)
  const twice = { reason: 'b', timeMs: noon + 2000, sinceMs: 0, lastMs: 1000 }
  expect(failures([explain('a', 1)], [explain('a', 1), explain('b', 2)])).toEqual(twice)
  // The same line is read again and again.
  expect(failures([explain('a', 1)], [explain('b', 2)], [explain('b', 2)])).toEqual(twice)
  const later = { ...twice, sinceMs: 1000, lastMs: 2000 }
  expect(failures([], [explain('a', 1)], [explain('b', 2)])).toEqual(later)
  // An older part of the log is read later.
  expect(failures([explain('b', 2)], [explain('a', 1)])).toMatchObject({ timeMs: noon + 2000, lastMs: 0 })
})

test('lines without a time may be the same one', () => {
  const failures = (...parts: string[][]) => timesOf(read(...parts))
  const undated = { reason: 'b', timeMs: undefined, sinceMs: 0, lastMs: 0 }
  expect(failures([explain('a', null)], [explain('b', null)])).toEqual(undated)
  expect(failures([explain('a', null)], [explain('b', 2)])).toMatchObject({ timeMs: undefined, lastMs: 0 })
  expect(failures([explain('a', 1)], [explain('b', null)])).toMatchObject({ timeMs: noon + 1000, lastMs: 0 })
})

test('a dataset that was loaded after its failure needs no explanation', () => {
  const explained = (...parts: string[][]) => [...read(...parts).findings.values()].map(({ name }) => name)
  expect(explained([explain('a', 1)], [registered(2)])).toEqual([])
  expect(explained([explain('a', 1)], [registered(1)])).toEqual([])
  expect(explained([explain('a', 1)], [registered(null)])).toEqual([])
  expect(explained([explain('a', null)], [registered(2)])).toEqual([])
  expect(explained([explain('a', 2)], [registered(1)])).toEqual(['fares'])
  expect(explained([explain('a', 1)], [registered(2, 'zones')])).toEqual(['fares'])
  expect(explained([explain('a', 1)], [deployed(2, 'dataset:fares')])).toEqual(['fares'])
  // The line of before is read once more.
  expect(explained([explain('a', 1)], [registered(2)], [explain('a', 1)])).toEqual([])
  expect(explained([explain('a', 1)], [registered(2)], [explain('b', 3)])).toEqual(['fares'])
})

test('a thousand findings are kept, and a thousand more that decide', () => {
  const reports = Array.from({ length: 1001 }, (_, index) => failed(1, `m${index}`))
  const secrets = Array.from({ length: 1001 }, (_, index) => reference(`K${index}`))
  const lists = [secrets.slice(0, 500), secrets.slice(500)].flatMap((some) => missing(1, 501, ...some))
  const log = read([...reports, ...lists], [failed(2, 'm0').replace('. x', '. y')])
  expect([...log.findings.values()][0]).toMatchObject({ name: 'm0', reason: 'y' })
  expect(log.findings.size).toBe(2000)
  for (const id of ['model:m999', 'secret:K999']) expect(ids(log)).toContain(id)
})
