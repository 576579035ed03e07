import Big from 'big.js'
import { comparePlaces, type Location, type Position, type Problem, quote } from '../../core/problem.ts'
import { isMap } from '../../platform/json.ts'
import { cut, join, maxLength, plainKey } from '../../platform/text.ts'
import { maxRows } from '../../runtime/answer.ts'
import {
  type Expectations,
  follows,
  type RowRules,
  type Rule,
  type Scalar,
  toNumber,
} from '../../runtime/expectations.ts'
import { readMaxAge, toMoment } from '../../runtime/moment.ts'
import { SpicepodDocument } from '../../spicepod/document.ts'
import { explainUnknownKey } from '../../spicepod/names.ts'

export interface DataTest extends Expectations {
  readonly name: string
  readonly sql: string
  /** Whether a difference fails the run, or is a warning. */
  readonly severity: 'fail' | 'warn'
  readonly location: Location
}

export interface TestFile {
  tests: DataTest[]
  /** The file is refused if there are any. In the order of the file. */
  problems: Problem[]
  /** About tests that are valid. */
  warnings: { text: string; location: Location }[]
}

const maxTests = 200
/** Several for each test, which together fit into an output. */
const maxProblems = 1000

const expectationKeys = ['rows', 'values', 'equals', 'max_seconds'] as const
const rangeKeys = ['min', 'max'] as const

/** A query starts with one of these words. It is no boundary of security: a key may allow to write. */
const reading = /^(?:select|with|values|show|describe|explain)$/i

/** Reads the tests of a file, YAML or JSON. The file is relative to the root of the repository. */
export function readTestFile(text: string, file: string): TestFile {
  const document = new SpicepodDocument(text, { noun: 'file', isExact: true })
  const problems: Problem[] = []
  const report = (name: string, position: Position, text: string, advice?: string) => {
    const subject = { code: 'test-file-invalid', kind: 'test', name, certain: true } as const
    const message = cut(text, 500)
    problems.push({ ...subject, message, ...(advice !== undefined && { advice }), file, ...position })
  }
  for (const { text: message, ...position } of document.faults) report('', position, message)
  if (document.value === undefined) return { tests: [], problems, warnings: [] }

  const warnings: TestFile['warnings'] = []
  const nodeAt = (name: string, value: unknown, path: Path) =>
    new Node(value, path, (place, at, ...words) => report(name, document[place](...at), ...words))
  const lines = new Map<string, number>()
  const tests = readList(nodeAt('', document.value, [])).flatMap(({ value, path }): DataTest[] => {
    const name = isMap(value) && typeof value.name === 'string' ? value.name : ''
    // The name of a test is shown as a key is: what is read here may be any file.
    const label = plainKey(name).replaceAll('`', '')
    const node = nodeAt(label, value, path)
    const test = readTest(node)
    const location = { file, ...document.positionOf(...path) }
    const line = lines.get(name.toLowerCase())
    if (line !== undefined) {
      const message = `Another test has ${label ? `the name \`${label}\`` : 'this name'} (line ${line}).`
      node.member('name')?.reject(message, 'Rename one of them.')
    }
    if (name !== '') lines.set(name.toLowerCase(), line ?? location.line)
    if (test === undefined) return []
    const most = mostRows(test)
    if (most.rows > maxRows) {
      const text = `Spice Cloud may cut an answer at ${maxRows} rows, and the test ${quote(cut(name, maxLength.name))} expects ${most.text}. Aggregate in the query instead, for example with \`count(*)\`.`
      warnings.push({ text, location })
    }
    return [{ ...test, location }]
  })
  problems.sort(comparePlaces)
  return { tests, problems: problems.slice(0, maxProblems), warnings }
}

type Path = readonly (string | number)[]
type Place = 'positionOf' | 'keyPositionOf'
type Report = (place: Place, path: Path, message: string, advice?: string) => void

/** A value of the file with its path, so that problems are reported at its place. */
class Node {
  /** Numbers are exact. A number in quotes is text. */
  readonly value: unknown
  readonly path: Path
  readonly #report: Report

  constructor(value: unknown, path: Path, report: Report) {
    this.value = typeof value === 'string' ? value : (toNumber(value) ?? value)
    this.path = path
    this.#report = report
  }

  get key(): string {
    return String(this.path.at(-1))
  }

  get isMap(): boolean {
    return isMap(this.value) && !(this.value instanceof Big)
  }

  /** Reports a problem, and returns undefined in place of what could not be read. */
  reject(message: string, advice?: string): undefined {
    this.#report('positionOf', this.path, message, advice)
  }

