import { isUtf8 } from 'node:buffer'
import { lstat, readFile, stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import type { Environment } from '../github/event.ts'
import { isMap } from '../platform/json.ts'
import type { Redact } from '../platform/text.ts'
import { describeFinding, type Problem } from '../problem.ts'
import type { SpicepodReport } from '../spicepod/checks.ts'
import type { Spicepod } from '../spicepod/spicepod.ts'

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

type FileContent =
  | { kind: 'text'; text: string }
  | { kind: 'missing' }
  /** `problem` is a sentence. */
  | { kind: 'unusable'; problem: string }

/** The default of the input: a file that does not have to exist. */
export const defaultSpicepod = 'spicepod.yaml'
/** Largest request that Spice Cloud accepts, in bytes. Source: `updateApp` of the API description (413). */
const maxBytes = 1024 * 1024

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
  if (workingDirectory !== '.' && !(await find(folder))?.isDirectory()) {
    const problem = `\`working-directory\` must be a directory, but \`${workingDirectory}\` is not one (${folder}).`
    return { problems: [problem] }
  }
  const content = await readText(full, path)
  if (content.kind === 'unusable') return { problems: [`\`spicepod\`: ${content.problem}`] }
  if (content.kind === 'missing') {
    const hint = (await find(resolve(folder, 'spicepod.yml'))) ? ' There is a `spicepod.yml`, though.' : ''
    if (path === defaultSpicepod) {
      const note = `No ${defaultSpicepod} in ${folder}; deploying with the app's current spicepod.${hint}`
      return { note, problems: [] }
    }
    const problem = `the file \`${path}\` does not exist (${full}). Does the workflow check out the repository?${hint}`
    return { problems: [`\`spicepod\`: ${problem}`] }
  }

  // Loaded here, because parsing YAML would take most of the time of a start that needs none.
  const { checkManifest, SpicepodDocument } = await import('../spicepod/document.ts')
  const { text } = content
  const document = new SpicepodDocument(text, redact)
  const manifest = checkManifest(document)
  const file = relative(workspace, full).split(sep).join('/')
  let report: SpicepodReport | undefined
  // After an error of its syntax the rest means little.
  if (checks !== 'off' && isMap(document.value)) {
    const { inspectSpicepod } = await import('../spicepod/checks.ts')
    report = inspectSpicepod(document, file, redact)
  }
  if (manifest.kind === 'good') {
    const locate: Spicepod['locate'] = (...parts) => ({ file, ...document.positionOf(...parts) })
    return { spicepod: { path, text, value: manifest.value, locate }, report, problems: [] }
  }
  const faults = manifest.faults.map(
    ({ text: message, ...place }): Problem => ({
      code: 'spicepod-unreadable',
      kind: 'spicepod',
      name: file,
      certain: true,
      message,
      file,
      ...place,
    }),
  )
  // Lists that cannot be read make nonsense of warnings.
  const others = checks === 'strict' ? report?.problems.filter(({ certain }) => certain) : undefined
  const findings = [...faults, ...(others ?? [])]
  findings.sort((left, right) => (left.line ?? 0) - (right.line ?? 0))
  return { problems: findings.map(describeFinding), findings }
}

/** @param path as the user gave it */
async function readText(full: string, path: string): Promise<FileContent> {
  const unusable = (problem: string): FileContent => ({ kind: 'unusable', problem })
  try {
    const file = await stat(full)
    if (!file.isFile())
      return unusable(`\`${path}\` is ${file.isDirectory() ? 'a directory' : 'not a file'}.`)
    if (file.size > maxBytes) return unusable(describeSize(path, file.size))
    const bytes = await readFile(full)
    if (!isUtf8(bytes)) return unusable(`\`${path}\` cannot be read (it is not UTF-8 text).`)
    const text = bytes.toString()
    const size = Buffer.byteLength(JSON.stringify({ spicepod: text }))
    return size > maxBytes ? unusable(describeSize(path, size)) : { kind: 'text', text }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      return unusable(`\`${path}\` cannot be read (${code ?? message}).`)
    }
    const link = await lstat(full).catch(() => undefined)
    if (!link?.isSymbolicLink()) return { kind: 'missing' }
    return unusable(`the target of the link \`${path}\` does not exist.`)
  }
}

function describeSize(path: string, bytes: number): string {
  return `\`${path}\` is too large: Spice Cloud accepts requests of at most 1 MiB (${maxBytes} bytes), but this one would have ${bytes} bytes.`
}

async function find(path: string) {
  return stat(path).catch(() => undefined)
}
