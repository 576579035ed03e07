/** An app to start with. All but the id and the name has a default. */
export interface AppSeed {
  readonly id: number
  readonly name: string
  /** The organization's handle. Default: the first organization of the cloud. */
  readonly org?: string
  readonly region?: string
  readonly endpoint?: string | null
  readonly tags?: Readonly<Record<string, string>> | null
  readonly spicepod?: Readonly<Record<string, unknown>> | null
  readonly updateChannel?: string
  readonly replicas?: number
  readonly paused?: boolean
  /** Connected to a repository: a deployment takes the head of the production branch, whatever was sent. */
  readonly github?: GithubConnection
}

export interface GithubConnection {
  readonly branch: string
  readonly commitSha: string
  readonly commitMessage?: string
}

/** An app as the cloud keeps it. */
export interface App {
  readonly id: number
  readonly org: string
  name: string
  createdAt: number
  region: string
  endpoint: string | null
  tags: Record<string, string> | null
  spicepod: Record<string, unknown> | null
  updateChannel: string
  replicas: number
  paused: boolean
  github: GithubConnection | null
}

/** Fills in what a seed leaves out. */
export function plantApp(seed: AppSeed, defaultOrg: string, now: number): App {
  const region = seed.region ?? 'us-west-2'
  return {
    id: seed.id,
    org: seed.org ?? defaultOrg,
    name: seed.name,
    createdAt: now,
    region,
    endpoint: seed.endpoint === undefined ? `https://${region}-prod-aws-data.spiceai.io` : seed.endpoint,
    tags: seed.tags ? { ...seed.tags } : null,
    spicepod:
      seed.spicepod === undefined
        ? { version: 'v1', kind: 'Spicepod', name: seed.name }
        : copy(seed.spicepod),
    updateChannel: seed.updateChannel ?? 'stable',
    replicas: seed.replicas ?? 1,
    paused: seed.paused ?? false,
    github: seed.github ?? null,
  }
}

/** The app as the list shows it. */
export function showApp(app: App): Record<string, unknown> {
  return {
    id: app.id,
    name: app.name,
    kind: 'managed',
    description: null,
    visibility: 'private',
    created_at: new Date(app.createdAt).toISOString(),
    region: app.region,
    endpoint: app.endpoint,
    tags: app.tags,
  }
}

/** The app as a read by id shows it. */
export function showAppWithConfig(app: App): Record<string, unknown> {
  return {
    ...showApp(app),
    production_branch: app.github?.branch ?? null,
    config: {
      spicepod: app.spicepod,
      image_tag: null,
      update_channel: app.updateChannel,
      replicas: app.replicas,
      region: app.region,
    },
  }
}

function copy(spicepod: Readonly<Record<string, unknown>> | null): Record<string, unknown> | null {
  return spicepod === null ? null : structuredClone({ ...spicepod })
}
