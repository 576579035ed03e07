import * as v from 'valibot'

// Only what the action cannot do without is required. A decoration of the wrong type becomes null rather than
// taking the whole answer with it and null and missing mean the same.
const text = v.fallback(v.nullish(v.string()), null)
const number = v.fallback(v.nullish(v.number()), null)
const id = v.union([
  v.pipe(v.number(), v.safeInteger()),
  v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number)),
])

/** `TokenResponse` of the API description; `expires_in` in seconds. */
export const TokenResponse = v.object({
  // Anything else could not be sent in a header, and the error that says so would quote it.
  access_token: v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/)),
  expires_in: number,
})

/** `AppWithConfig` of the API description. `production_branch` is set on apps that are connected to GitHub. */
export const App = v.looseObject({ id, name: text, production_branch: text })
export type App = v.InferOutput<typeof App>

const DeploymentFields = v.object({
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
  created_by: v.fallback(v.nullish(v.union([v.string(), v.number()])), null),
})

/** `DeploymentObserved` of the API description. Times are ISO 8601. */
export const Deployment = v.pipe(
  v.record(v.string(), v.unknown()),
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

/** Answer of `listDeployments`, newest first. An entry that is no deployment does not hide the others. */
export const DeploymentList = v.pipe(
  v.object({ deployments: v.array(v.fallback(v.nullable(Deployment), null)) }),
  v.transform(({ deployments }) => deployments.filter((each) => each !== null)),
)

/** `Error` of the API description, with the names of RFC 6749 that the token endpoint may use. */
export const ErrorBody = v.object({
  error: text,
  error_description: text,
  message: text,
  code: text,
  details: v.fallback(
    v.nullish(
      v.object({
        fieldErrors: v.fallback(v.nullish(v.record(v.string(), v.array(v.string()))), null),
        formErrors: v.fallback(v.nullish(v.array(v.string())), null),
      }),
    ),
    null,
  ),
})
export type ErrorBody = v.InferOutput<typeof ErrorBody>
