import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Environment } from '../github/event.ts'
import { isMap } from '../platform/json.ts'
import type { Redact } from '../platform/text.ts'
import { describeFinding, type Problem } from '../problem.ts'
import type { SpicepodReport } from '../spicepod/checks.ts'
import type { Spicepod } from '../spicepod/spicepod.ts'
import { describeSize, folderOf, maxBytes, readText } from './file.ts'
import { defaultSpicepod, type Inputs } from './inputs.ts'

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

/**
 * Reads and checks the manifest.
 *
 * @param path empty to push none
 * @param inputs.workingDirectory relative to the workspace
 * @param inputs.spicepodChecks `off` makes no report; `strict` adds its certain findings to those that make the file
 * unusable
 * @param redact hides secrets in what is quoted of the manifest
 */
export async function readSpicepod(
  path: string,
  { workingDirectory, spicepodChecks }: Pick<Inputs, 'workingDirectory' | 'spicepodChecks'>,
  env: Environment,
  redact: Redact,
): Promise<SpicepodInput> {
  if (path === '') return { problems: [] }
  const unusable = (problem: string) => ({ problems: [`\`spicepod\`: ${problem}`] })
  const folder = folderOf(workingDirectory, env)
  if (workingDirectory !== '.' && !(await stat(folder).catch(() => undefined))?.isDirectory()) {
    const problem = `\`working-directory\` must be a directory, but \`${workingDirectory}\` is not one (${folder}).`
    return { problems: [problem] }
  }
  const limit = `Spice Cloud accepts requests of at most 1 MiB (${maxBytes} bytes), but this one would have`
  const content = await readText(path, folder, env, limit)
  if (content.kind === 'unusable') return unusable(content.problem)
  if (content.kind === 'missing') {
    const hint = existsSync(resolve(folder, 'spicepod.yml')) ? ' There is a `spicepod.yml`, though.' : ''
    if (path !== defaultSpicepod) return unusable(`${content.problem}${hint}`)
    const note = `No ${defaultSpicepod} in ${folder}; deploying with the app's current spicepod.${hint}`
    return { note, problems: [] }
  }
  const { text, file } = content
  const size = Buffer.byteLength(JSON.stringify({ spicepod: text }))
  if (size > maxBytes) return unusable(describeSize(path, limit, size))

  // Loaded here, because parsing YAML would take most of the time of a start that needs none.
  const { checkManifest, SpicepodDocument } = await import('../spicepod/document.ts')
  const document = new SpicepodDocument(text, redact)
  const manifest = checkManifest(document)
  let report: SpicepodReport | undefined
  // After an error of its syntax the rest means little.
  if (spicepodChecks !== 'off' && isMap(document.value)) {
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
  const others = spicepodChecks === 'strict' ? report?.problems.filter(({ certain }) => certain) : undefined
  const findings = [...faults, ...(others ?? [])]
  findings.sort((left, right) => (left.line ?? 0) - (right.line ?? 0))
  return { problems: findings.map(describeFinding), findings }
}
