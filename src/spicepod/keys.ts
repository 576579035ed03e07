import { quote } from '../core/problem.ts'
import { isMap, membersOf } from '../platform/json.ts'
import { words } from '../platform/text.ts'
import type { SpicepodDocument } from './document.ts'
import { findNearest } from './names.ts'
import { itemsOf, type LocatedProblem, warn } from './problems.ts'
import { componentLists } from './spicepod.ts'

// The keys that a spicepod may have. The lists age: a key that is missing here may be known to a newer runtime, so an
// unknown key is a warning and never more.

export const knownKeys = {
  spicepod: words(`
    name version kind runtime management snapshots extensions metadata dependencies
    ${Object.keys(componentLists).join(' ')}`),
  catalog: words(
    'from name description metadata access mode include exclude params dataset_params acceleration dependsOn metrics',
  ),
  catalogAcceleration: words('engine refresh_mode mode params'),
  dataset: words(`
    from name description metadata columns access mode params has_metadata_table replication time_column time_format
    time_partition_column time_partition_format acceleration embeddings dependsOn unsupported_type_action
    invalid_type_action ready_state metrics vectors check_availability check_availability_interval full_text_search
    on_schema_change schema_inference drasi`),
  datasetFullTextSearch: words('enabled engine params'),
  drasi: words('source_id forwarding labels transport delivery on_delivery_error params'),
  view: words(`
    name description metadata columns sql sql_ref acceleration time_column time_format ready_state vectors dependsOn
    params`),
  model: words('from name description metadata files params datasets dependsOn metrics'),
  embedding: words('from name files params datasets dependsOn metrics'),
  tool: words('from name description params env signature as_sql dependsOn metrics'),
  worker: words('name description params load_balance sql cron'),
  function: words(`
    name from signature enabled description kind volatility body body_ref metadata params dependsOn metrics as_tool`),
  reranker: words('from name description params dependsOn metrics'),
  search_engine: words('name from kind params defaults capabilities dependsOn'),
  secret: words('from name description params'),
  extension: words('enabled params'),
  snapshots: words('enabled location bootstrap_on_failure_behavior params'),
  column: words('name description embeddings full_text_search metadata type nullable'),
  columnEmbedding: words('from chunking row_id column_pk vector_size aggregation max_elements_per_row'),
  fullTextSearch: words('enabled engine row_id index_store index_directory params'),
  vectors: words('enabled engine partition_by params'),
  replication: words('enabled'),
  loadBalance: words('routing'),
  acceleration: words(`
    enabled mode engine refresh_mode refresh_on_startup refresh_check_interval refresh_cron refresh_sql
    refresh_data_window refresh_append_overlap refresh_retry_enabled refresh_retry_max_attempts refresh_jitter_enabled
    refresh_jitter_max params retention_period retention_sql retention_check_interval retention_check_enabled
    on_zero_results ready_state indexes primary_key on_conflict metrics partition_by snapshots snapshots_trigger
    snapshots_trigger_threshold snapshots_compaction snapshots_reset_expiry_on_load snapshots_creation_policy
    maintained_aggregates write_mode storage_profile`),
  runtime: words(`
    caching results_cache dataset_load_parallelism tls tracing telemetry params task_history auth authorization cors
    flight temp_directory memory_limit shutdown_timeout ready_state output_level query metrics scheduler mcp functions
    cpu source_rate_control drasi state`),
  query: words(
    'memory_limit temp_directory spill_compression timeout max_concurrent_queries target_partitions',
  ),
  state: words('location params'),
}

/** A map in a spicepod whose keys are listed. */
type Shape = keyof typeof knownKeys

/** Advice for unknown keys that are not just misspelled. */
const keyAdvice: Readonly<Partial<Record<Shape, readonly { key: RegExp; advice: string }[]>>> = {
  spicepod: [{ key: /^evals$/, advice: 'Remove it: Spice has removed evaluations and ignores this key.' }],
  dataset: [{ key: /^load$/, advice: 'Remove it: Spice has removed this key and rejects it.' }],
  acceleration: [
    { key: /^on_schema_change$/, advice: 'Move it to the dataset, beside `acceleration`.' },
    { key: /^caching_/, advice: 'Move it into the `params` of the acceleration.' },
  ],
}

const byKey = (shapes: Readonly<Record<string, Shape>>) => new Map(Object.entries(shapes))

/** The maps inside a map that are checked as well: one, or each of a list. */
export const nestedShapes: Readonly<Partial<Record<Shape, ReadonlyMap<string, Shape>>>> = {
  spicepod: byKey({ runtime: 'runtime', snapshots: 'snapshots' }),
  runtime: byKey({ query: 'query', state: 'state' }),
  catalog: byKey({ acceleration: 'catalogAcceleration' }),
  dataset: byKey({
    acceleration: 'acceleration',
    columns: 'column',
    drasi: 'drasi',
    full_text_search: 'datasetFullTextSearch',
    replication: 'replication',
    vectors: 'vectors',
  }),
  view: byKey({ acceleration: 'acceleration', columns: 'column', vectors: 'vectors' }),
  column: byKey({ embeddings: 'columnEmbedding', full_text_search: 'fullTextSearch' }),
  worker: byKey({ load_balance: 'loadBalance' }),
}

/** Names that the runtime refuses for a dataset, in any case. */
export const reservedDatasetNames = words('count false null true end-exec lateral table unnest')

/** @param owner the thing that has the keys, as the end of a sentence; empty for the spicepod itself */
export function checkKeys(
  shape: Shape,
  value: unknown,
  document: SpicepodDocument,
  owner: string,
): LocatedProblem[] {
  const map = membersOf(value)
  return Object.entries(map).flatMap(([key, member]) => {
    const nested = nestedShapes[shape]?.get(key)
    if (nested !== undefined) {
      const children = isMap(member) ? [member] : itemsOf(member)
      return children.flatMap((child) => checkKeys(nested, child, document, ` in \`${key}\`${owner}`))
    }
    if (knownKeys[shape].has(key)) return []
    // Extension keys and anchors are ways to write a value once and use it elsewhere.
    if (key.startsWith('x-') || document.holdsOnlyUsedAnchors(map, key)) return []
    const values = { key: quote(key), owner, advice: adviseOnKey(key, shape) }
    return [warn('key-unknown', document.keyPlaceOf(map, key), values)]
  })
}

function adviseOnKey(key: string, shape: Shape): string | undefined {
  const special = keyAdvice[shape]?.find((row) => row.key.test(key))
  if (special !== undefined) return special.advice
  const parts = key.toLowerCase().split('_')
  const hasAllWords = (text: string) =>
    parts.length > 1 && parts.every((part) => text.split('_').includes(part))
  const [near] = findNearest(key, knownKeys[shape], hasAllWords)
  return near && `Did you mean \`${near}\`?`
}
