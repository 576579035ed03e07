import { relative, resolve, sep } from 'node:path'
import { InputError } from '../core/errors.ts'
import { comparePlaces, type Problem } from '../core/problem.ts'
import type { SpicepodReport } from '../features/checks/spicepod.ts'
import type { TestFile } from '../features/data-tests/test-file.ts'
import type { Environment } from '../github/event.ts'
import { nextTurn } from '../platform/clock.ts'
import {
  describeSize,
  findEntry,
  folderOf,
  isWithin,
  isWorkspaceEmpty,
  maxFileBytes,
  readText,
  workspaceOf,
} from '../platform/files.ts'
import { isMap } from '../platform/json.ts'
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
  const base = { workingDirectory, env }
  const folder = folderOf(base)
  const entry = findEntry('.', base)
  if (workingDirectory !== '.' && entry.kind !== 'directory') {
    const why =
      entry.kind === 'refused' ? `it ${entry.refusal}` : `\`${workingDirectory}\` is not one (${folder}).`
    return { problems: [`\`working-directory\` must be a directory, but ${why}`] }
  }
  const { text, file, problem, isMissing } = readText(path, base, requestLimit)
  if (text === undefined) {
    const isOtherThere = isMissing && findEntry('spicepod.yml', base).kind === 'file'
    const hint = isOtherThere ? ' There is a `spicepod.yml`, though.' : ''
    if (!isMissing || path !== defaultSpicepod) return unusable(`${problem}${hint}`)
    return { absence: { isWorkspaceEmpty: isWorkspaceEmpty(env), hint }, problems: [] }
  }
  return parseSpicepod(path, text, file, spicepodChecks)
}

function unusable(problem: string): SpicepodInput {
  return { problems: [`\`spicepod\`: ${problem}`] }
}

/** Largest request that Spice Cloud accepts, in bytes: as large as the largest file. Source: `updateApp` of the API description (413). */
const requestLimit = `Spice Cloud accepts requests of at most 1 MiB (${maxFileBytes} bytes), but this one would have`

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
  if (size > maxFileBytes) return unusable(describeSize(`\`${path}\``, requestLimit, size))

  // Loaded here, because parsing YAML would take most of the time of a start that needs none.
  const [{ SpicepodDocument }, { checkManifest, inspectSpicepod }] = await Promise.all([
    import('../spicepod/document.ts'),
    import('../features/checks/spicepod.ts'),
  ])
  await nextTurn()
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

/** The path of the manifest in the workspace. @throws InputError if it leads out of it */
export function pathInWorkspace(
  { spicepod, workingDirectory }: Pick<Inputs, 'spicepod' | 'workingDirectory'>,
  env: Environment,
): string {
  const root = workspaceOf(env)
  const full = resolve(folderOf({ workingDirectory, env }), spicepod)
  if (full !== root && isWithin(root, full)) return relative(root, full).replaceAll(sep, '/')
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
  const { text, file, problem } = readText(path, { workingDirectory, env })
  if (text === undefined) {
    const message = `\`test-file\`: ${problem}`
    if (file === undefined) return { ...nothing, problems: [message] }
    const subject = { code: 'test-file-invalid', kind: 'test', name: '', certain: true } as const
    return { ...nothing, problems: [{ ...subject, message, file, line: 1, column: 1 }] }
  }
  const { readTestFile } = await import('../features/data-tests/test-file.ts')
  await nextTurn()
  return readTestFile(text, file)
}
