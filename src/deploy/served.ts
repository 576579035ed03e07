import type { SpicepodResult } from '../app/apply.ts'
import type { KnownApp } from '../app/plan.ts'
import type { Run } from '../core/run.ts'
import { isSameCommit, shortCommit } from '../github/event.ts'
import { chooseCommit } from '../github/source.ts'
import { type App, type Deployment, storedSpicepod } from '../spice/schema.ts'
import type { Expected, Served } from '../spicepod/served.ts'
import { isSameSpicepod, readComponents, type SpicepodComponent } from '../spicepod/spicepod.ts'
import type { CommittedSpicepods } from './committed.ts'

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

/** Where a deployment comes from that a run watches. */
export type Origin =
  /** This run has created it, after a push. */
  | {
      readonly kind: 'created'
      readonly spicepod: SpicepodResult
      /** Whether the app's list has shown it. */
      readonly isListed: boolean
    }
  /** `deployment-id` names it. */
  | {
      readonly kind: 'given'
      /** Created so long ago, in milliseconds. */
      readonly ageMs: number
      /** Deployments created after it, newest first. */
      readonly newer: readonly Deployment[]
    }
  /** An earlier attempt of the job has created it, and made the changes of the app. */
  | { readonly kind: 'attempt'; readonly ageMs: number }

/** A deployment that a run has created, or found. */
export interface FoundDeployment {
  /** As it was before this run wrote. */
  readonly app: KnownApp
  readonly deployment: Deployment
  /** The deployments of the app, as they were listed last, newest first. */
  readonly history: readonly Deployment[]
  readonly origin: Origin
  /** Why it may not be what was approved: a sentence. */
  readonly doubt?: string | undefined
}

/** What became of the push of this run; undefined if it has only watched. */
export function pushOf(origin: Origin): SpicepodResult | undefined {
  return origin.kind === 'created' ? origin.spicepod : undefined
}

/** The app before this run wrote, and what became of its push; undefined if it has only watched. */
export interface Applied {
  readonly app: KnownApp
  readonly spicepod: SpicepodResult | undefined
}

/**
 * Whether the app takes its spicepod from a repository. An accepted push shows that it does not, whatever the app says.
 */
export function isConnected({ app, spicepod: pushed }: Applied): boolean {
  return (
    pushed?.kind === 'connected' || (pushed?.kind !== 'pushed' && Boolean(app.current?.production_branch))
  )
}

/** The spicepod that this run has left stored on an app that is not connected; undefined if that is not known. */
export function storedByRun({ app, spicepod: pushed }: Applied, { desired }: Run): object | null | undefined {
  const given = pushed?.kind === 'pushed' ? (pushed.current ?? desired.spicepod?.value) : undefined
  return given ?? storedSpicepod(app.current)
}

/**
 * The served spicepod of one deployment. It is worked out once, when a step first needs it, so that all steps judge the
 * deployment by the same one, whatever somebody stores meanwhile.
 */
export class ServedSpicepod {
  readonly #applied: Applied
  readonly #run: Run
  #served: Promise<Served> | undefined
  #expected: Promise<Expected> | undefined

  constructor({ app, origin }: Pick<FoundDeployment, 'app' | 'origin'>, run: Run) {
    this.#applied = { app, spicepod: pushOf(origin) }
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
    if (this.#applied.spicepod === undefined) {
      const before = storedSpicepod(this.#applied.app.current)
      return this.#tell(deployment, await findServed(deployment, before, await this.#run.committed()))
    }
    if (isConnected(this.#applied)) {
      return { certainty: 'not known', why: 'the app takes its spicepod from its repository' }
    }
    const spicepod = storedByRun(this.#applied, this.#run)
    if (spicepod !== undefined) return { certainty: 'known', spicepod, how: 'this run' }
    const why = 'the app could not be read before the deployment was created'
    return this.#tell(deployment, { certainty: 'not known', why })
  }

  async #expect(deployment: Deployment, now: App | undefined): Promise<Expected> {
    const { id, commit_sha: commitSha = '' } = deployment
    const { app, spicepod: pushed } = this.#applied
    const isOwn = pushed !== undefined
    const storedNow = storedSpicepod(now)
    const stored = storedNow ?? storedSpicepod(app.current)
    let served = await this.get(deployment)
    if (isOwn && isConnected(this.#applied)) {
      const wanted = chooseCommit(this.#run).commitSha
      const isWanted = wanted !== undefined && isSameCommit(commitSha ?? '', wanted)
      // Its repository may have changed since: what was stored before the deployment, or is the file of this run, is older.
      const older = [storedSpicepod(app.current), this.#run.ownFile?.spicepod?.value]
      const isOlder = storedNow != null && older.some((each) => each && isSameSpicepod(each, storedNow))
      if (isWanted && isOlder) served = { certainty: 'known', spicepod: storedNow, how: 'connected' }
      else this.#tell(deployment, served)
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
    const shared = components.filter((component) => keys.has(keyOf(component)))
    if (shared.length === components.length || served.spicepod === null) return { served, stored, components }
    const how = 'the stored spicepod was changed while this run was in progress'
    return { served: { certainty: 'likely', spicepod: served.spicepod, how }, stored, components: shared }
  }

  /** Says once that the spicepod is not known, and why. */
  #tell({ id }: Deployment, served: Served): Served {
    if (served.certainty === 'known') return served
    const why = served.certainty === 'likely' ? `the stored one ${served.how}` : served.why
    const text = `It is not known which spicepod deployment ${id} has (${why}), so no component is called missing.`
    this.#run.emit({ type: 'note', text })
    return served
  }
}

function keyOf({ kind, name }: SpicepodComponent): string {
  return `${kind} ${name}`
}
