import { isUtf8 } from 'node:buffer'
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { TestFile } from '../data/test-file.ts'
import { InputError } from '../errors.ts'
import type { Environment } from '../github/event.ts'
import { isMap } from '../platform/json.ts'
import { comparePlaces, type Problem } from '../problem.ts'
import type { SpicepodReport } from '../spicepod/checks.ts'
import type { Spicepod } from '../spicepod/spicepod.ts'
import { defaultSpicepod, type Inputs } from './inputs.ts'

interface SpicepodInput {
  spicepod?: Spicepod
  /** Undefined if the spicepod is not checked. */
  report?: SpicepodReport | undefined
  /** There is no file, although the user did not turn the push off. */
  absence?: SpicepodAbsence
  problems: (string | Problem)[]
}

/** The default file of a spicepod is not there. */
export interface SpicepodAbsence {
  readonly isWorkspaceEmpty: boolean
  /** A sentence about a file with a similar name, after a space; may be empty. */
  readonly hint: string
}

/** Reads and checks the manifest, if there is one to push. */
export async function readSpicepod(
  path: string,
  { workingDirectory, spicepodChecks }: Pick<Inputs, 'workingDirectory' | 'spicepodChecks'>,
  env: Environment,
): Promise<SpicepodInput> {
  if (path === '') return { problems: [] }
  const folder = folderOf(workingDirectory, env)
  if (workingDirectory !== '.' && !isDirectory(folder)) {
    const problem = `\`working-directory\` must be a directory, but \`${workingDirectory}\` is not one (${folder}).`
    return { problems: [problem] }
  }
  const { text, file, problem, isMissing } = readText(path, folder, env, requestLimit)
  if (text === undefined) {
    const hint =
      isMissing && existsSync(resolve(folder, 'spicepod.yml')) ? ' There is a `spicepod.yml`, though.' : ''
    if (!isMissing || path !== defaultSpicepod) return unusable(`${problem}${hint}`)
    return { absence: { isWorkspaceEmpty: isEmpty(env.GITHUB_WORKSPACE ?? '.'), hint }, problems: [] }
  }
  return parseSpicepod(path, text, file, spicepodChecks)
}

