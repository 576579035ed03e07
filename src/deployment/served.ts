import type { SpicepodResult } from '../app/apply.ts'
import type { KnownApp } from '../app/plan.ts'
import { isSameCommit, shortCommit } from '../github/event.ts'
import { chooseCommit } from '../github/source.ts'
import type { Run } from '../run-context.ts'
import type { App, Deployment } from '../spice/schema.ts'
import type { Expected, Served } from '../spicepod/served.ts'
import { isSameSpicepod, readComponents, type SpicepodComponent } from '../spicepod/spicepod.ts'
import { CommittedSpicepods } from './committed.ts'

/**
 * Which spicepod a deployment has that this run has not created: the stored one if it is the file at its commit.
 * @param stored the spicepod of the app as it was read before this run wrote; undefined if it could not be read
 */
export async function findServed(
  { commit_sha: commitSha }: Pick<Deployment, 'commit_sha'>,
  stored: object | null | undefined,
  committed: CommittedSpicepods,
): Promise<Served> {
  if (!commitSha) return { certainty: 'not known', why: 'no commit on record' }
  const file = await committed.at(commitSha)
  if ('why' in file) return { certainty: 'not known', why: file.why }
  const commit = shortCommit(commitSha)
  return stored && isSameSpicepod(stored, file.value)
    ? { certainty: 'known', spicepod: stored, how: `as at commit ${commit}` }
    : { certainty: 'likely', spicepod: file.value, how: `differs from commit ${commit}` }
}

/** What a run knows of the deployment that it follows. */
export interface Origin {
  /** The app before this run wrote. */
  readonly app: KnownApp
  /** What became of the push; of kind `unknown` for a deployment that this run has not created. */
  readonly spicepod: SpicepodResult
}

/**
 * The served spicepod of one deployment. It is worked out once, when a step first needs it, so that all steps judge the
 * deployment by the same one, whatever somebody stores meanwhile.
 */
export class ServedSpicepod {
  readonly #origin: Origin
  readonly #run: Run
  #served: Promise<Served> | undefined
  #expected: Promise<Expected> | undefined

  constructor(origin: Origin, run: Run) {
    this.#origin = origin
    this.#run = run
  }

  /** What is known while the deployment is in progress. */
  get(deployment: Deployment): Promise<Served> {
    this.#served ??= this.#find(deployment)
    return this.#served
  }

  /**
   * What is known once the deployment has succeeded.
   * @param now the app as it was read since; undefined if it could not be read
   */
  expect(deployment: Deployment, now: App | undefined): Promise<Expected> {
    this.#expected ??= this.#expect(deployment, now)
    return this.#expected
  }

  async #find(deployment: Deployment): Promise<Served> {
    const { app, spicepod: pushed } = this.#origin
    const before = app.current?.config?.spicepod
    if (pushed.kind === 'unknown') {
      return findServed(deployment, before, new CommittedSpicepods(this.#run))
    }
    if (this.#isConnected()) {
      return { certainty: 'not known', why: 'the app takes its spicepod from its repository' }
    }
    const own =
      pushed.kind === 'connected' ? undefined : (pushed.current ?? this.#run.desired.spicepod?.value)
    const spicepod = own ?? before
    return spicepod === undefined
      ? { certainty: 'not known', why: 'the app could not be read before the deployment was created' }
      : { certainty: 'known', spicepod, how: 'this run' }
  }

  async #expect(deployment: Deployment, now: App | undefined): Promise<Expected> {
    const { id, commit_sha: commitSha = '' } = deployment
    const { app, spicepod: pushed } = this.#origin
    const isOwn = pushed.kind !== 'unknown'
    const storedNow = now?.config?.spicepod
    const stored = storedNow ?? app.current?.config?.spicepod
    let served = await this.get(deployment)
    const wanted = chooseCommit(this.#run).commitSha
    if (isOwn && this.#isConnected() && storedNow && wanted && isSameCommit(commitSha ?? '', wanted)) {
      served = { certainty: 'known', spicepod: storedNow, how: 'connected' }
    }
    if (served.certainty !== 'known') return { served, stored, components: [] }
    const components = readComponents(served.spicepod)
    if (!isOwn || storedNow === undefined || isSameSpicepod(storedNow, served.spicepod)) {
      return { served, stored, components }
    }
    const text = `The stored spicepod was changed while this run was in progress. Unless it was stored before deployment ${id} was created, it is not deployed.`
    this.#run.emit({ type: 'warning', text })
    // Two runs may push before either of them creates its deployment.
    const keys = new Set(readComponents(storedNow).map(keyOf))
    return { served, stored, components: components.filter((component) => keys.has(keyOf(component))) }
  }

  /** An accepted push shows that the app does not take its spicepod from a repository. */
  #isConnected(): boolean {
    const { app, spicepod: pushed } = this.#origin
    return (
      pushed.kind === 'connected' || (pushed.kind !== 'pushed' && Boolean(app.current?.production_branch))
    )
  }
}

function keyOf({ kind, name }: SpicepodComponent): string {
  return `${kind} ${name}`
}
