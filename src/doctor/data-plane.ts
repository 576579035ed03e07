import * as v from 'valibot'

// What the data plane of Spice Cloud says about instances. Every member may be missing, and nothing is certain.

const text = v.fallback(v.nullish(v.string()), null)
const boolean = v.fallback(v.nullish(v.boolean()), null)

/** A list without its invalid entries. */
function listOf<Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(
    v.array(v.fallback(v.nullable(schema), null)),
    v.transform((entries) => entries.filter((each) => each !== null)),
  )
}

const Pod = v.object({
  name: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][\w.-]{0,252}$/)),
  phase: text,
  startTime: text,
  spicedStatus: v.fallback(v.nullish(v.object({ health: text, ready: boolean, terminating: boolean })), null),
  annotations: v.fallback(v.nullish(v.object({ 'spice.ai/deployment-id': text })), null),
})

/** Answer of `/v1/spice_runtime`. A runtime outside of Spice Cloud has no `status`. */
export const Pods = v.pipe(
  v.object({ status: v.object({ podStatuses: listOf(Pod) }) }),
  v.transform(({ status }) => status.podStatuses),
)

/** The word that Spice Cloud has for the state of an instance. Source: its command line client. */
export function wordOf({ phase, spicedStatus }: v.InferOutput<typeof Pod>): string {
  const hasFailed = phase === 'Failed'
  if (!spicedStatus) return hasFailed ? 'failed' : 'deploying'
  if (spicedStatus.terminating) return 'terminating'
  if (hasFailed) return 'failed'
  if (!spicedStatus.ready) return 'loading'
  return spicedStatus.health?.toLowerCase() === 'unhealthy' ? 'unhealthy' : 'ready'
}

const name = v.pipe(v.string(), v.nonEmpty())

/** Answer of `/v1/datasets?status=true`. */
export const RuntimeDatasets = v.pipe(
  listOf(v.object({ name, status: text, error_message: text, acceleration_enabled: boolean })),
  v.transform((list) =>
    list.map(({ name, status, error_message, acceleration_enabled }) => ({
      name,
      status,
      message: error_message,
      accelerated: acceleration_enabled ?? undefined,
    })),
  ),
)

const models = listOf(
  v.object({ id: v.optional(name), name: v.optional(name), status: text, error_message: text }),
)

/** Answer of `/v1/models?status=true`: a list, or an object with one. */
export const Models = v.pipe(
  v.union([
    models,
    v.pipe(
      v.object({ data: models }),
      v.transform(({ data }) => data),
    ),
  ]),
  v.transform((list) =>
    list.flatMap(({ id, name = id, status, error_message }) =>
      name === undefined ? [] : [{ name, status, message: error_message }],
    ),
  ),
)
