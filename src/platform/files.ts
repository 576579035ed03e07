import { isUtf8 } from 'node:buffer'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { glob } from 'node:fs/promises'
import nodePath, { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'

// The one place that opens files which inputs name. The checkout may be somebody else's while the workflow is not, so a
// link in it must not make the action read, compare and show a file that is not part of it.

type Environment = Readonly<Record<string, string | undefined>>

/** Where the relative paths of an input start, and whose environment names the roots. */
export interface Base {
  readonly workingDirectory: string
  readonly env: Environment
}

/** The text of a file, or the end of a sentence about it. The file is relative to the root of the repository. */
type FileContent =
  | { text: string; file: string; problem?: undefined; isMissing?: undefined }
  | { text?: undefined; file?: string; problem: string; isMissing?: boolean }

/** Largest file that is read, in bytes. */
export const maxFileBytes = 1024 * 1024

const tooLarge = `at most 1 MiB (${maxFileBytes} bytes) is allowed, but it has`

/** The workspace, or the current folder outside of a job. */
export function workspaceOf(env: Environment): string {
  return resolve(env.GITHUB_WORKSPACE || '.')
}

/** The root of the repository of a folder: the nearest one that has `.git`, which is a file in a worktree, else the workspace. */
export function rootOf(folder: string, env: Environment): string {
  for (let at = folder; ; at = dirname(at)) {
    if (realPathOf(join(at, '.git')) !== undefined) return at
    if (at === dirname(at)) return workspaceOf(env)
  }
}

/** The path of a file from the root of its repository, which may be checked out below the workspace. @param file absolute */
export function pathInRepository(file: string, env: Environment): string {
  return relative(rootOf(dirname(file), env), file).replaceAll(sep, '/')
}

/** Whether nothing was checked out. */
export function isWorkspaceEmpty(env: Environment): boolean {
  try {
    return readdirSync(workspaceOf(env)).length === 0
  } catch {
    return true
  }
}

/** The folder that paths in the inputs are relative to. */
export function folderOf({ workingDirectory, env }: Base): string {
  return resolve(workspaceOf(env), workingDirectory)
}

/** @param paths how the system writes paths; tests pass those of another one */
export function isWithin(folder: string, path: string, paths: nodePath.PlatformPath = nodePath): boolean {
  const way = paths.relative(folder, path)
  return !/^\.\.(?:[\\/]|$)/.test(way) && !paths.isAbsolute(way)
}

/**
 * Reads a file of text at once: waiting for one takes longer than reading it, and nothing else can happen before it is read.
 * @param limit the start of the sentence about a file that is too large
 */
export function readText(path: string, base: Base, limit = tooLarge): FileContent {
  const name = `\`${path}\``
  const located = locate(path, base)
  if ('refusal' in located) return { problem: `${name} ${located.refusal}` }
  const { full, real } = located
  try {
    const kind = kindAt(real)
    if (kind === 'missing') return describeMissing(name, full)
    if (kind !== 'file')
      return { problem: `${name} is ${kind === 'directory' ? 'a directory' : 'not a file'}.` }
    const bytes = readRegularFile(real)
    if (bytes === undefined) return { problem: `${name} was replaced while it was read.` }
    const file = relative(workspaceOf(base.env), full).replaceAll(sep, '/')
    if (typeof bytes === 'number') return { file, problem: describeSize(name, limit, bytes) }
    if (!isUtf8(bytes)) return { file, problem: `${name} cannot be read (it is not UTF-8 text).` }
    return { text: bytes.toString(), file }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return { problem: `${name} cannot be read (${code ?? message}).` }
  }
}

/** @param limit how much is allowed, and `it has` or the like */
export function describeSize(name: string, limit: string, bytes: number): string {
  return `${name} is too large: ${limit} ${bytes} bytes.`
}

/** What is at a path. `refusal` says as the end of a sentence why the action does not read it. */
export function findEntry(path: string, base: Base): { kind: Kind } | { kind: 'refused'; refusal: string } {
  const located = locate(path, base)
  if ('refusal' in located) return { kind: 'refused', ...located }
  try {
    return { kind: kindAt(located.real) }
  } catch {
    return { kind: 'missing' }
  }
}

/**
 * The files that match a glob, as paths from the workspace. A link to a folder that leads out of its root is not entered,
 * because what is there would be listed: it is among those that were skipped.
 */
export async function findFiles(
  pattern: string,
  env: Environment,
): Promise<{ files: string[]; skipped: string[] }> {
  const base = { workingDirectory: '.', env }
  const cwd = workspaceOf(env)
  const toPath = (match: string) => relative(cwd, resolve(cwd, match)).replaceAll(sep, '/')
  const skipped = new Set<string>()
  const isSkipped = (folder: string) => {
    const isOut = isWithin(cwd, resolve(cwd, folder)) && findEntry(folder, base).kind === 'refused'
    if (isOut) skipped.add(toPath(folder))
    return isOut
  }
  const exclude = (path: string) =>
    /(^|[\\/])(node_modules|\.git)$/.test(path) || (isLinkToFolder(resolve(cwd, path)) && isSkipped(path))
  const files = new Set<string>()
  for await (const match of glob(pattern, { cwd, exclude })) {
    // A pattern may go through a link by its name, without asking what is to be excluded.
    if (isSkipped(dirname(match))) continue
    const { kind } = findEntry(match, base)
    if (kind === 'file' || kind === 'refused') files.add(toPath(match))
  }
  return { files: [...files].sort(), skipped: [...skipped].sort() }
}

export function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}

