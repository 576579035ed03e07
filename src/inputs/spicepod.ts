import { isUtf8 } from 'node:buffer'
import { lstat, readFile, stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import type { Environment } from '../github/event.ts'
import { isMap } from '../platform/json.ts'
import type { Redact } from '../platform/text.ts'
import { describeProblem, type Location, type Problem } from '../problem.ts'
import type { SpicepodReport } from './spicepod-checks.ts'
import { componentLists, toComparable } from './spicepod-value.ts'
import type { Fault, YamlDocument } from './yaml-value.ts'

/** The manifest of an app in the repository, read and checked. */
export interface Spicepod {
  /** As the user gave it. */
  path: string
  /** As its author wrote it. */
  text: string
  value: Readonly<Record<string, unknown>>
  /** Where the value at a path of keys and indexes is, or the last part of the path that is in the file. */
  locate: (...path: (string | number)[]) => Location
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

/**
 * Reads and checks the manifest.
 *
 * @param path empty to push none
 * @param workingDirectory relative to the workspace
 * @param checks `off` makes no report; `strict` adds its certain findings to those that make the file unusable
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
    const { inspectSpicepod } = await import('./spicepod-checks.ts')
    report = inspectSpicepod(yaml.parsed, file, redact)
  }
  if (manifest.kind === 'good') {
    const locate: Spicepod['locate'] = (...path) => ({ file, ...yaml.positionOf(...path) })
    return { spicepod: { path, text, value: manifest.value, locate }, report, problems: [] }
  }
  const faults = manifest.problems.map((fault) => toProblem(fault, file))
  // Lists that cannot be read make nonsense of warnings.
  const others = checks === 'strict' ? report?.problems.filter(({ certain }) => certain) : undefined
  const findings = [...faults, ...(others ?? [])]
  findings.sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
  return { problems: findings.map(describeFinding), findings }
}

function toProblem({ text: message, line, column }: Fault, file: string): Problem {
  return { kind: 'spicepod', name: file, certain: true, message, file, line, column }
}

/** A problem with its place, as one of several in a text. */
export function describeFinding(problem: Problem): string {
  const { file, line, column } = problem
  return `${file}, line ${line}, column ${column}: ${describeProblem(problem)}`
}

type Manifest = { kind: 'good'; value: Record<string, unknown> } | { kind: 'bad'; problems: Fault[] }

/** Checks what nobody could read: syntax, and that lists of components are lists of maps. */
export function checkManifest(yaml: YamlDocument): Manifest {
  const value = toComparable(yaml.value)
  const faults = yaml.faults.length > 0 ? yaml.faults : findFaults(value, yaml.positionOf)
  if (faults.length === 0 && isMap(value)) return { kind: 'good', value }
  return { kind: 'bad', problems: faults.slice(0, maxProblems) }
}

function findFaults(value: unknown, positionOf: YamlDocument['positionOf']): Fault[] {
  if (!isMap(value)) {
    return [{ text: 'A manifest must be a map with `version`, `kind` and `name`.', ...positionOf() }]
  }
  const members = new Map(Object.entries(value))
  const checkList = (name: string): Fault[] => {
    const list = members.get(name) ?? []
    if (!Array.isArray(list)) return [{ text: `\`${name}\` must be a list.`, ...positionOf(name) }]
    const odd = list.findIndex((item) => !isMap(item))
    // The items of other lists are names.
    if (odd < 0 || !(name in componentLists)) return []
    return [{ text: `Each item of \`${name}\` must be a map.`, ...positionOf(name, odd) }]
  }
  return [...Object.keys(componentLists), 'dependencies'].flatMap(checkList)
}

function tooLarge(path: string, bytes: number): string {
  return `\`${path}\` is too large: Spice Cloud accepts requests of at most 1 MiB (${maxBytes} bytes), but this one would have ${bytes} bytes.`
}

async function find(path: string) {
  return stat(path).catch(() => undefined)
}
