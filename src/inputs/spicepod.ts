import { isUtf8 } from 'node:buffer'
import { lstat, readFile, stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Environment } from '../github/event.ts'
import type { Redact } from '../platform/text.ts'
import { describeProblem, type Problem } from '../problem.ts'
import type { SpicepodReport } from './spicepod-report.ts'
import type { Fault, Position, YamlDocument } from './yaml-value.ts'

/** The manifest of an app in the repository, read and checked. */
export interface Spicepod {
  /** As the user gave it. */
  path: string
  /** As its author wrote it. */
  text: string
  value: Readonly<Record<string, unknown>>
}

interface SpicepodInput {
  spicepod?: Spicepod
  /** Undefined if the spicepod is not checked. */
  report?: SpicepodReport | undefined
  /** Why none is pushed, although the user did not request that. */
  note?: string
  problems: string[]
  /** The problems that are at a place in the file, and warnings beside them. */
  findings?: Problem[]
}

/** The default of the input: a file that does not have to exist. */
export const defaultSpicepod = 'spicepod.yaml'
/** Largest request that Spice Cloud accepts, in bytes. Source: `updateApp` of the API description (413). */
const maxBytes = 1024 * 1024
/** Maximum number of problems in one message: more would not be read. */
const maxProblems = 5
/** The parts of a spicepod that are lists of components. */
const lists = ['datasets', 'views', 'models', 'embeddings', 'tools', 'catalogs']

/**
 * Reads and checks the manifest.
 *
 * @param path empty to push none
 * @param workingDirectory relative to the workspace
 * @param checks `strict` also refuses what has no head
 * @param redact hides secrets in what is quoted of the manifest
 */
export async function readSpicepod(
  path: string,
  workingDirectory: string,
  checks: 'strict' | 'warn' | 'off',
  env: Environment,
  redact: Redact,
): Promise<SpicepodInput> {
  if (path === '') return { problems: [] }
  const workspace = env.GITHUB_WORKSPACE ?? '.'
  const folder = resolve(workspace, workingDirectory)
  const full = resolve(folder, path)
  const unusable = (problem: string): SpicepodInput => ({ problems: [`\`spicepod\`: ${problem}`] })
  if (workingDirectory !== '.' && !(await find(folder))?.isDirectory()) {
    const problem = `\`working-directory\` must be a directory, but \`${workingDirectory}\` is not one (${folder}).`
    return { problems: [problem] }
  }
  const found = await stat(full).catch((error: NodeJS.ErrnoException) => error.code ?? error.message)
  if (found === 'ENOENT' || found === 'ENOTDIR') {
    const link = await lstat(full).catch(() => undefined)
    if (link?.isSymbolicLink()) return unusable(`the target of the link \`${path}\` does not exist.`)
    const other = (await find(resolve(folder, 'spicepod.yml'))) ? ' There is a `spicepod.yml`, though.' : ''
    if (path === defaultSpicepod) {
      const note = `No ${defaultSpicepod} in ${folder}; deploying with the app's current spicepod.${other}`
      return { note, problems: [] }
    }
    return unusable(
      `the file \`${path}\` does not exist (${full}). Does the workflow check out the repository?${other}`,
    )
  }
  if (typeof found === 'string') return unusable(`\`${path}\` cannot be read (${found}).`)
  if (!found.isFile())
    return unusable(`\`${path}\` is ${found.isDirectory() ? 'a directory' : 'not a file'}.`)
  if (found.size > maxBytes) return unusable(tooLarge(path, found.size))
  const content = await readFile(full).catch((error: Error) => error.message)
  if (typeof content === 'string') return unusable(`\`${path}\` cannot be read (${content}).`)
  if (!isUtf8(content)) return unusable(`\`${path}\` cannot be read (it is not UTF-8 text).`)
  const text = content.toString()
  const bytes = Buffer.byteLength(JSON.stringify({ spicepod: text }))
  if (bytes > maxBytes) return unusable(tooLarge(path, bytes))

  // Loaded here, because parsing YAML would take most of the time of a start that needs none.
  const { readYaml } = await import('./yaml-value.ts')
  const yaml = readYaml(text, redact)
  const manifest = checkManifest(yaml)
  const value = toComparable(yaml.value)
  const file = relative(workspace, full).split(sep).join('/')
  let report: SpicepodReport | undefined
  // After an error of its syntax the rest means little.
  if (checks !== 'off' && yaml.parsed !== undefined && isMap(value)) {
    const { inspectSpicepod } = await import('./spicepod-report.ts')
    report = inspectSpicepod(yaml.parsed, file, redact)
  }
  const faults = manifest.kind === 'bad' ? manifest.problems.map((fault) => toProblem(fault, file)) : []
  // What is no manifest of any app is refused at once. Other findings do not apply to apps connected to GitHub.
  const isOdd = checks === 'strict' && isMap(value) && !hasHead(value)
  if (manifest.kind === 'good' && !isOdd) {
    return { spicepod: { path, text, value: manifest.value }, report, problems: [] }
  }
  const others = checks === 'strict' ? (report?.problems ?? []) : []
  // Lists that cannot be read make nonsense of warnings.
  const findings = [...faults, ...others.filter(({ certain }) => certain || faults.length === 0)]
  findings.sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
  const certain = findings.filter((finding) => finding.certain)
  return { problems: certain.map(describeFinding), findings }
}

