import * as v from 'valibot'
import { parseTime } from '../platform/clock.ts'
import { headerSafe } from '../platform/http.ts'
import { isMap, listOf, membersOf, optional, pageOf, text } from '../platform/json.ts'
import { join } from '../platform/text.ts'

/** Reads the id of an app or a deployment; undefined for what is none, and for one that a number could not hold exactly. */
export function readId(digits: string): number | undefined {
  const id = /^[1-9]\d*$/.test(digits) ? Number(digits) : Number.NaN
  return Number.isSafeInteger(id) ? id : undefined
}

const number = optional(v.number())
const id = v.union([v.pipe(v.number(), v.safeInteger()), v.pipe(v.string(), v.transform(readId), v.number())])

const credential = v.pipe(v.string(), v.regex(headerSafe))

/** `expires_in` is in seconds. */
export const TokenResponse = v.object({ access_token: credential, expires_in: number })

/** An object with all of its members: Valibot leaves out `__proto__`, `prototype` and `constructor`. */
const wholeObject = v.custom<Record<string, unknown>>(isMap)

/**
 * Empty if the app has none, undefined if they cannot be read: tags are written as a whole, so unknown ones would be
 * lost. The API description allows only strings as values; others are written back unchanged.
 */
const tags = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) => value ?? {}),
    v.transform((value) => (isMap(value) ? value : undefined)),
  ),
  null,
)

const config = optional(
  v.looseObject({
    /** Null if the app has none; missing if the response does not say. */
    spicepod: optional(v.nullable(wholeObject)),
    region: text,
    update_channel: text,
    replicas: number,
    /** The runtime image that the app is pinned to. */
    image_tag: text,
    /** A range of runtime versions. */
    version: text,
  }),
)

/** `AppWithConfig` of the API description; without `config` in a list. */
export const App = v.looseObject({
  id,
  name: text,
  /** See {@link isManaged}. */
  kind: text,
  /** Location of its runtime: a URL, or the cluster or region from which one follows. */
  endpoint: text,
  cname: text,
  region: text,
  /** Set on apps that are connected to GitHub. */
  production_branch: text,
  /** Since when the app is paused, if it is. */
  paused_at: text,
  /** Not in a list. */
  forked_from: optional(v.object({ id })),
  tags,
  config,
})
export type App = v.InferOutput<typeof App>

/** Whether Spice Cloud runs the app. To any other (Cloud Connect) a deployment that succeeded was only sent. */
export function isManaged(app: Pick<App, 'kind'> | undefined): boolean {
  return app?.kind === undefined || app.kind.toLowerCase() === 'managed'
}

/**
 * The spicepod that an app has stored: its next deployment takes it. What a deployment was made with is another question,
 * which only `deploy/served.ts` answers.
 * @returns null if it has none; undefined if the app does not say, or could not be read
 */
export function storedSpicepod(app: Partial<Pick<App, 'config'>> | undefined): object | null | undefined {
  return app?.config?.spicepod
}

/** Whether a response identifies the subject of a write, or is empty, as the API description allows. */
function confirms(response: Readonly<Record<string, unknown>>): boolean {
  const isEmpty = Object.keys(response).length === 0 || response.success === true
  return isEmpty || v.is(id, response.id) || typeof response.name === 'string'
}

/** Response of `updateApp`. One without anything of an app is something else, and does not confirm the change. */
export const ChangedApp = v.pipe(
  wholeObject,
  v.looseObject({ config }),
  v.check((response) => confirms(response) || response.config !== undefined),
)
export type ChangedApp = v.InferOutput<typeof ChangedApp>

/** Response of `deleteApp`: no content, or an object that confirms it. */
export const DeletedApp = v.nullable(v.pipe(wholeObject, v.check(confirms)))

/** Response of `listApps`. The list is called `projects` since apps were renamed. */
export const AppList = v.union([member('apps', pageOf(App)), member('projects', pageOf(App))])

/** Response of `listOrgs`: the organizations that have a handle. */
export const OrgList = member(
  'orgs',
  listOf(v.object({ id: optional(id), name: v.pipe(v.string(), v.minLength(1)) })),
)

/** The value of the one member of a response that counts. */
function member<const Name extends string, Schema extends v.GenericSchema>(name: Name, schema: Schema) {
  const entries = { [name]: schema } as Record<Name, Schema>
  return v.pipe(
    v.object(entries),
    v.transform((response) => response[name as keyof typeof response]),
  )
}

