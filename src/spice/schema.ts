import * as v from 'valibot'
import { compareDeploymentIds, deploymentIdDigits, readDeploymentId } from '../deployment-id.ts'
import { parseTime } from '../time.ts'

// Only what the action cannot do without is required. A decoration of the wrong type becomes null rather than
// taking the whole answer with it and null and missing mean the same.
const text = v.fallback(v.nullish(v.string()), null)
const number = v.fallback(v.nullish(v.number()), null)
const id = v.union([
  v.pipe(v.number(), v.safeInteger()),
  v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)),
])

const deploymentId = v.pipe(
  v.unknown(),
  // A number that would be rounded comes as its text.
  v.transform((value) => (JSON.isRawJSON(value) ? value.rawJSON : value)),
  v.union([
    v.pipe(v.number(), v.safeInteger()),
    v.pipe(v.string(), v.regex(deploymentIdDigits), v.transform(readDeploymentId)),
  ]),
)

/** `TokenResponse` of the API description; `expires_in` in seconds. */
export const TokenResponse = v.object({
  // Anything else could not be sent in a header, and the error that says so would quote it.
  access_token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/)),
  expires_in: number,
})

/**
 * An object with every member that it came with. Valibot's own records and objects leave out members that are named
 * `__proto__`, `prototype` or `constructor`, which a write would then delete on the server.
 */
const wholeObject = v.custom<Record<string, unknown>>(
  // A number that would be rounded is kept as an object with its text.
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value),
)

/** Values are texts as far as the API description goes; others are written back unchanged. */
const tags = v.fallback(v.nullish(wholeObject), null)

const config = v.fallback(
  v.nullish(
    v.looseObject({
      /** Null when it has none; missing when the answer does not tell. */
      spicepod: v.fallback(v.nullish(wholeObject), undefined),
    }),
  ),
  undefined,
)

/** `AppWithConfig` of the API description; from a list without `config`. */
export const App = v.looseObject({
  id,
  name: text,
  /** Set on apps that are connected to GitHub. */
  production_branch: text,
  tags,
  config,
})
export type App = v.InferOutput<typeof App>

/** Whether an answer says what it is about. */
function isNamed(answer: Readonly<Record<string, unknown>>): boolean {
  return v.is(id, answer.id) || typeof answer.name === 'string'
}

/** No member has to be there, says the API description: an answer may confirm a write without a word. */
function isBare(answer: object): boolean {
  return Object.keys(answer).length === 0 || ('success' in answer && answer.success === true)
}

/** Answer of `updateApp`. One with nothing of an app is something else, and says nothing of the change. */
export const ChangedApp = v.pipe(
  v.looseObject({ config }),
  v.check((answer) => isBare(answer) || isNamed(answer) || (answer.config ?? undefined) !== undefined),
)
export type ChangedApp = v.InferOutput<typeof ChangedApp>

/** A list whose odd entries do not hide the others. */
function listOf<Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(
    v.array(v.fallback(v.nullable(schema), null)),
    v.transform((entries) => entries.filter((each) => each !== null)),
  )
}

/** Answer of `listApps`, whose envelope is `projects` since their renaming. */
export const AppList = v.pipe(
  v.union([v.object({ apps: listOf(App) }), v.object({ projects: listOf(App) })]),
  v.transform((answer) => ('apps' in answer ? answer.apps : answer.projects)),
)

/** Answer of `listOrgs`: their handles. */
export const OrgList = v.pipe(
  v.object({ orgs: listOf(v.object({ name: v.pipe(v.string(), v.minLength(1)) })) }),
  v.transform(({ orgs }) => orgs.map(({ name }) => name)),
)

/** Answer of `listRegions`: the ids of those that can be used. */
export const RegionList = v.pipe(
  v.object({
    regions: listOf(v.object({ region: v.string(), disabled: v.fallback(v.nullish(v.boolean()), null) })),
  }),
  v.transform(({ regions }) =>
    regions.filter(({ disabled }) => disabled !== true).map(({ region }) => region),
  ),
)

/** Answer of `upsertSecret`. One with nothing of a secret is something else, and says nothing of it. */
export const StoredSecret = v.pipe(
  v.looseObject({}),
  v.check((answer) => isBare(answer) || isNamed(answer)),
)

// Anything else could not be sent in a header, and the error that says so would quote it.
const key = v.fallback(v.nullish(v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/))), null)

/** `ApiKeys` of the API description: either may be missing. */
export const ApiKeys = v.pipe(
  v.object({ api_key: key, api_key_2: key }),
  v.transform(({ api_key, api_key_2 }) => [api_key, api_key_2].filter((each) => typeof each === 'string')),
)

/** Answer of the call for the logs of a deployment, a line each. */
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

/** What is known of a deployment by name; there may be more. */
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
    // As the API gave it, for those who want more of it.
    return { ...output, raw: value }
  }),
)
export type Deployment = v.InferOutput<typeof Deployment>

/** Answer of `listDeployments`: newest first, whatever order the server gives. */
export const DeploymentList = v.pipe(
  v.object({ deployments: listOf(Deployment) }),
  v.transform(({ deployments }) => newestFirst(deployments)),
)

/** Ids decide where a time is equal. If one is missing they decide alone, since the others then have no place for it. */
function newestFirst(deployments: readonly Deployment[]): Deployment[] {
  const times = new Map(deployments.map((each) => [each, parseTime(each.created_at)]))
  const areDated = [...times.values()].every((ms) => ms !== undefined)
  const timeOf = (each: Deployment) => (areDated ? (times.get(each) ?? 0) : 0)
  return deployments.toSorted(
    (one, other) => timeOf(other) - timeOf(one) || compareDeploymentIds(other.id, one.id),
  )
}
