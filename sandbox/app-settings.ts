import { type Reply, refusal } from './answer.ts'
import type { App } from './apps.ts'
import { copyJson } from './copy.ts'
import type { Members } from './fields.ts'
import type { CloudBehavior } from './state-options.ts'

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

/** Settings that the cloud only keeps. */
const KEPT = [
  ...['image', 'registry', 'version', 'node_group', 'resources', 'executor'],
  ...['storage_size_gb', 'storage_claim_size_gb'],
]

/**
 * The settings in a validated body, without those that were not sent.
 *
 * @param config - those that the cloud only keeps
 */
export function readSettings(members: Members, config: App['config'] = {}): AppSettings {
  const sent: Record<string, unknown> = copyJson(members)
  if (sent.update_channel === null) sent.update_channel = 'stable'
  const named = Object.entries(NAMES).filter(([name]) => name in sent)
  const kept = Object.entries(sent).filter(([name]) => KEPT.includes(name))
  return {
    ...Object.fromEntries(named.map(([name, own]) => [own, sent[name]])),
    config: { ...config, ...Object.fromEntries(kept) },
  }
}

/** The refusal if the plan of the organization does not allow the settings. */
export function refusedByPlan(
  { tagsAllowed, imageTagRefusal }: CloudBehavior,
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
