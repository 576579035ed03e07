import * as v from 'valibot'
import { parseTime } from '../platform/clock.ts'
import { compareDeploymentIds, deploymentIdDigits, readDeploymentId } from './deployment-id.ts'

// Only members that the action needs are required. An optional member of the wrong type becomes null instead of
// invalidating the whole response; null and missing mean the same.
const text = v.fallback(v.nullish(v.string()), null)
const number = v.fallback(v.nullish(v.number()), null)
const id = v.union([
  v.pipe(v.number(), v.safeInteger()),
  v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)),
])

const deploymentId = v.pipe(
  v.unknown(),
  // A number that would be rounded is kept as its text.
  v.transform((value) => (JSON.isRawJSON(value) ? value.rawJSON : value)),
  v.union([
    v.pipe(v.number(), v.safeInteger()),
    v.pipe(v.string(), v.regex(deploymentIdDigits), v.transform(readDeploymentId)),
  ]),
)

/** `TokenResponse` of the API description; `expires_in` in seconds. */
export const TokenResponse = v.object({
  // A header could not hold anything else, and the error about that would quote the token.
  access_token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/)),
  expires_in: number,
})

/**
 * An object with all of its members. Valibot's own records and objects leave out members named `__proto__`,
 * `prototype` or `constructor`, which a write would then delete on the server.
 */
const wholeObject = v.custom<Record<string, unknown>>(
  // A number that would be rounded is kept as an object with its text.
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value),
)

/** The API description allows only strings as values; others are written back unchanged. */
const tags = v.fallback(v.nullish(wholeObject), null)

const config = v.fallback(
  v.nullish(
    v.looseObject({
      /** Null if the app has none; missing if the response does not say. */
      spicepod: v.fallback(v.nullish(wholeObject), undefined),
    }),
  ),
  undefined,
)

/** `AppWithConfig` of the API description; without `config` in a list. */
export const App = v.looseObject({
  id,
  name: text,
  /** Set on apps that are connected to GitHub. */
  production_branch: text,
  /** Since when the app is paused, if it is. */
  paused_at: text,
  tags,
  config,
})
export type App = v.InferOutput<typeof App>

/** Whether a response identifies its subject. */
function isNamed(answer: Readonly<Record<string, unknown>>): boolean {
  return v.is(id, answer.id) || typeof answer.name === 'string'
}

/** The API description requires no member: a response may confirm a write without any. */
function isBare(answer: object): boolean {
  return Object.keys(answer).length === 0 || ('success' in answer && answer.success === true)
}

/** Response of `updateApp`. One without anything of an app is something else, and does not confirm the change. */
export const ChangedApp = v.pipe(
  v.looseObject({ config }),
  v.check((answer) => isBare(answer) || isNamed(answer) || (answer.config ?? undefined) !== undefined),
)
export type ChangedApp = v.InferOutput<typeof ChangedApp>

/** A list without its invalid entries. */
function listOf<Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(
    v.array(v.fallback(v.nullable(schema), null)),
    v.transform((entries) => entries.filter((each) => each !== null)),
  )
}

/** Response of `listApps`. The list is called `projects` since apps were renamed. */
export const AppList = v.pipe(
  v.union([v.object({ apps: listOf(App) }), v.object({ projects: listOf(App) })]),
  v.transform((answer) => ('apps' in answer ? answer.apps : answer.projects)),
)

/** Response of `listOrgs`: those with a handle. */
export const OrgList = v.pipe(
  v.object({
    orgs: listOf(v.object({ id: v.fallback(v.nullish(id), null), name: v.pipe(v.string(), v.minLength(1)) })),
  }),
  v.transform(({ orgs }) => orgs),
)

/** Names of secrets. A list with an entry that cannot be read proves nothing about the names that are not in it. */
const names = v.pipe(
  v.array(v.object({ name: v.string() })),
  v.transform((secrets) => secrets.map(({ name }) => name)),
)

/** Response of `listSecrets`, and of `listOrgSecrets`. */
export const SecretNames = v.pipe(
  v.object({ secrets: names }),
  v.transform(({ secrets }) => secrets),
)

/** Response of `listLinkedOrgSecrets`. */
export const LinkedSecretNames = v.pipe(
  v.object({ org_secrets: names }),
  v.transform(({ org_secrets }) => org_secrets),
)

/** Response of `listRegions`: the ids of those that can be used. */
export const RegionList = v.pipe(
  v.object({
    regions: listOf(v.object({ region: v.string(), disabled: v.fallback(v.nullish(v.boolean()), null) })),
  }),
  v.transform(({ regions }) =>
    regions.filter(({ disabled }) => disabled !== true).map(({ region }) => region),
  ),
)

/** Response of `upsertSecret`. One without anything of a secret is something else, and does not confirm it. */
export const StoredSecret = v.pipe(
  v.looseObject({}),
  v.check((answer) => isBare(answer) || isNamed(answer)),
)

// A header could not hold anything else, and the error about that would quote the key.
const key = v.fallback(v.nullish(v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/))), null)

/** `ApiKeys` of the API description: either may be missing. */
export const ApiKeys = v.pipe(
  v.object({ api_key: key, api_key_2: key }),
  v.transform(({ api_key, api_key_2 }) => [api_key, api_key_2].filter((each) => typeof each === 'string')),
)

/** Response of `getDeploymentLogs`: one string a line. */
export const LogLines = v.pipe(
  v.object({
    logs: listOf(v.object({ timestamp: text, level: text, source: text, message: v.string() })),
  }),
  v.transform(({ logs }) =>
    logs.map(({ timestamp, level, source, message }) =>
      [timestamp, level, source && `${source}:`, message].filter(Boolean).join(' '),
    ),
  ),
)

/** The members of a deployment that the action uses; there may be more. */
export const DeploymentFields = v.object({
  id: deploymentId,
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
  created_by: v.fallback(v.nullish(v.union([v.string(), v.number()])), null),
})

/** `DeploymentObserved` of the API description. Times are ISO 8601. */
export const Deployment = v.pipe(
  wholeObject,
  v.rawTransform(({ dataset: { value }, addIssue, NEVER }) => {
    const { success, output, issues } = v.safeParse(DeploymentFields, value)
    if (!success) {
      for (const { message } of issues) addIssue({ message })
      return NEVER
    }
    // For the output `deployment`, which has all members.
    return { ...output, raw: value }
  }),
)
export type Deployment = v.InferOutput<typeof Deployment>

/** Response of `resumeProject`: the deployment, of which only the id is known. */
export const ResumedApp = v.pipe(
  v.object({ deployment_id: deploymentId }),
  v.transform(({ deployment_id }): Record<string, unknown> => ({ id: deployment_id })),
  Deployment,
)

/** Response of `listDeployments`: newest first, in whichever order the server sends them. */
export const DeploymentList = v.pipe(
  v.object({ deployments: listOf(Deployment) }),
  v.transform(({ deployments }) => newestFirst(deployments)),
)

/** By time, then by id. If one has no time, by id alone: it would have no place among the others. */
function newestFirst(deployments: readonly Deployment[]): Deployment[] {
  const times = new Map(deployments.map((each) => [each, parseTime(each.created_at)]))
  const areDated = [...times.values()].every((ms) => ms !== undefined)
  const timeOf = (each: Deployment) => (areDated ? (times.get(each) ?? 0) : 0)
  return deployments.toSorted(
    (one, other) => timeOf(other) - timeOf(one) || compareDeploymentIds(other.id, one.id),
  )
}
