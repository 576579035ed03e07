import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { check, type Parameters } from 'recheck'
import { readCommandLine } from '../testing/command-line.ts'
import { findPatterns, type Pattern } from './patterns/find.ts'

const help = `Finds regular expressions that take more than linear time on some text, with recheck. What stays has its reason in
tools/patterns/exceptions.json.

  npm run patterns               checks src, sandbox, testing and contract
  npm run patterns -- FILE …     checks only these`

interface Exception {
  readonly file: string
  readonly code: string
  readonly reason: string
}

/** No limit but the first is a time, so that a slow machine has the same result; that one ends what would never end. */
const limits: Parameters = {
  timeout: 120_000,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
  randomSeed: 1,
  incubationLimit: 5000,
  attackLimit: 100_000,
  maxAttackStringSize: 2000,
  maxIteration: 2,
  maxInitialGenerationSize: 100,
  maxGenerationSize: 50,
  // It finds attacks in theory. How long they take here is not measured.
  recallLimit: -1,
}

const { positionals } = readCommandLine(help, {}, true)
const list = new URL('patterns/exceptions.json', import.meta.url)
const exceptions: readonly Exception[] = JSON.parse(readFileSync(list, 'utf8'))
if (positionals.length === 0) process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const files =
  positionals.length > 0
    ? positionals
    : globSync('{src,sandbox,testing,contract}/**/*.ts', { exclude: ['sandbox/__tests__/**'] }).sort()

const patterns = files.flatMap((file) => findPatterns(file, readFileSync(file, 'utf8')))
const unused = new Set(exceptions.filter(({ file }) => files.includes(file)))
const verdicts = new Map<string, string | undefined>()
const findings: string[] = []
for (const { file, line, code, regex } of patterns) {
  const key = regex ? `/${regex.source}/${regex.flags}` : code
  if (!verdicts.has(key)) verdicts.set(key, await judge(regex))
  const problem = verdicts.get(key)
  if (problem === undefined) continue
  const exception = exceptions.find((known) => known.file === file && known.code === code)
  if (exception === undefined) findings.push(`${file}:${line}: ${code} ${problem}`)
  else unused.delete(exception)
}
for (const { file, code } of unused) findings.push(`${file}: ${code} is no exception any more.`)

for (const finding of findings) console.error(finding)
console.log(
  `${findings.length} findings in ${patterns.length} regular expressions of ${files.length} files, by recheck`,
)
// The process that recheck has started would keep this one open.
process.exit(findings.length > 0 ? 1 : 0)

/** What is wrong with a regular expression; undefined if it takes linear time. */
async function judge(regex: Pattern['regex']): Promise<string | undefined> {
  if (regex === undefined) return 'is made of values that only a run knows'
  const source = withoutLongCounts(regex.source)
  // Without an endless repetition, each start in a text takes a limited time.
  if (!/[*+]|,\}/.test(source)) return undefined
  const result = await check(source, regex.flags, limits)
  if (result.status === 'safe') return undefined
  if (result.status === 'unknown') return `could not be checked (${result.error.kind})`
  return `takes more than linear time: ${result.complexity.summary}, as on ${result.attack.pattern}`
}

/** Takes a long count for an endless one, which is checked much faster, and is no less slow. */
function withoutLongCounts(source: string): string {
  return source.replace(/(?<!\\)\{(\d+)(?:,(\d+))?\}/g, (count, least: string, most = least) =>
    Number(most) < 10 ? count : `{${Math.min(Number(least), 2)},}`,
  )
}
