import { lstat, readFile, stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Environment } from '../context.ts'
import type { Location } from '../errors.ts'
import { defaultSpicepod } from '../inputs.ts'
import type { Redact } from '../text.ts'
import { toComparable } from './comparable.ts'

/** The manifest of an app as it stands in the repository, read and checked. */
export interface Spicepod {
  /** For people: as it was given. */
  path: string
  /** As its author wrote it. */
  text: string
  value: Readonly<Record<string, unknown>>
}

/** What the input `spicepod` leads to. */
export type GivenSpicepod =
  | { kind: 'given'; spicepod: Spicepod }
  /** Nothing is pushed; `why` is for people and empty where nobody has to be told. */
  | { kind: 'none'; why: string }
  | { kind: 'unusable'; problems: string[]; location: Location | undefined }

/** Largest request that Spice Cloud takes, in bytes. Source: `updateApp` of the API description (413). */
const mostBytes = 1024 * 1024

/**
 * Reads and checks the manifest.
 *
 * @param path as the input has it; empty where nothing is to be pushed
 * @param workingDirectory relative to the workspace
 * @param redact hides secrets in what is quoted of the manifest
 */
export async function readSpicepod(
  path: string,
  workingDirectory: string,
  env: Environment,
  redact: Redact,
): Promise<GivenSpicepod> {
  if (path === '') return { kind: 'none', why: '' }
  const workspace = env.GITHUB_WORKSPACE ?? '.'
  const folder = resolve(workspace, workingDirectory)
  const full = resolve(folder, path)
  const unusable = (problem: string): GivenSpicepod => ({
    kind: 'unusable',
    problems: [`\`spicepod\`: ${problem}`],
    location: undefined,
  })
  if (workingDirectory !== '.' && !(await isFolder(folder))) {
    const problems = [
      `\`working-directory\` must be a folder, but there is none at \`${workingDirectory}\` (looked for ${folder}).`,
    ]
    return { kind: 'unusable', problems, location: undefined }
  }
  const found = await stat(full).catch((error: NodeJS.ErrnoException) => error.code ?? error.message)
  if (found === 'ENOENT' && (await isLink(full))) return unusable(`\`${path}\` is a link to nothing.`)
  if (found === 'ENOENT' || found === 'ENOTDIR') {
    const other = (await exists(resolve(folder, 'spicepod.yml'))) ? ' There is a `spicepod.yml`, though.' : ''
    if (path === defaultSpicepod) {
      const why = `No ${defaultSpicepod} in ${folder}: the app keeps the spicepod that it has.${other}`
      return { kind: 'none', why }
    }
    return unusable(
      `there is no file \`${path}\` (looked for ${full}). Does the workflow check the repository out?${other}`,
    )
  }
  if (typeof found === 'string') return unusable(`\`${path}\` cannot be read (${found}).`)
  if (!found.isFile()) return unusable(`\`${path}\` is ${found.isDirectory() ? 'a directory' : 'no file'}.`)
  if (found.size > mostBytes) return unusable(tooLarge(path, found.size))
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(full))
  } catch (error) {
    const reason = error instanceof TypeError ? 'it is no UTF-8 text' : (error as Error).message
    return unusable(`\`${path}\` cannot be read (${reason}).`)
  }
  const bytes = Buffer.byteLength(JSON.stringify({ spicepod: text }))
  if (bytes > mostBytes) return unusable(tooLarge(path, bytes))

  // Loaded here: most of the time of a start would go into it otherwise, also where there is no manifest.
  const { checkManifest } = await import('./manifest.ts')
  const manifest = checkManifest(text, redact)
  if (manifest.kind === 'good') return { kind: 'given', spicepod: { path, text, value: manifest.value } }
  const file = relative(workspace, full).split(sep).join('/')
  const [first] = manifest.problems
  return {
    kind: 'unusable',
    problems: manifest.problems.map(
      ({ line, column, text }) => `${file}, line ${line}, column ${column}: ${text}`,
    ),
    location: first && { file, line: first.line, column: first.column },
  }
}

/** Whether an app holds a spicepod already. Compared as values, since the API keeps no text. */
export function isSameSpicepod(one: unknown, other: unknown): boolean {
  return isDeepStrictEqual(toComparable(one), toComparable(other))
}

function tooLarge(path: string, bytes: number): string {
  return `\`${path}\` is too large: Spice Cloud takes requests of at most 1 MiB (${mostBytes} bytes), and this would be one of ${bytes} bytes.`
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  )
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
