import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

// Runs the tests and tells which lines of src they reach, in their own process or in that of an action that they start.
// Fails where a test does, and where all tests reach too few lines.
//
//   npm run coverage               what all tests reach
//   npm run coverage -- rollback   what those reach whose file matches

/** In percent of the lines on which statements begin. A line is reached when each of them is. */
const needed = 95

/** What jest has counted in one file: how often each statement ran. */
interface FileCoverage {
  path: string
  statementMap: Record<string, { start: { line: number; column: number } }>
  s: Record<string, number>
}

/** What V8 has counted in one file: how often each range of the text ran, but for the smaller ones in it. */
interface ScriptCoverage {
  url: string
  functions: { ranges: Range[] }[]
}

interface Range {
  startOffset: number
  endOffset: number
  count: number
}

interface Statement {
  line: number
  offset: number
  isReached: boolean
}

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'coverage')
const children = join(folder, 'children')
const report = join(folder, 'coverage-final.json')

rmSync(folder, { recursive: true, force: true })
mkdirSync(children, { recursive: true })
const wanted = process.argv.slice(2)
const { status } = runTests(wanted)
// No test at all: jest has said so.
if (!existsSync(report)) process.exit(1)
const files = readTests()
addChildren(files)
rmSync(folder, { recursive: true })
const percent = tell(files)
// Some tests need not reach all.
const isEnough = wanted.some((each) => !each.startsWith('-')) || percent >= needed
process.exitCode = isEnough && status === 0 ? 0 : 1

function runTests(args: string[]) {
  const into = ['--coverageDirectory', folder, '--coverageReporters', 'json']
  // Among the roots, so that files count too that no test imports.
  const of = ['--collectCoverageFrom=src/**', '--roots=__tests__', '--roots=src']
  return spawnSync('npm', ['test', '--', ...args, '--coverage', ...into, ...of], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      // The bundle has other lines. Node runs the sources as they are, with every character in its place.
      STEP_FROM_SOURCES: 'true',
      STEP_V8_COVERAGE: children,
      // V8 is less exact about what it has from a cache.
      STEP_COMPILE_CACHE: '',
    },
  })
}

/** The statements of each file, by its URL. */
function readTests(): Map<string, Statement[]> {
  const counted = JSON.parse(readFileSync(report, 'utf8'))
  return new Map(
    Object.values<FileCoverage>(counted).map(({ path, statementMap, s: hits }) => {
      const text = readFileSync(path, 'utf8')
      const lines = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
      const statements = Object.entries(statementMap).map(([id, { start }]) => ({
        line: start.line,
        offset: (lines[start.line - 1] ?? 0) + start.column,
        isReached: hits[id] !== 0,
      }))
      return [pathToFileURL(path).href, statements]
    }),
  )
}

/** Asks V8 about the beginning of each statement: line by line, it would have comments and types reached as well. */
function addChildren(files: Map<string, Statement[]>): void {
  // One by one: there are a thousand, of a megabyte each.
  for (const name of readdirSync(children)) {
    const { result } = JSON.parse(readFileSync(join(children, name), 'utf8')) as { result: ScriptCoverage[] }
    for (const { url, functions } of result) {
      const open = files.get(url)?.filter(({ isReached }) => !isReached) ?? []
      if (open.length === 0) continue
      const ranges = functions.flatMap((each) => each.ranges)
      for (const statement of open) statement.isReached = countAt(statement.offset, ranges) > 0
    }
  }
}

function countAt(offset: number, ranges: readonly Range[]): number {
  const length = ({ startOffset, endOffset }: Range) => endOffset - startOffset
  const [smallest] = ranges
    .filter(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset)
    .sort((one, other) => length(one) - length(other))
  return smallest?.count ?? 0
}

/** @returns the share of the lines that are reached, in percent */
function tell(files: Map<string, Statement[]>): number {
  let total = 0
  let missing = 0
  for (const [url, statements] of files) {
    const all = new Set(statements.map(({ line }) => line))
    const gaps = new Set(statements.filter(({ isReached }) => !isReached).map(({ line }) => line))
    total += all.size
    missing += gaps.size
    // What some tests do not reach at all is of no interest.
    if (gaps.size === 0 || gaps.size === all.size) continue
    const lines = [...gaps].sort((one, other) => one - other).join(', ')
    console.log(`${relative(root, fileURLToPath(url))}: ${lines}`)
  }
  const percent = (100 * (total - missing)) / total
  const share = percent.toFixed(2)
  console.log(`${share} % of ${total} lines of src are reached, ${missing} are not. ${needed} % are needed.`)
  return percent
}