/** Whether nothing was checked out. */
function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0
  } catch {
    return true
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

function unusable(problem: string): SpicepodInput {
  return { problems: [`\`spicepod\`: ${problem}`] }
}

/** Largest file, in bytes, and largest request that Spice Cloud accepts. Source: `updateApp` of the API description (413). */
const maxBytes = 1024 * 1024
const fileLimit = `at most 1 MiB (${maxBytes} bytes) is allowed, but it has`
const requestLimit = `Spice Cloud accepts requests of at most 1 MiB (${maxBytes} bytes), but this one would have`

/**
 * Reads and checks the text of a manifest. Findings of `strict` make it unusable, too.
 * @param file as places in it name it
 */
export async function parseSpicepod(
  path: string,
  text: string,
  file: string,
  spicepodChecks: Inputs['spicepodChecks'],
): Promise<SpicepodInput> {
  const size = Buffer.byteLength(JSON.stringify({ spicepod: text }))
  if (size > maxBytes) return unusable(describeSize(path, requestLimit, size))

  // Loaded here, because parsing YAML would take most of the time of a start that needs none.
  const [{ SpicepodDocument }, { checkManifest, inspectSpicepod }] = await Promise.all([
    import('../spicepod/document.ts'),
    import('../spicepod/checks.ts'),
  ])
  const document = new SpicepodDocument(text)
  const manifest = checkManifest(document)
  // After an error of its syntax the rest means little.
  const isChecked = spicepodChecks !== 'off' && isMap(document.value)
  const report = isChecked ? inspectSpicepod(document, file) : undefined
  if (manifest.kind === 'good') {
    const locate: Spicepod['locate'] = (...parts) => ({ file, ...document.positionOf(...parts) })
    return { spicepod: { path, text, value: manifest.value, locate }, report, problems: [] }
  }
  const subject = { code: 'spicepod-unreadable', kind: 'spicepod', name: file, certain: true, file } as const
  const faults = manifest.faults.map(({ text: message, ...place }) => ({ ...subject, message, ...place }))
  // Lists that cannot be read make nonsense of warnings.
  const others = spicepodChecks === 'strict' ? (report?.problems ?? []).filter(({ certain }) => certain) : []
  return { problems: [...faults, ...others].sort(comparePlaces) }
}

/** The path of the manifest from the root of the repository. @throws InputError if it leads out of it */
export function pathInRepository(
  { spicepod, workingDirectory }: Pick<Inputs, 'spicepod' | 'workingDirectory'>,
  env: Environment,
): string {
  const root = env.GITHUB_WORKSPACE ?? '.'
  const path = relative(root, resolve(folderOf(workingDirectory, env), spicepod)).replaceAll(sep, '/')
  if (path !== '' && !/^\.\.(\/|$)/.test(path) && !isAbsolute(path)) return path
  const base = workingDirectory === '.' ? '' : ` in \`working-directory\` \`${workingDirectory}\``
  throw new InputError([
    `\`spicepod\` must be the path of a file in the repository, but it is \`${spicepod}\`${base}.`,
  ])
}

export async function readTests(
  { testFile: path, workingDirectory }: Inputs,
  env: Environment,
): Promise<Pick<TestFile, 'tests' | 'warnings'> & { problems: (string | Problem)[] }> {
  const nothing = { tests: [], warnings: [] }
  if (path === undefined) return { ...nothing, problems: [] }
  const { text, file, problem } = readText(path, folderOf(workingDirectory, env), env)
  if (text === undefined) {
    const message = `\`test-file\`: ${problem}`
    if (file === undefined) return { ...nothing, problems: [message] }
    const subject = { code: 'test-file-invalid', kind: 'test', name: '', certain: true } as const
    return { ...nothing, problems: [{ ...subject, message, file, line: 1, column: 1 }] }
  }
  const { readTestFile } = await import('../data/test-file.ts')
  return readTestFile(text, file)
}

/** The text of a file, or a sentence that says why it cannot be used. The file is relative to the root of the repository. */
type FileContent =
  | { text: string; file: string; problem?: undefined; isMissing?: undefined }
  | { text?: undefined; file?: string; problem: string; isMissing?: boolean }

/** The folder that paths in the inputs are relative to. */
export function folderOf(workingDirectory: string, env: Environment): string {
  return resolve(env.GITHUB_WORKSPACE ?? '.', workingDirectory)
}

/** @param limit how much is allowed, and `it has` or the like */
function describeSize(path: string, limit: string, bytes: number): string {
  return `\`${path}\` is too large: ${limit} ${bytes} bytes.`
}

/**
 * Reads a file at once: waiting for one takes longer than reading it, and nothing else can happen before it is read.
 * @param limit the start of the sentence about a file that is too large
 */
export function readText(path: string, folder: string, env: Environment, limit = fileLimit): FileContent {
  const full = resolve(folder, path)
  try {
    const stats = statSync(full, { throwIfNoEntry: false })
    if (stats === undefined) return describeMissing(path, full)
    if (!stats.isFile()) {
      return { problem: `\`${path}\` is ${stats.isDirectory() ? 'a directory' : 'not a file'}.` }
    }
    const file = relative(env.GITHUB_WORKSPACE ?? '.', full).replaceAll(sep, '/')
    if (stats.size > maxBytes) return { file, problem: describeSize(path, limit, stats.size) }
    const bytes = readFileSync(full)
    if (!isUtf8(bytes)) return { file, problem: `\`${path}\` cannot be read (it is not UTF-8 text).` }
    return { text: bytes.toString(), file }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { problem: `\`${path}\` cannot be read (${code ?? message}).` }
  }
}

function describeMissing(path: string, full: string): FileContent {
  if (lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink()) {
    return { problem: `the target of the link \`${path}\` does not exist.` }
  }
  const problem = `the file \`${path}\` does not exist (${full}). Does the workflow check out the repository?`
  return { isMissing: true, problem }
}
