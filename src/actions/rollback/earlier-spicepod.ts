import { posix } from 'node:path'
import { InputError, PreconditionError } from '../../core/errors.ts'
import type { Return } from '../../core/outcome.ts'
import type { Run } from '../../core/run.ts'
import { NoSuchFileError, readFileAt, readTree } from '../../github/contents.ts'
import { shortCommit } from '../../github/event.ts'
import type { RepositoryRun } from '../../github/octokit.ts'
import { findProvenance } from '../../github/provenance.ts'
import { parseSpicepod } from '../../inputs/files.ts'
import { isMap } from '../../platform/json.ts'
import { collapse, cut, endWithStop, join, listNames, messageOf, oneLineOfCode } from '../../platform/text.ts'
import { SpicepodDocument } from '../../spicepod/document.ts'

// Spice Cloud keeps no earlier spicepods; the repository does.

/** The file of the spicepod at commits, each of which is read once. */
export class EarlierSpicepods {
  /** From the root of the repository. */
  readonly path: string
  readonly contents: RepositoryRun
  readonly #texts = new Map<string, Promise<string>>()

  constructor(path: string, { inputs, env, fetch, clock, deadline }: Run) {
    this.path = path
    this.contents = { token: inputs.githubToken, env, fetch, clock, remainingMs: deadline.remainingMs }
  }

  /** @throws Error whose message is the end of a sentence */
  textAt(commitSha: string): Promise<string> {
    const reading = this.#texts.get(commitSha) ?? readFileAt(this.path, commitSha, this.contents)
    this.#texts.set(commitSha, reading)
    return reading
  }

  /** Undefined if it cannot be read. */
  async valueAt(commitSha: string | undefined): Promise<object | undefined> {
    const text = commitSha && (await this.textAt(commitSha).catch(() => undefined))
    const value = text ? new SpicepodDocument(text).value : undefined
    return isMap(value) ? value : undefined
  }
}

/**
 * Reads and checks the spicepod as it was at the commit of an earlier deployment.
 * @param isNamed whether the inputs name the whole commit, so that somebody wants this one and no other
 * @throws PreconditionError if it cannot be read, is no spicepod, or was never accepted into the repository
 */
export async function readEarlierSpicepod(
  earlier: EarlierSpicepods,
  { to, commitSha }: Return,
  isNamed: boolean,
  run: Run,
): Promise<Pick<Run, 'spicepodReport' | 'desired'>> {
  const { inputs, emit } = run
  const { path, contents } = earlier
  const commit = shortCommit(commitSha)
  const refuse = (why: string) =>
    new PreconditionError(
      `The spicepod of deployment ${to.id} cannot be used: \`${path}\` at commit ${commit}: ${endWithStop(why)}`,
      `Check \`spicepod\` and \`working-directory\`, that the commit is in this repository, and that \`github-token\` can read it (\`permissions: contents: read\`). To go back by hand, check out commit ${commit} and deploy it with the deploying action.`,
    )
  const tracing = findProvenance(commitSha, to.branch ?? undefined, contents)
  const manifest = await earlier.textAt(commitSha).catch(async (error) => {
    const moved = error instanceof NoSuchFileError && (await findMoved(path, commitSha, contents))
    throw moved || refuse(messageOf(error))
  })
  // Places in it are not those of the file that is checked out.
  const place = `${path}@${commit}`
  const { spicepod, report, problems } = await parseSpicepod(place, manifest, place, inputs.spicepodChecks)
  if (spicepod === undefined) throw refuse(new InputError(problems).problems.join(' '))
  const provenance = await tracing
  if (provenance.kind === 'unknown') {
    const text = `Could not check whether commit ${commit} was accepted into this repository: ${endWithStop(provenance.reason)} Check that its spicepod is what you want to deploy.`
    emit({ type: 'warning', text })
  } else if (provenance.kind === 'foreign') {
    const text = `Commit ${commitSha} is neither on the default branch of this repository nor on the branch on record (${cut(collapse(to.branch ?? 'none'), 200)}), and is not the head of a merged pull request: it was removed, or comes from another branch, a fork or an unrelated history.`
    const todo = 'Check that its spicepod is what you want to deploy.'
    if (!isNamed) {
      throw new PreconditionError(text, `${todo} Then set \`to: ${commitSha}\` to deploy it nevertheless.`)
    }
    emit({ type: 'warning', text: `${text} ${todo}` })
  }
  return { desired: { ...run.desired, spicepod }, spicepodReport: report }
}

const maxPaths = 5

/** Says where else a commit has a file of this name: a repository may have many apps. @returns undefined if nowhere */
async function findMoved(
  path: string,
  commitSha: string,
  contents: RepositoryRun,
): Promise<PreconditionError | undefined> {
  const tree = await readTree(commitSha, contents).catch(() => undefined)
  const name = posix.basename(path)
  const paths = [...(tree?.ids.keys() ?? [])].filter((each) => posix.basename(each) === name).sort()
  const [only = '', ...others] = paths
  if (paths.length === 0) return undefined
  const rest = paths.length > maxPaths && ` and ${paths.length - maxPaths} more`
  const found = join('', listNames(paths.slice(0, maxPaths).map(oneLineOfCode)), rest)
  const verb = others.length > 0 ? 'are' : 'is'
  const todo =
    others.length > 0
      ? 'set `working-directory` to the folder of this app.'
      : `set \`working-directory: ${oneLineOfCode(posix.dirname(only))}\`.`
  return new PreconditionError(
    `No ${path} at commit ${shortCommit(commitSha)}; ${found} ${verb} there: ${todo}`,
    '',
  )
}
