import type { AppRequest } from '../spice/api.ts'
import type { App } from '../spice/schema.ts'
import type { Changes } from './changes.ts'
import { toComparable } from './comparable.ts'
import { type NewApp, toRequest } from './create.ts'
import { credentialHider } from './hide-credentials.ts'
import { isSameSpicepod } from './spicepod.ts'
import { repositoryTag, type Tags } from './tags.ts'

/** What a run would write to the app, and would not. */
export interface AppPlan {
  /** Undefined where the app is there. */
  create: AppRequest | undefined
  /** Those that would change, with what they are now. */
  tags: { key: string; before: string | undefined; after: string }[]
  spicepod: SpicepodPlan | undefined
  /** Names of the secrets that would be stored. Whether they differ from what is stored nobody can read. */
  secrets: string[]
}

export interface SpicepodPlan {
  path: string
  /** Whether the app seems to take its spicepod from a GitHub repository, so that none would be pushed. */
  mayBeConnected: boolean
  /** Lines with `+`, `-` or a space in front; empty where the app has it already. */
  diff: string
}

/** @param app undefined where it would be created, or where it cannot be read */
export async function planChanges(
  app: App | undefined,
  newApp: NewApp | undefined,
  { tags, spicepod, secrets }: Changes,
  repository: string | undefined,
): Promise<AppPlan> {
  const given = tags && { ...repositoryTag(repository), ...tags }
  return {
    create: newApp && toRequest(newApp),
    tags: given && newApp === undefined ? changedTags(app?.tags, given) : [],
    spicepod: spicepod && {
      path: spicepod.path,
      mayBeConnected: Boolean(app?.production_branch),
      diff: await diffSpicepods(app?.config?.spicepod, spicepod.value),
    },
    secrets: secrets.map(({ name }) => name),
  }
}

function changedTags(
  current: Readonly<Record<string, unknown>> | null | undefined,
  given: Tags,
): AppPlan['tags'] {
  // A map, since every object seems to have members such as `constructor`.
  const held = new Map(Object.entries(current ?? {}))
  return Object.entries(given).flatMap(([key, after]) => {
    const before = held.get(key)
    if (before === after) return []
    return [{ key, before: before === undefined || before === null ? undefined : String(before), after }]
  })
}

/**
 * Compares two manifests as values: the API keeps no text, so comments and order would always differ. Logs and
 * summaries have more readers than the app, so credentials are hidden that were written into a spicepod.
 */
async function diffSpicepods(before: object | null | undefined, after: object): Promise<string> {
  if (isSameSpicepod(before, after)) return ''
  const [{ structuredPatch }, { stringify }] = await Promise.all([import('diff'), import('yaml')])
  const hideCredentials = credentialHider()
  const toText = (value: object) =>
    stringify(hideCredentials(toComparable(value)), { sortMapEntries: true, lineWidth: 0 })
  const { hunks } = structuredPatch('', '', before ? toText(before) : '', toText(after))
  return hunks.flatMap(({ lines }) => lines).join('\n')
}