function toProblem({ text: message, line, column }: { text: string } & Position, file: string): Problem {
  return { kind: 'spicepod', name: file, certain: true, message, file, line, column }
}

/** A problem with its place, as one of several in a text. */
export function describeFinding(problem: Problem): string {
  const { file, line, column } = problem
  return `${file}, line ${line}, column ${column}: ${describeProblem(problem)}`
}

function hasHead({ version, kind, name }: Readonly<Record<string, unknown>>): boolean {
  const isGiven = (value: unknown) => value !== null && value !== undefined && String(value).trim() !== ''
  return isGiven(version) && kind === 'Spicepod' && typeof name === 'string' && isGiven(name)
}

type Manifest =
  | { kind: 'good'; value: Record<string, unknown> }
  /** A sentence each. */
  | { kind: 'bad'; problems: ({ text: string } & Position)[] }

/** Checks what nobody could read: syntax, and that lists of components are lists of maps. */
export function checkManifest(yaml: YamlDocument): Manifest {
  const value = toComparable(yaml.value)
  const faults = yaml.faults.length > 0 ? yaml.faults : findFaults(value, yaml.offsetOf)
  if (faults.length === 0 && isMap(value)) return { kind: 'good', value }
  const problems = faults
    .slice(0, maxProblems)
    .map(({ text, offset }) => ({ text, ...yaml.positionOf(offset) }))
  return { kind: 'bad', problems }
}

function findFaults(value: unknown, offsetOf: YamlDocument['offsetOf']): Fault[] {
  if (!isMap(value)) {
    return [{ text: 'A manifest must be a map with `version`, `kind` and `name`.', offset: offsetOf() }]
  }
  const members = new Map(Object.entries(value))
  const checkList = (name: string): Fault[] => {
    const list = members.get(name) ?? []
    if (!Array.isArray(list)) return [{ text: `\`${name}\` must be a list.`, offset: offsetOf(name) }]
    const odd = list.findIndex((item) => !isMap(item))
    if (odd < 0) return []
    return [{ text: `Each item of \`${name}\` must be a map.`, offset: offsetOf(name, odd) }]
  }
  return lists.flatMap(checkList)
}

/** Whether two spicepods are the same. They are compared as values, because the API does not keep the text. */
export function isSameSpicepod(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(toComparable(one), toComparable(other))
}

/**
 * Merges the values of `<<` keys into their maps, as YAML 1.1 does: YAML 1.2 has no such keys, and a server may keep
 * either form. Decimals become doubles, because most servers keep them as such.
 */
export function toComparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toComparable)
  if (JSON.isRawJSON(value)) return /^-?\d+$/.test(value.rawJSON) ? value : Number(value.rawJSON)
  if (!isMap(value)) return value
  const members = new Map(Object.entries(value).map(([key, member]) => [key, toComparable(member)]))
  const merged = members.get('<<')
  const sources = Array.isArray(merged) ? merged : [merged]
  if (!sources.every(isMap)) return Object.fromEntries(members)
  members.delete('<<')
  // Earlier maps win over later ones, and the keys of the map itself over all of them.
  const added = sources.toReversed().flatMap((source) => Object.entries(source))
  return Object.fromEntries([...added, ...members])
}

/** Whether a value is a map. A number that is kept as text is an object too, but not a map. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value)
}

function tooLarge(path: string, bytes: number): string {
  return `\`${path}\` is too large: Spice Cloud accepts requests of at most 1 MiB (${maxBytes} bytes), but this one would have ${bytes} bytes.`
}

async function find(path: string) {
  return stat(path).catch(() => undefined)
}
