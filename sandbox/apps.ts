import { createHash } from 'node:crypto'
import { adjust } from './adjust.ts'
import { copyJson } from './copy.ts'
import type { Monitor } from './monitors.ts'
import type { JsonObject } from './runtime/json.ts'
import { SecretStore } from './secret-store.ts'
import type { Spicepod } from './spicepod.ts'

/** What an app is like. */
export class AppFields {
  region: string | null = 'us-west-2'
  /** The field that servers had before `region` and `endpoint`. */
  cname: string | null = null
  clusterName: string | null = null
  description: string | null = null
  visibility: 'public' | 'private' = 'private'
  tags: Readonly<Record<string, string>> | null = null
  productionBranch: string | null = null
  /** A runtime image that is used instead of the channel's. */
  imageTag: string | null = null
  updateChannel = 'stable'
  replicas = 1
  /** Settings that the cloud only keeps, such as `version` and `resources`, by their names in the API. */
  config: JsonObject = {}
  /** `managed`, or another kind: then Spice does not run it (Cloud Connect). */
  kind = 'managed'
  /** Whether the app was created with the default alert monitors. */
  defaultAlerts = true
  /** The app that this one was forked from. It is kept even if that is deleted. */
  forkedFrom: { readonly id: number; readonly name: string } | null = null
  /** Connected to a repository: deployments use the head of the production branch, not the commit that was sent. */
  github: GithubConnection | null = null
}

/** What an app is like by its name, region and id, unless a seed says otherwise. */
interface DerivedFields {
  endpoint: string | null
  spicepod: Readonly<Spicepod> | null
  apiKeys: ApiKeys
}

/** An initial app. Everything except the id and the name has a default. */
export interface AppSeed extends Readonly<Partial<AppFields & DerivedFields>> {
  readonly id: number
  readonly name: string
  /** The organization's handle. Default: the first organization of the cloud. */
  readonly org?: string
  /** Paused as the sandbox starts, or some time before. */
  readonly paused?: boolean | { readonly msAgo: number }
  /** By name. */
  readonly secrets?: Readonly<Record<string, string>>
  /** The organization secrets that are linked to it. */
  readonly orgSecrets?: readonly string[]
}

export interface GithubConnection {
  readonly branch: string
  readonly commitSha: string
  readonly commitMessage?: string
}

/** An app as the cloud keeps it. */
export interface App extends AppFields, DerivedFields {
  readonly id: number
  readonly org: string
  name: string
  createdAt: number
  /** Milliseconds by the cloud's clock; null while it is not paused. */
  pausedAt: number | null
  readonly monitors: Monitor[]
  readonly secretStore: SecretStore
  /** The names of the linked organization secrets. */
  readonly linkedSecrets: Set<string>
  /** The stored secrets by name, in clear text. */
  readonly secrets: Readonly<Record<string, string>>
}

/** Fills in what a seed leaves out. */
export function plantApp(seed: AppSeed, defaultOrg: string, now: number): App {
  const { id, name, org = defaultOrg, secrets = {}, orgSecrets, paused = false } = seed
  const { endpoint, spicepod = { version: 'v1', kind: 'Spicepod', name }, apiKeys = apiKeysOf(id) } = seed
  const fields = adjust(new AppFields(), seed)
  const secretStore = new SecretStore()
  for (const [secret, value] of Object.entries(secrets)) secretStore.put(secret, value, now)
  return {
    ...fields,
    id,
    org,
    name,
    createdAt: now,
    endpoint: endpoint === undefined ? endpointOf(fields.region, fields.clusterName) : endpoint,
    spicepod: copyJson(spicepod),
    apiKeys,
    pausedAt: paused ? now - (paused === true ? 0 : paused.msAgo) : null,
    monitors: [],
    secretStore,
    linkedSecrets: new Set(orgSecrets),
    get secrets() {
      return secretStore.values
    },
  }
}

/** The URL of an app's runtime, in a region or in a cluster of its own there. */
export function endpointOf(region: string | null, clusterName?: string | null): string | null {
  if (region === null) return null
  return clusterName
    ? `https://private-${clusterName}-${region}-prod-data.spiceai.io`
    : `https://${region}-prod-aws-data.spiceai.io`
}

/** The app as the list shows it. */
export function showApp(app: App): Record<string, unknown> {
  return {
    id: app.id,
    name: app.name,
    kind: app.kind,
    description: app.description,
    visibility: app.visibility,
    created_at: new Date(app.createdAt).toISOString(),
    region: app.region,
    cname: app.cname,
    ...(app.clusterName !== null && { cluster_name: app.clusterName }),
    endpoint: app.endpoint,
    tags: app.tags,
  }
}

/** The app as an older list shows it: what all sources agree on, and a key of its runtime. */
export function showAppSparsely(app: App): Record<string, unknown> {
  const { kind: _, region: __, endpoint: ___, ...shown } = showApp(app)
  return { ...shown, api_key: app.apiKeys.api_key }
}

/** The app as a read by id shows it. */
export function showAppWithConfig(app: App): Record<string, unknown> {
  return {
    ...showApp(app),
    // Sources differ on whether it is null or missing otherwise.
    ...(app.pausedAt !== null && { paused_at: new Date(app.pausedAt).toISOString() }),
    forked_from: app.forkedFrom,
    production_branch: app.productionBranch ?? app.github?.branch ?? null,
    config: {
      ...app.config,
      spicepod: app.spicepod,
      image_tag: app.imageTag,
      update_channel: app.updateChannel,
      replicas: app.replicas,
      region: app.region,
    },
  }
}

/** The keys of an app's runtime; either may be missing. */
export interface ApiKeys {
  readonly api_key: string | null
  readonly api_key_2: string | null
}

/** Those that the runtime of an app accepts. */
export function keysOf({ apiKeys }: App): string[] {
  return [apiKeys.api_key, apiKeys.api_key_2].filter((key) => key !== null)
}

/**
 * The two keys of an app, the same in every run: the app's id, a vertical bar and hex digits.
 *
 * @param since - what tells them from the keys that they replace
 */
export function apiKeysOf(appId: number, since: number | string = 0): ApiKeys {
  return { api_key: keyOf(appId, 1, since), api_key_2: keyOf(appId, 2, since) }
}

function keyOf(appId: number, number: number, since: number | string): string {
  const digest = createHash('sha256')
    .update(`key ${number} of sandbox app ${appId} since ${since}`)
    .digest('hex')
  return `${appId}|${digest.slice(0, 32)}`
}
