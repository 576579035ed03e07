import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { readCommandLine } from '../testing/command-line.ts'

const help = `Runs the tests and reports which lines of src they do not reach, in their own process or in an action that they
start. Fails if a test fails, or if all tests together reach too few lines.

  npm run coverage                      runs all tests
  npm run coverage -- rollback          runs the tests whose file name matches
  npm run coverage -- --maxWorkers N    runs N test files at a time`

/** Of the lines on which a statement begins. A line is reached if all statements that begin on it are. */
const minPercent = 95

/** Jest's counts for one file: how often each statement ran. */
interface FileCoverage {
  path: string
  statementMap: Record<string, { start: { line: number; column: number } }>
  s: Record<string, number>
}

/** V8's counts for one file: how often each range of the text ran, except for the smaller ranges inside it. */
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

const { values, positionals: patterns } = readCommandLine(help, { maxWorkers: { type: 'string' } }, true)
const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'coverage')
const children = join(folder, 'children')
const jestReport = join(folder, 'coverage-final.json')

rmSync(folder, { recursive: true, force: true })
mkdirSync(children, { recursive: true })
const { status } = runTests(values.maxWorkers)
// Jest has already reported that no test matches.
if (!existsSync(jestReport)) process.exit(1)
const files = readJestCoverage()
addChildCoverage(files)
rmSync(folder, { recursive: true })
const percent = report(files)
// The limit applies only if all tests have run.
const isEnough = patterns.length > 0 || percent >= minPercent
process.exitCode = isEnough && status === 0 ? 0 : 1

function runTests(maxWorkers?: string) {
  const workers = maxWorkers === undefined ? [] : ['--maxWorkers', maxWorkers]
  const output = ['--coverageDirectory', folder, '--coverageReporters', 'json']
  // With src among the roots, files that no test imports are counted too.
  const files = ['--collectCoverageFrom=src/**', '--roots=__tests__', '--roots=src']
  return spawnSync('npm', ['test', '--', ...patterns, ...workers, '--coverage', ...output, ...files], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      // The lines of the bundle differ. Node runs the sources unchanged, so offsets in them are exact.
      STEP_FROM_SOURCES: 'true',
      STEP_V8_COVERAGE: children,
      // V8 counts cached code less exactly.
      STEP_COMPILE_CACHE: '',
    },
  })
}

/** The statements of each file, by its URL. */
function readJestCoverage(): Map<string, Statement[]> {
  const counted = JSON.parse(readFileSync(jestReport, 'utf8'))
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

/** Adds V8's count at the beginning of each statement. By lines, comments and types would count as reached, too. */
function addChildCoverage(files: Map<string, Statement[]>): void {
  // Reads one file at a time, because there are hundreds of a megabyte each.
  for (const name of readdirSync(children)) {
    const { result } = JSON.parse(readFileSync(join(children, name), 'utf8')) as { result: ScriptCoverage[] }
    for (const { url, functions } of result) {
      const unreached = files.get(url)?.filter(({ isReached }) => !isReached) ?? []
      if (unreached.length === 0) continue
      const ranges = functions.flatMap((each) => each.ranges)
      for (const statement of unreached) statement.isReached = countAt(statement.offset, ranges) > 0
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

/**
 * Prints the lines that are not reached.
 *
 * @returns the percentage of lines that are reached
 */
function report(files: Map<string, Statement[]>): number {
  let total = 0
  let missing = 0
  for (const [url, statements] of files) {
    const all = new Set(statements.map(({ line }) => line))
    const gaps = new Set(statements.filter(({ isReached }) => !isReached).map(({ line }) => line))
    total += all.size
    missing += gaps.size
    // A file that no test reaches at all would only repeat all of its lines.
    if (gaps.size === 0 || gaps.size === all.size) continue
    const lines = [...gaps].sort((one, other) => one - other).join(', ')
    console.log(`${relative(root, fileURLToPath(url))}: ${lines}`)
  }
  const percent = (100 * (total - missing)) / total
  console.log(
    `${percent.toFixed(2)} % of the ${total} lines of src are covered (minimum ${minPercent} %), ${missing} are not.`,
  )
  return percent
}