/** Names of secrets. A list with an entry that cannot be read proves nothing about the names that are not in it. */
const names = v.pipe(
  v.array(v.object({ name: v.string() })),
  v.transform((secrets) => secrets.map(({ name }) => name)),
)

export const SecretNames = member('secrets', names)
export const LinkedSecretNames = member('org_secrets', names)

const Region = v.object({ region: v.string(), disabled: optional(v.boolean()) })
export type Region = v.InferOutput<typeof Region>

export const RegionList = member('regions', pageOf(Region))

/** Response of `listContainerImages`: the tag that new apps get. */
export const DefaultImage = v.pipe(
  v.object({ default: text }),
  v.transform((response) => response.default),
)

/** Response of `upsertSecret`. One without anything of a secret is something else, and does not confirm it. */
export const StoredSecret = v.pipe(wholeObject, v.check(confirms))

const key = optional(credential)

/** `ApiKeys` of the API description: either may be missing. */
export const ApiKeys = v.pipe(
  v.object({ api_key: key, api_key_2: key }),
  v.transform(({ api_key, api_key_2 }) => [api_key, api_key_2].filter((value) => typeof value === 'string')),
)

const LogEntry = v.object({ timestamp: text, level: text, source: text, message: v.string() })

/** The log of a deployment, one string per line, oldest line first. No source states the order of the server. */
export const LogLines = v.pipe(
  member('logs', listOf(LogEntry)),
  v.transform((logs) => {
    const times = logs.map(({ timestamp }) => parseTime(timestamp)).filter((ms) => ms !== undefined)
    const isNewestFirst = (times[0] ?? 0) > (times.at(-1) ?? 0)
    return (isNewestFirst ? logs.toReversed() : logs).map(({ timestamp, level, source, message }) =>
      join(' ', timestamp, level, source && `${source}:`, message),
    )
  }),
)

/** The name of an instance, which may stand in a path and in a header. */
export const instanceName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w.-]{0,252}$/))
const Instance = v.pipe(
  v.object({ name: instanceName, status: text, started_at: text }),
  v.transform(({ name, status, started_at }) => ({
    name,
    status: status?.toLowerCase(),
    startedAtMs: parseTime(started_at),
  })),
)

/** Response of `listInstances`. No source states the key of the list, which is `instances` most likely. */
export const InstanceList = v.pipe(
  v.unknown(),
  v.transform((answer) =>
    [answer, membersOf(answer).instances, ...Object.values(answer ?? {})].find(Array.isArray),
  ),
  listOf(Instance),
)

/** The log of an instance, oldest line first. */
export const InstanceLogLines = member('lines', listOf(v.string()))

/** A monitor (an alert) of an app. The id stands in a path. */
export const Monitor = v.object({
  id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
  name: v.string(),
  /** `active` or `disabled`: whether it is evaluated, not what it has found. */
  status: text,
  template_id: text,
  spec: optional(v.object({ severity: text })),
  last_fired_at: text,
  /** Null if it has never resolved. The list may lack it. */
  last_resolved_at: optional(v.nullable(v.string())),
})
export type Monitor = v.InferOutput<typeof Monitor>

/** Response of `listMonitors`, which has all of them: an app has at most 20. */
export const MonitorList = member('monitors', listOf(Monitor))

/** The members of a deployment that the action uses; there may be more. */
export const DeploymentFields = v.object({
  id,
  status: v.nullish(v.string(), 'queued'),
  created_at: text,
  started_at: text,
  updated_at: text,
  finished_at: text,
  image_tag: text,
  replicas: number,
  branch: text,
  commit_sha: text,
  commit_message: text,
  error_message: text,
  error_code: text,
  creation_source: text,
  created_by: optional(v.union([v.string(), v.number()])),
})

/** `DeploymentObserved` of the API description. Times are ISO 8601. */
export const Deployment = v.pipe(
  wholeObject,
  // `raw` is for the output `deployment`, which has all members.
  v.transform((raw): Record<string, unknown> => ({ ...raw, raw })),
  v.object({ ...DeploymentFields.entries, raw: wholeObject }),
)
export type Deployment = v.InferOutput<typeof Deployment>

/** Response of `resumeProject`: the deployment, of which only the id is known. */
export const ResumedApp = v.pipe(
  v.object({ deployment_id: id }),
  v.transform(({ deployment_id }): Record<string, unknown> => ({ id: deployment_id })),
  Deployment,
)

/** Response of `listDeployments`: newest first, in the order of the server, whose clocks may differ. */
export const DeploymentList = member('deployments', listOf(Deployment))
