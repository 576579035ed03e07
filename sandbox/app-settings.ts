import { type Reply, refusal } from './answer.ts'
import type { App, AppConfig } from './apps.ts'
import { copyJson } from './copy.ts'
import { description } from './description.ts'
import {
  aBoolean,
  aNumber,
  aReplicaCount,
  aString,
  type Members,
  oneOf,
  orNull,
  type Rule,
} from './fields.ts'
import type { AppOptions } from './state-options.ts'

/** The settings of an app that a client can change, except for the spicepod. */
export type AppSettings = Partial<Pick<App, (typeof NAMES)[keyof typeof NAMES] | 'config'>>

// What the API calls the settings, and what they are called here.
const NAMES = {
  description: 'description',
  visibility: 'visibility',
  tags: 'tags',
  production_branch: 'productionBranch',
  image_tag: 'imageTag',
  update_channel: 'updateChannel',
  replicas: 'replicas',
  default_alerts: 'defaultAlerts',
} as const

type Settable = Readonly<Record<string, Rule>>

const CHANNELS = ['stable', 'preview', 'nightly', 'internal', 'internal-sandbox']

const TAG_VALUE = /^[A-Za-z0-9_@-]*$/

/** A map of tags, or null for none. */
const aTagMap: Rule = (tags) => {
  if (tags === null) return undefined
  if (typeof tags !== 'object' || Array.isArray(tags)) return 'must be a map of strings'
  const bad = Object.entries(tags).find(([, value]) => typeof value !== 'string' || !TAG_VALUE.test(value))
  return bad && `the value of "${bad[0]}" may hold letters, digits, _, @ and - only`
}

/** A value of a schema of the API description. */
function asDescribed(schema: string): Rule {
  return (value) => description().checkValue(schema, value)
}

const RULES = {
  description: aString,
  visibility: oneOf(['public', 'private']),
  tags: aTagMap,
  update_channel: orNull(oneOf(CHANNELS)),
  replicas: aReplicaCount(0),
  resources: asDescribed('Resources'),
  executor: asDescribed('Executor'),
  storage_size_gb: aNumber,
} as const satisfies Settable

/** What can be set when an app is created. */
export const CREATE_RULES = {
  ...RULES,
  default_alerts: aBoolean,
} as const satisfies Settable

/** What can be set later. */
export const UPDATE_RULES = {
  ...RULES,
  production_branch: aString,
  image_tag: orNull(aString),
  image: aString,
  registry: aString,
  version: aString,
  node_group: aString,
  storage_claim_size_gb: aNumber,
} as const satisfies Settable

/**
 * The settings in a validated body, without those that were not sent.
 *
 * @param config - those that the cloud only keeps
 */
export function readSettings(members: Members, rules: Settable, config: AppConfig = {}): AppSettings {
  const sent = Object.keys(rules).filter((name) => members[name] !== undefined)
  const isKept = (name: string) => !Object.hasOwn(NAMES, name)
  return {
    ...Object.fromEntries(
      sent
        .filter((name) => !isKept(name))
        .map((name) => [NAMES[name as keyof typeof NAMES], readSetting(name, members[name])]),
    ),
    config: {
      ...config,
      ...Object.fromEntries(sent.filter(isKept).map((name) => [name, copyJson(members[name])])),
    },
  }
}

/** What the plan of an organization allows. */
interface PlanLimits {
  readonly tagsAllowed: boolean
  readonly imageTagRefusal: AppOptions['imageTagRefusal'] | undefined
}

/** The refusal if the plan of the organization does not allow the settings. */
export function refusedByPlan(
  { tagsAllowed, imageTagRefusal }: PlanLimits,
  members: Members,
): Reply | undefined {
  if (!tagsAllowed && members.tags !== undefined && members.tags !== null) {
    return refusal(403, 'Tags are not available on the Community plan', { code: 'plan_limit' })
  }
  const imageTag = members.image_tag
  if (typeof imageTag !== 'string' || imageTagRefusal === undefined) return undefined
  return imageTagRefusal === 'enterprise'
    ? refusal(403, 'Choosing an image tag requires the Enterprise plan', {
        code: 'image_tag_requires_enterprise',
      })
    : refusal(400, `Image tag "${imageTag}" is not published for this channel`, {
        code: 'invalid_stable_image_tag',
      })
}

function readSetting(name: string, value: unknown): unknown {
  if (name === 'update_channel') return value ?? 'stable'
  return copyJson(value)
}
