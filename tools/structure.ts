import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { readCommandLine } from '../testing/command-line.ts'

readCommandLine(
  `Checks which files import which, by the rules in .dependency-cruiser.mjs, and how large files of the action are. Says
how many files outside of a capability import from it. It has no options.`,
  {},
)

/** More files that know a capability would have to be read by whoever changes it. */
const maxImporters = 8
const maxLines = 300

interface Cruised {
  readonly modules: readonly {
    readonly source: string
    readonly dependencies: readonly { readonly resolved: string }[]
  }[]
  readonly summary: {
    readonly totalCruised: number
    readonly violations: readonly {
      readonly from: string
      readonly to: string
      readonly rule: { readonly name: string }
      readonly cycle?: readonly { readonly name: string }[]
    }[]
  }
}

const folders = ['src', 'sandbox', 'testing', 'tools', 'contract', '__tests__']
const cruiser = 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'
const command = [cruiser, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders]
const json = execFileSync(process.execPath, command, { encoding: 'utf8', maxBuffer: 1024 ** 3 })
const { modules, summary }: Cruised = JSON.parse(json)

const problems = summary.violations.map(({ from, to, rule, cycle }) => {
  const path = cycle === undefined ? [from, to] : [from, ...cycle.map(({ name }) => name)]
  return `${rule.name}: ${path.join(' → ')}`
})
const roomOf = (path: string) => /^src\/features\/([^/]+)\//.exec(path)?.[1]
const importers = new Map<string, Set<string>>()
for (const { source, dependencies } of modules) {
  if (!source.startsWith('src/')) continue
  const own = dependencies.filter(({ resolved }) => resolved.startsWith('src/'))
  for (const { resolved } of own) {
    const room = roomOf(resolved)
    if (room === undefined || room === roomOf(source)) continue
    importers.set(room, (importers.get(room) ?? new Set()).add(source))
  }
}
console.log('Files outside of a capability that import from it:')
for (const [room, files] of [...importers].sort()) {
  console.log(`  ${String(files.size).padStart(2)}  ${room}`)
  if (files.size > maxImporters) {
    problems.push(
      `${files.size} files import from features/${room}, at most ${maxImporters} may: ${[...files].join(', ')}`,
    )
  }
}
for (const file of globSync('src/**/*.ts')) {
  const text = readFileSync(file, 'utf8')
  const lines = text.split('\n').length - 1
  if (lines > maxLines) problems.push(`${file} has ${lines} lines, at most ${maxLines} may be in one file.`)
}
for (const problem of problems) console.error(problem)
console.log(`${problems.length} problems in ${summary.totalCruised} files`)
process.exitCode = problems.length > 0 ? 1 : 0
