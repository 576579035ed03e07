/**
 * The keys that a spicepod may have, as data. The lists age: a key that is missing here may be known to a newer
 * runtime, so an unknown key is a warning and never more.
 */

/** The newest runtime whose keys are listed here. */
export const keysRuntimeVersion = '2.2.0'

/** A map in a spicepod whose keys are listed. */
export type Shape =
  | 'acceleration'
  | 'catalog'
  | 'column'
  | 'columnEmbedding'
  | 'dataset'
  | 'embedding'
  | 'extension'
  | 'fullTextSearch'
  | 'function'
  | 'loadBalance'
  | 'model'
  | 'replication'
  | 'reranker'
  | 'runtime'
  | 'search_engine'
  | 'secret'
  | 'snapshots'
  | 'spicepod'
  | 'tool'
  | 'vectors'
  | 'view'
  | 'worker'

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

export const knownKeys: Readonly<Record<Shape, ReadonlySet<string>>> = {
  spicepod: words(`
    name version kind runtime management snapshots extensions secrets metadata catalogs datasets views models
    embeddings rerankers search_engines tools workers functions dependencies`),
  catalog: words(
    'from name description metadata access mode include params dataset_params dependsOn metrics',
  ),
  dataset: words(`
    from name description metadata columns access mode params has_metadata_table replication time_column time_format
    time_partition_column time_partition_format acceleration embeddings dependsOn unsupported_type_action
    invalid_type_action ready_state metrics vectors check_availability full_text_search load`),
  view: words(
    'name description metadata columns sql sql_ref acceleration ready_state vectors dependsOn params',
  ),
  model: words('from name description metadata files params datasets dependsOn metrics'),
  embedding: words('from name files params datasets dependsOn metrics'),
  tool: words('from name description params env dependsOn metrics'),
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
  fullTextSearch: words('enabled row_id index_store index_directory'),
  vectors: words('enabled engine partition_by params'),
  replication: words('enabled'),
  loadBalance: words('routing'),
  acceleration: words(`
    enabled mode engine refresh_mode refresh_on_startup refresh_check_interval refresh_cron refresh_sql
    refresh_data_window refresh_append_overlap refresh_retry_enabled refresh_retry_max_attempts refresh_jitter_enabled
    refresh_jitter_max params retention_period retention_sql retention_check_interval retention_check_enabled
    on_zero_results ready_state indexes primary_key on_conflict metrics partition_by snapshots snapshots_trigger
    snapshots_trigger_threshold snapshots_compaction snapshots_reset_expiry_on_load snapshots_creation_policy
    on_schema_change`),
  runtime: words(`
    caching results_cache dataset_load_parallelism tls tracing telemetry params task_history auth cors flight
    temp_directory memory_limit shutdown_timeout ready_state output_level query metrics scheduler mcp functions cpu`),
}

/** Families of keys of which only the beginning is known. */
export const knownPrefixes: Readonly<Partial<Record<Shape, string>>> = { acceleration: 'caching_' }

const byKey = (shapes: Readonly<Record<string, Shape>>) => new Map(Object.entries(shapes))

/** The maps inside a map that are checked as well: one, or each of a list. */
export const nestedShapes: Readonly<Partial<Record<Shape, ReadonlyMap<string, Shape>>>> = {
  spicepod: byKey({ runtime: 'runtime', snapshots: 'snapshots' }),
  dataset: byKey({
    acceleration: 'acceleration',
    columns: 'column',
    full_text_search: 'fullTextSearch',
    replication: 'replication',
    vectors: 'vectors',
  }),
  view: byKey({ acceleration: 'acceleration', columns: 'column', vectors: 'vectors' }),
  column: byKey({ embeddings: 'columnEmbedding', full_text_search: 'fullTextSearch' }),
  worker: byKey({ load_balance: 'loadBalance' }),
}

/** Names that the runtime refuses for a dataset, in any case. */
export const reservedDatasetNames = words('count false null true end-exec lateral table unnest')
