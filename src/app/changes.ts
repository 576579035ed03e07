import type { Environment } from '../context.ts'
import { InputError } from '../errors.ts'
import type { AppSecret, GivenSecrets } from './secrets.ts'
import { readSpicepod, type Spicepod } from './spicepod.ts'
import { readTags, type Tags } from './tags.ts'

/** What the run is to write to the app before it deploys, read and checked. */
export interface Changes {
  /** Undefined where the tags of the app are left alone. */
  tags: Tags | undefined
  spicepod: Spicepod | undefined
  /** Why there is no spicepod, for people; empty where nobody has to be told. */
  whyNoSpicepod: string
  secrets: readonly AppSecret[]
}

/** A change of the app that Spice Cloud has made, or may have. */
export type Change =
  /** The id is known once the app is there. */
  | { kind: 'app'; id: number | undefined; name: string }
  | { kind: 'tags'; keys: string[] }
  | { kind: 'spicepod'; path: string }
  | { kind: 'secret'; name: string }

/** For a run that writes nothing. */
export const noChanges: Changes = { tags: undefined, spicepod: undefined, whyNoSpicepod: '', secrets: [] }

/** The inputs that say so, as the user wrote them. */
export interface GivenChanges {
  tags: string
  spicepod: string
  workingDirectory: string
  /** Read before, since they have to be hidden before anything else happens. */
  secrets: GivenSecrets
}

/**
 * Reads and checks all that is to be written. Nothing is sent before all of it is good.
 *
 * @param redact hides secrets
 * @throws InputError naming all that is wrong, at once
 */
export async function readChanges(
  given: GivenChanges,
  env: Environment,
  redact: (text: string) => string,
): Promise<Changes> {
  const [tags, spicepod] = await Promise.all([
    readTags(given.tags, redact),
    readSpicepod(given.spicepod, given.workingDirectory, env, redact),
  ])
  const isUsable = spicepod.kind !== 'unusable'
  const problems = [...tags.problems, ...given.secrets.problems, ...(isUsable ? [] : spicepod.problems)]
  if (problems.length > 0) throw new InputError(problems, isUsable ? undefined : spicepod.location)
  return {
    tags: tags.tags,
    spicepod: spicepod.kind === 'given' ? spicepod.spicepod : undefined,
    whyNoSpicepod: spicepod.kind === 'none' ? spicepod.why : '',
    secrets: given.secrets.secrets,
  }
}