type Kind = 'file' | 'directory' | 'other' | 'missing'

function kindAt(path: string): Kind {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) return 'missing'
  if (stats.isFile()) return 'file'
  return stats.isDirectory() ? 'directory' : 'other'
}

/**
 * Finds a path among the roots, before anything at it is opened. Its real path has to lie in the root in which it lies as
 * it is written, so that no link of the repository leads to files of the runner.
 */
function locate(path: string, base: Base): { full: string; real: string } | { refusal: string } {
  const full = resolve(folderOf(base), path)
  const root = rootsOf(base)
    .filter(({ folder }) => isWithin(folder, full))
    // The innermost one, because roots may lie inside each other.
    .sort((left, right) => right.folder.length - left.folder.length)[0]
  if (root === undefined) return { refusal: `lies outside of the workspace. ${whereFilesLie}` }
  const [real, realRoot] = [followLinks(full), followLinks(root.folder)]
  if (!isWithin(realRoot, real)) {
    return { refusal: `is a link that leads out of ${root.name}. ${whereFilesLie}` }
  }
  const isOfGit = [relative(root.folder, full), relative(realRoot, real)].some((way) =>
    way.split(sep).some((part) => part.toLowerCase() === '.git'),
  )
  if (isOfGit) return { refusal: `lies below \`.git\`, where credentials may be. ${whereFilesLie}` }
  return { full, real }
}

const whereFilesLie =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is what one writes into a workflow.
  'Files are read from the workspace and the folder for temporary files: if a step makes this one, write it to `${{ runner.temp }}`.'

function rootsOf({ workingDirectory, env }: Base): { folder: string; name: string }[] {
  const workspace = workspaceOf(env)
  const roots = [{ folder: workspace, name: 'the repository' }]
  if (env.RUNNER_TEMP && isAbsolute(env.RUNNER_TEMP)) {
    roots.push({ folder: resolve(env.RUNNER_TEMP), name: '`RUNNER_TEMP`' })
  }
  if (isAbsolute(workingDirectory) && !isWithin(workspace, resolve(workingDirectory))) {
    roots.push({ folder: resolve(workingDirectory), name: '`working-directory`' })
  }
  return roots
}

const maxLinks = 40

/** The real path of what is, or would be, at a path. So a link that leads out is one, whether or not its target exists. */
function followLinks(path: string, links = maxLinks): string {
  try {
    return realpathSync.native(path)
  } catch {
    const folder = dirname(path)
    if (folder === path || links === 0) return path
    const target = readLink(path)
    if (target !== undefined) return followLinks(resolve(followLinks(folder, links - 1), target), links - 1)
    return join(followLinks(folder, links), basename(path))
  }
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

function isLinkToFolder(path: string): boolean {
  try {
    return readLink(path) !== undefined && kindAt(path) === 'directory'
  } catch {
    // Its links are a circle.
    return false
  }
}

/**
 * Reads what is at a real path, or only its size if it is too large. Undefined if it is no file or if another one has
 * taken its place since it was looked at: the file is opened without waiting for the other end of a pipe, and then
 * compared with what the path leads to.
 */
function readRegularFile(real: string): Buffer | number | undefined {
  // Windows has no such flag, and no pipes in folders.
  const descriptor = openSync(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const opened = fstatSync(descriptor, { bigint: true })
    const found = statSync(real, { bigint: true })
    const isSame = opened.dev === found.dev && opened.ino === found.ino && realpathSync.native(real) === real
    if (!opened.isFile() || !isSame) return undefined
    return opened.size > maxFileBytes ? Number(opened.size) : readFileSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function describeMissing(name: string, full: string): FileContent {
  if (lstatSync(full, { throwIfNoEntry: false })?.isSymbolicLink()) {
    return { problem: `the target of the link ${name} does not exist.` }
  }
  const problem = `the file ${name} does not exist (${full}). Does the workflow check out the repository?`
  return { isMissing: true, problem }
}