  /** The members of a map, or the items of a list. */
  children(): Node[] {
    const { value } = this
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value as object)
    return entries.map(([key, child]) => new Node(child, [...this.path, key], this.#report))
  }

  member(key: string): Node | undefined {
    return this.children().find((child) => child.key === key)
  }

  /** @returns the known keys that were probably meant, so that they are not reported as missing as well */
  rejectUnknown(known: readonly string[]): Set<string> {
    const meant = new Set<string>()
    for (const { key, path } of this.children().filter((child) => !known.includes(child.key))) {
      const { near, advice } = explainUnknownKey(key, known)
      if (near !== undefined) meant.add(near)
      this.#report('keyPositionOf', path, `${join(' ', 'Unknown key', plainKey(key))}.`, advice)
    }
    return meant
  }
}

function readList(root: Node): Node[] {
  if (!root.isMap) return root.reject('The file is not a map with `tests`.') ?? []
  const isMeant = root.rejectUnknown(['tests']).size > 0
  const list = root.member('tests')
  if (list === undefined && isMeant) return []
  if (!Array.isArray(list?.value)) return (list ?? root).reject('`tests` is not a list.') ?? []
  const { length } = list.value
  if (length === 0) list.reject('`tests` is empty.')
  if (length > maxTests) list.reject(`There are ${length} tests, and at most ${maxTests} are allowed.`)
  return list.children().slice(0, maxTests)
}

function readTest(test: Node): Omit<DataTest, 'location'> | undefined {
  if (!test.isMap) return test.reject('A test must be a map with `name` and `sql`.')
  const meant = test.rejectUnknown(['name', 'sql', ...expectationKeys, 'severity'])
  const lacks = (...keys: string[]) => !keys.some((key) => test.member(key) || meant.has(key))
  const read = <Value>(key: string, reader: (node: Node) => Value): Value | undefined => {
    const node = test.member(key)
    return node && reader(node)
  }
  for (const key of ['name', 'sql']) if (lacks(key)) test.reject(`A test needs \`${key}\`.`)
  if (lacks(...expectationKeys)) {
    test.reject('The test expects nothing.', 'Add `rows`, `values`, `equals` or `max_seconds`.')
  }
  const [name, sql] = [read('name', readName), read('sql', readSql)]
  const expectations: Expectations = {
    rows: read('rows', readRows),
    values: read('values', (node) => readRow(node, readRule)),
    equals: read('equals', readEquals),
    maxSeconds: read('max_seconds', readSeconds),
  }
  const severity = read('severity', readSeverity) ?? 'fail'
  return name === undefined || sql === undefined ? undefined : { name, sql, severity, ...expectations }
}

function readName(node: Node): string | undefined {
  const { value } = node
  if (typeof value !== 'string') return node.reject('`name` must be text.', 'Put it in quotes.')
  const isLine = value.trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(value)
  if (isLine && Array.from(value).length <= maxLength.name) return value
  return node.reject(`\`name\` must be one line of 1 to ${maxLength.name} characters.`)
}

function readSql(node: Node): string | undefined {
  if (typeof node.value === 'string' && reading.test(firstWord(node.value))) return node.value
  const words = 'SELECT, WITH, VALUES, SHOW, DESCRIBE or EXPLAIN'
  return node.reject(`\`sql\` must be text that starts with ${words}: a test must not write.`)
}

/** The first word of a query after parentheses and comments, which may be nested; else what stands in its place. */
function firstWord(sql: string): string {
  let depth = 0
  let isLineComment = false
  for (const [token] of sql.matchAll(/\/\*|\*\/|--|\n|\w+|[^\s(]/g)) {
    if (isLineComment) isLineComment = token !== '\n'
    else if (token === '/*') depth++
    else if (depth > 0) depth -= token === '*/' ? 1 : 0
    else if (token === '--') isLineComment = true
    else if (token !== '\n') return token
  }
  return ''
}

function readSeverity(node: Node): DataTest['severity'] | undefined {
  const { value } = node
  return value === 'fail' || value === 'warn' ? value : node.reject('`severity` must be `fail` or `warn`.')
}

function readSeconds(node: Node): number | undefined {
  const { value } = node
  if (value instanceof Big && value.gt(0)) return Number(value)
  return node.reject('`max_seconds` must be a number above 0.')
}

function readRows(node: Node): Rule | undefined {
  const { value } = node
  if (isCount(value)) return { kind: 'equals', value }
  if (!node.isMap) return node.reject('`rows` must be a whole number, or a map with `min` or `max`.')
  const odd = rangeKeys.map((key) => node.member(key)).find((bound) => bound && !isCount(bound.value))
  return odd === undefined ? readRange(node) : odd.reject('A bound of `rows` must be a whole number.')
}

function readEquals(node: Node): RowRules[] | undefined {
  if (!Array.isArray(node.value)) return node.reject('`equals` must be a list of rows.')
  return node.children().flatMap((row) => readRow(row, readScalar) ?? [])
}

function readRow(node: Node, read: (cell: Node) => Rule | undefined): RowRules | undefined {
  if (!node.isMap) return node.reject('Expected a map of column names and values.')
  const cells = node.children()
  if (cells.length === 0) return node.reject('No column is named.')
  const rules = new Map<string, Rule>()
  for (const cell of cells) {
    const rule = read(cell)
    if (rule !== undefined) rules.set(cell.key, rule)
  }
  return rules
}

function readRule(node: Node): Rule | undefined {
  if (!node.isMap) return readScalar(node)
  const [value, tolerance] = [node.member('equals'), node.member('tolerance')]
  if (!value && !tolerance) return readRange(node, ['max_age', 'equals', 'tolerance'])
  const age = node.member('max_age')
  if (age !== undefined) return age.reject('`max_age` cannot be set beside `equals` or `tolerance`.')
  const meant = node.rejectUnknown(['equals', 'tolerance'])
  if (value === undefined)
    return meant.has('equals') ? undefined : node.reject('`tolerance` needs `equals` beside it.')
  const rule = readScalar(value)
  if (rule === undefined || tolerance === undefined) return rule
  if (!(rule.value instanceof Big)) return tolerance.reject('`tolerance` is for numbers only.')
  if (tolerance.value instanceof Big && tolerance.value.gte(0)) return { ...rule, tolerance: tolerance.value }
  return tolerance.reject('`tolerance` must be a number of at least 0.')
}

function readScalar(node: Node): (Rule & { kind: 'equals' }) | undefined {
  const { value } = node
  const isScalar = value === null || value instanceof Big || /^(boolean|string)$/.test(typeof value)
  if (isScalar) return { kind: 'equals', value: value as Scalar }
  return node.reject('Expected text, a finite number, `true`, `false` or `null`.')
}

/** Bounds are numbers, dates or timestamps, both of the same sort. A number has no age. */
function readRange(node: Node, otherKeys: readonly string[] = []): Rule | undefined {
  node.rejectUnknown([...rangeKeys, ...otherKeys])
  const age = node.member('max_age')
  const maxAge = age && readMaxAge(age.value)
  if (age && !maxAge) age.reject('`max_age` must be a number above 0 with `s`, `m`, `h` or `d`, as in `2h`.')
  const [min, max] = rangeKeys.map((key) => {
    const bound = node.member(key)
    const value = bound?.value
    if (typeof value === 'string' && toMoment(value) !== undefined) return value
    if (value instanceof Big && age === undefined) return value
    const sorts = age ? 'a date or a timestamp beside `max_age`' : 'a number, a date or a timestamp'
    return bound?.reject(`\`${key}\` must be ${sorts}.`)
  })
  // An unknown key has been reported.
  if (node.children().length === 0) return node.reject('Neither `min` nor `max` is there.')
  if (min !== undefined && max !== undefined) {
    const areAlike = typeof min === typeof max
    if (!areAlike) return node.reject('`min` and `max` must both be numbers, or both dates or timestamps.')
    const isInOrder = follows(min instanceof Big ? min.toFixed() : min, { kind: 'range', max })
    if (!isInOrder) return node.reject('`min` is above `max`.')
  }
  return { kind: 'range', ...(min && { min }), ...(max && { max }), ...(maxAge && { maxAge }) }
}

function isCount(value: unknown): value is Big {
  return value instanceof Big && /^\d+$/.test(value.toFixed())
}

/** The highest number of rows that a test expects: an answer that is cut below it may pass or fail wrongly. */
function mostRows({ rows, equals = [] }: Expectations): { rows: number; text: string } {
  const { min, max = min } = rows?.kind === 'range' ? rows : { min: rows?.value }
  const most = Math.max(equals.length, max instanceof Big ? Number(max) : 0)
  const isLimit = rows?.kind === 'range' && rows.max !== undefined && most > equals.length
  return { rows: most, text: isLimit ? `up to ${most}` : String(most) }
}
