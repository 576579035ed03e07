import { isMap, membersOf, unwrapNumber } from '../platform/json.ts'
import { asIs, join, limit, shorten } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import { problemKindOf } from './problems.ts'
import { componentsOf, describeComponent, type Spicepod, toComparable } from './spicepod.ts'

// Changes between versions of the runtime, for spicepods that depend on them. Source: the release notes of each
// version. If they leave something open, or contradict another page, the words say "may".

/**
 * A change on each line: the version from which it holds, and perhaps the last one for which it does, the kinds of
 * components, the conditions on an entry, its code, what happens to the component, and what to write instead.
 *
 * Conditions are separated by blanks, and all of them have to hold. `a.b` is set, `!a.b` is not; `a.b=x/y` is one of these
 * words, and nothing between the slashes means that it is not set; `a.b~x` matches an expression. `a.b,c.d` is either of
 * two keys, and `a.*.b` a key in any entry of a list. `*~x` is a key whose dotted path matches, and `sql` any SQL of the
 * entry. Conditions on several components have a name. Code is in double quotes.
 */
const table = String.raw`
2.1.0 | dataset | from~^postgres acceleration.refresh_mode=changes | upgrade-postgres-changes | may fail to load: wrong parameters of change data capture have no defaults any more. | Check its "params".
2.1.0 | dataset view | vectors.engine~elasticsearch | upgrade-elasticsearch-candidates | is searched with 1000 candidates instead of 10, which changes results and costs. | Check the search.
2.1.4 | dataset view | acceleration.engine=duckdb acceleration.retention_sql,acceleration.retention_period | upgrade-duckdb-retention | loses the rows that its retention rules out, which had no effect before. | Check the retention settings.
2.2.0 | dataset view | acceleration.engine=duckdb acceleration.partition_by | upgrade-duckdb-partitions | fails to load: DuckDB does not support "partition_by" any more. | Use "engine: cayenne" with "mode: file", or "engine: arrow".
2.2.0 | model | from,files~^spice\.ai[:/].*/models/|\.onnx$ | upgrade-models-removed | fails to load: models of Spice.ai and ONNX files, and "/v1/predict", were removed. | Use a provider of language models.
2.2.0 | dataset | schema_inference | upgrade-schema-inference | fails to load because of the key "schema_inference". | Delete the key.
2.2.0 | dataset view | acceleration.params.cayenne_segment_cache_mb | upgrade-cayenne-segment-cache | uses a deprecated parameter. | Set "cayenne_segment_cache_mb" in "runtime.params" instead.
2.2.0 | dataset view | acceleration.engine=cayenne !acceleration.params.cayenne_tuning | upgrade-cayenne-tuning | is tuned automatically, because it does not set "cayenne_tuning". | Set "cayenne_tuning: adaptive" to keep the tuning.
2.2.0 | dataset | params.pg_replication_temporary_slot | upgrade-postgres-temporary-slot | sets "pg_replication_temporary_slot", which is ignored. | Delete the parameter.
2.2.0 | dataset | params.mongodb_num_docs_to_infer_schema | upgrade-mongodb-schema | uses a renamed parameter. | Write "mongodb_schema_infer_max_records".
2.2.0 | dataset | from~^dynamodb params.ready_lag,params.dynamodb_ready_lag,acceleration.params.ready_lag | upgrade-dynamodb-lag | uses a renamed parameter. | Write "dynamodb_replication_ready_lag".
2.2.0 | dataset | from~^dynamodb *~lag_exceeds_shard_retention_behavior$ | upgrade-dynamodb-retention | uses a renamed parameter. | Write "dynamodb_replication_invalid_checkpoint_behavior".
2.2.0 | spicepod | !is_enterprise runtime.caching.sql_results.engine,runtime.caching.search_results.engine,runtime.caching.embeddings.engine=pingora | upgrade-pingora | may be cached by moka: only Enterprise has pingora. | Delete "engine".
2.2.0 | dataset view | full_text_search,columns.*.full_text_search | upgrade-full-text-search | is searched with stemming, and keeps part of its index in memory. | Check results and memory.
2.2.0 | dataset | from~^oracle | upgrade-oracle-dates | returns columns of type DATE as timestamps. | Add casts to views if they need dates.
2.2.0 | catalog | from~^(glue|cayenne) exclude | upgrade-catalog-exclude | lacks the tables that "exclude" names, which had no effect before. | Check the patterns.
2.2.1 | dataset view | acceleration.engine=duckdb | upgrade-duckdb-version | may reject SQL: DuckDB goes back from 1.5 to 1.4.4. | Rewrite SQL that needs DuckDB 1.5.
2.2.1 | dataset view | acceleration.retention_sql~\bnow\s*\( | upgrade-retention-now | loses the rows that "retention_sql" with "now()" selects, which had no effect before. | Check the statement.
2.2.1 | dataset view | acceleration.engine=cayenne acceleration.retention_sql | upgrade-cayenne-retention | loses the rows that "retention_sql" selects, which had no effect before. | Check the statement.
2.2.1 | dataset | acceleration.engine=cayenne columns.*.type~^(union|run_?end_?encoded) | upgrade-cayenne-types | may fail to load: Cayenne refuses columns of the types Union and RunEndEncoded. | Cast them in "refresh_sql".
2.2.1 | dataset | from~^https?: | upgrade-http-cache | honors "no-store", and caches at most 64 MiB. | Set "response_cache_max_size_bytes" if that is too little.
2.2.1 | dataset view worker | sql~json_get_(int|float) | upgrade-json-numbers | gets negative numbers from "json_get_int" and "json_get_float", which were NULL before. | Check what depends on them.
2.2.1 | dataset view | embeddings,columns.*.embeddings | upgrade-embedding-scores | is searched with other scores of its embeddings. | Check limits that depend on scores.
2.3.0 | model embedding | from~^google params.google_api_key | upgrade-google-key | fails to load because of "google_api_key". | Set the project, the location and a service account of Google.
2.3.0 | dataset view | write_mode,acceleration.write_mode=write_back | upgrade-write-back | fails to load unless it has "mode: file", no retention and a "primary_key" of one column. | Use "write_through".
2.3.0 | dataset | from~^scylladb | upgrade-scylladb | may fail to load: the default build has no ScyllaDB. | Check that your runtime has it.
2.3.0 | dataset view | acceleration.ready_state | upgrade-ready-state | sets "acceleration.ready_state", which is deprecated, and now has an effect on views. | Move "ready_state" one level up.
2.3.0 | dataset view | acceleration.retention_check_enabled=true acceleration.retention_period time_column !acceleration.retention_check_interval | upgrade-retention-interval | reports an error: its retention never ran without an interval. | Set "retention_check_interval".
2.3.0 | model | from~^anthropic:?$ | upgrade-anthropic-model | uses another default model. | Name the model in "from".
2.3.0 | model | from~^anthropic *~top_logprobs$ | upgrade-anthropic-logprobs | fails to load because of "top_logprobs". | Delete the parameter.
2.3.0 | dataset | acceleration.params.caching_max_size,params.caching_max_size~^(?!\d+(\.\d+)?\s*([kmgtp]i?)?b?$|.*\$\{) | upgrade-caching-size | fails to load: "caching_max_size" is not a size. | Write a size such as "128MiB".
2.3.0 | dataset | acceleration.params.caching_max_items,params.caching_max_items~^(?!\d+$|.*\$\{) | upgrade-caching-items | fails to load: "caching_max_items" is not a number. | Write a number.
2.3.0 | dataset spicepod | *~stale_while_revalidate | upgrade-stale-while-revalidate | serves stale results while a refresh runs. | Check that queries may get them.
2.3.0 | dataset view | in_duckdb sql~\b(trim|to_hex|sha256|concat|inner_product)\s*\( | upgrade-duckdb-functions | may return other results: these functions work as in DataFusion, and times are UTC. | Check the results.
2.3.0 | dataset | from~^github: | upgrade-github-columns | has the columns of repository and owner in each row, and pull requests have 17 more. | Name the columns instead of "SELECT *".
2.3.1 | spicepod | runtime.cors~.* runtime.cors.allowed_origins=/* | upgrade-mcp-origins | accepts MCP clients of browsers on this machine only. | List their origins in "runtime.cors.allowed_origins".
2.3.1 to 2.3.2 | dataset view | acceleration acceleration.mode=/memory acceleration.primary_key !acceleration.on_conflict | upgrade-key-conflicts | may drop a new row whose key exists already. | Set "acceleration.on_conflict".
2.3.1 | dataset view | *~cayenne_sort_columns$ | upgrade-cayenne-sort | is sorted at each full refresh, which costs time. | Remove "cayenne_sort_columns" if queries do not need it.
2.3.2 | dataset view | *~cayenne_datalake_clustering_columns$ | upgrade-cayenne-clustering | fails to load: the parameter was renamed. | Write "cayenne_cluster_by".
2.3.2 | dataset view | *~cayenne_sort_columns$ *~cayenne_(cluster_by|datalake_clustering_columns)$ | upgrade-cayenne-sort-and-cluster | fails to load: it has sort columns and a cluster key. | Keep one of the two.
2.3.2 | spicepod | several_paths | upgrade-cayenne-metadata | does not start: Cayenne datasets have different values of "cayenne_file_path", and no common "cayenne_metadata_dir". | Set the same "cayenne_metadata_dir" for all of them.
2.3.2 | dataset view | acceleration.engine=cayenne acceleration.indexes~^[^…] | upgrade-cayenne-indexes | gets its indexes, which were not built before. | Check time and memory of a refresh.
2.4.0 | dataset view | acceleration !acceleration.engine | upgrade-default-engine | is accelerated by Cayenne instead of Arrow, because it names no engine. | Set "acceleration.engine: arrow" to keep Arrow.
2.4.0 | dataset view | acceleration !acceleration.engine acceleration.partition_by acceleration.mode=/memory | upgrade-default-engine-partitions | may fail to load: Cayenne does not partition in memory. | Set "acceleration.engine: arrow", or "mode: file".
2.4.0 | dataset view | acceleration !acceleration.engine acceleration.primary_key | upgrade-default-engine-keys | may have fewer rows: Cayenne keeps one for each key. | Set "acceleration.engine: arrow" to keep all.
2.4.0 | dataset view | acceleration !acceleration.engine !unsupported_type_action columns.*.type~^(interval|duration|fixed_?size_?binary) | upgrade-default-engine-types | may fail to load: Cayenne does not know the types of all its columns. | Set "acceleration.engine: arrow", or "unsupported_type_action".
2.4.0 | spicepod | runtime.caching.sql_results.engine,runtime.caching.search_results.engine,runtime.caching.embeddings.engine=moka/pingora | upgrade-caching-engine | ignores the engine of its cache. | Delete "engine", and set "caching_policy".
2.4.0 | dataset view | acceleration.on_conflict | upgrade-on-conflict | sets "on_conflict", which is deprecated: it does not send "INSERT" and the like to the acceleration any more. | Set "write_mode: acceleration" if something writes to it, unless "refresh_mode" is "changes".
2.4.0 | dataset | access,mode=read_write/read_write_create write_mode,acceleration.write_mode=/write_through/write_back | upgrade-write-through | may fail to load: its source has to accept writes. | Set "write_mode: acceleration" if it does not.
2.4.0 | dataset spicepod | *~source_rate_control\.(state_location|params) | upgrade-rate-control-state | fails to load because of "source_rate_control.state_location" or its parameters. | Delete them.
2.4.0 | dataset catalog | params.s3_auth=key !params.s3_key | upgrade-s3-key | may fail to load: "s3_auth: key" has no key. | Set "s3_key" and "s3_secret".
2.4.0 | dataset catalog | params.s3_auth=key params.s3_key !params.s3_secret | upgrade-s3-secret | may fail to load: "s3_auth: key" has no secret. | Set "s3_key" and "s3_secret".
2.4.0 | dataset view | *~cayenne_datalake_location$ acceleration.snapshots~^(?!disabled$) | upgrade-cayenne-snapshots | has no snapshots, because it has "cayenne_datalake_location". | Remove one of the two.
2.4.0 | dataset | from~^github: | upgrade-github-concurrency | is read with 4 requests at a time instead of 10. | Set its concurrency if that is too slow.
2.4.0 | dataset | from~^https?: *~rate_control|requests_per_\w+_limit | upgrade-http-rate-control | may fail: waits for its rate limit end with the timeout of the client, and one setting holds for an origin. | Set "rate_control_acquire_timeout".
2.4.0 | spicepod | runtime.caching.sql_results.cache_key_type=sql runtime.caching.sql_results.warmup | upgrade-cache-warmup | may fail to start: "cache_key_type: sql" and "warmup" do not work together. | Drop one of them.
2.4.0 | dataset view | acceleration.mode=/memory acceleration.retention_sql | upgrade-memory-retention | loses the rows that "retention_sql" selects, which was ignored in memory before. | Check the statement.
2.4.0 | dataset view worker | sql~date_?part\s*\(\s*'dow' | upgrade-day-of-week | gets 0 for Sunday from "date_part('dow', …)", and 6 for Saturday: one less than before. | Check the numbers that it is compared with.
2.4.0 | dataset view worker | sql~date_?part\s*\(\s*'(dayofweek|dayofweek_iso|day_of_week|dow_iso|weekday)' | upgrade-date-part | may fail: "date_part('dayofweek', …)" and the like are not supported. | Write "'dow'".
2.4.0 | dataset view worker | sql~arrow_typeof\s*\(|(\bas\s+|::\s*)(tiny|small|big)?int(eger|\d+)?\b | upgrade-typeof | may return other results for federated sources, where "arrow_typeof" and casts of fractions to integers are evaluated locally. | Check what depends on them.
2.4.0 | dataset view worker | sql~\bnot\s+in\s*\( | upgrade-not-in | may return other rows: "NOT IN" treats NULLs as SQL says. | Check lists and subqueries with NULLs.
`

/** The keys that fulfil a condition, perhaps those of other components; undefined if it does not hold. */
type Condition = (entry: Entry, all: readonly Component[]) => readonly string[] | undefined

interface Component {
  readonly path: readonly (string | number)[]
  /** Name for messages. */
  readonly label: string
  readonly entry: Entry
}

/** The values of an entry by their dotted paths. */
type Entry = ReadonlyMap<string, string>

/** Conditions on several components. */
const special: Readonly<Record<string, Condition>> = {
  // Views read datasets that are accelerated there.
  in_duckdb: (entry, all) =>
    [entry, ...(entry.has('sql') ? all.map((component) => component.entry) : [])].some(
      (item) => item.get('acceleration.engine') === 'duckdb',
    )
      ? []
      : undefined,
  several_paths: (_, all) => findSeveralPaths(all),
}

export const upgrades = table
  .trim()
  .split('\n')
  .map((line) => {
    const [versions = '', kinds = '', conditions = '', code, happens = '', instead = ''] = line.split(' | ')
    const [from = '', to] = versions.split(' to ')
    return {
      from,
      to,
      kinds: kinds.split(' '),
      conditions: conditions.split(' ').map(parseCondition),
      code: code as `upgrade-${string}`,
      happens: happens.replaceAll('"', '`'),
      instead: instead.replaceAll('"', '`'),
    }
  })

function parseCondition(text: string): Condition {
  const condition = special[text]
  if (condition !== undefined) return condition
  const [, not, names = '', operator, value = ''] = /^(!?)([^=~]+)([=~]?)(.*)$/s.exec(text) ?? []
  const words = value.split('/')
  const pattern = new RegExp(value, 'i')
  const keyPattern = names === '*' ? pattern : toKeyPattern(names)
  return (entry) => {
    const settings = [...entry].filter(([key]) => keyPattern.test(key))
    const matching = settings.filter(([, text]) => {
      if (operator === '=') return words.includes(text.toLowerCase())
      return operator === '' ? text !== '' : names === '*' || pattern.test(text)
    })
    if (not) return matching.length === 0 ? [] : undefined
    const mayBeMissing = operator === '=' && words.includes('') && settings.length === 0
    return matching.length > 0 || mayBeMissing ? matching.map(([key]) => key) : undefined
  }
}

function toKeyPattern(names: string): RegExp {
  if (names === 'sql') return /(^|[._])sql$/
  const keys = names.replaceAll('.', '\\.').replaceAll('*', '\\d+').replaceAll(',', '|')
  return new RegExp(`^(${keys})(\\.|$)`)
}

/** Together with the rest of a plan they fit into a variable of 128 KiB, which later steps use. */
const maxProblems = 250
const maxNameLength = 100
/** How many of the components are named that one finding concerns. */
const maxListed = 10

const filePath = 'acceleration.params.cayenne_file_path'

/** The paths of datasets that keep their files apart, if what Cayenne knows of them is apart as well. */
function findSeveralPaths(components: readonly Component[]): string[] | undefined {
  const concerned = components.filter(({ entry }) => entry.has(filePath))
  const valuesOf = (key: string) => new Set(concerned.map(({ entry }) => entry.get(key)))
  const directories = valuesOf('acceleration.params.cayenne_metadata_dir')
  const isCommon = directories.size === 1 && !directories.has(undefined)
  if (valuesOf(filePath).size < 2 || isCommon) return undefined
  return concerned.map(({ path }) => [...path, filePath].join('.'))
}

/** The order of versions such as `2.3.2`. */
const order = new Intl.Collator('en', { numeric: true })

/**
 * Finds what an upgrade of the runtime changes for a spicepod.
 * @param before a version such as `2.3.2` or `2.4.0-rc.1`, which counts as the release
 * @param locate finds a place in the file, if the spicepod is one
 */
export function findUpgrades(
  spicepod: unknown,
  before: string,
  after: string,
  locate?: Spicepod['locate'],
  isEnterprise = false,
): Problem[] {
  const [old, next] = [before, after].map((version) => version.replace(/-rc.*/, '')) as [string, string]
  const crossed = upgrades.filter(
    ({ from, to = next }) =>
      order.compare(old, from) < 0 && order.compare(from, next) <= 0 && order.compare(next, to) <= 0,
  )
  const value = membersOf(toComparable(spicepod))
  const components = componentsOf(value).map((component) => {
    const { kind, name, path } = component
    const label = describeComponent({ ...component, name: shorten(name, maxNameLength) })
    return { kind, name, path, label, entry: flatten(component.entry) }
  })
  const entry = flatten({ runtime: value.runtime, is_enterprise: isEnterprise || null })
  const runtime = { kind: 'spicepod', name: '', path: [], label: 'the runtime', entry }
  const problems = [...components, runtime].flatMap(({ kind, name, path, label, entry }) =>
    crossed.flatMap(({ from, kinds, conditions, code, happens, instead }) => {
      if (!kinds.includes(kind)) return []
      const fulfilled = conditions.map((fulfil) => fulfil(entry, components))
      if (fulfilled.includes(undefined)) return []
      const keys = fulfilled.findLast((keys = []) => keys.length > 0) ?? []
      const [key = ''] = keys
      const isOf = ({ path }: Component) => keys.some((key) => key.startsWith(`${path.join('.')}.`))
      const others = kind === runtime.kind ? components.filter(isOf).map(({ label }) => label) : []
      const which = others.length > 0 && `It concerns ${limit(others, maxListed, asIs).join(', ')}.`
      return {
        code,
        kind: problemKindOf(kind),
        name: kind === runtime.kind ? withoutIndex(key) : name,
        certain: false,
        message: join(' ', `From ${from} on, ${label} ${happens}`, which),
        advice: instead,
        ...locate?.(...path, ...toPath(key)),
      }
    }),
  )
  return problems.slice(0, maxProblems)
}

function toPath(key: string): (string | number)[] {
  return key
    .split('.')
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part))
}

/** The settings of a value as text, empty for an empty list. Null sets nothing, nor does a map that is switched off. */
function flatten(value: unknown, path: readonly string[] = []): Map<string, string> {
  if (value === null || value === undefined || membersOf(value).enabled === false) return new Map()
  const members = isMap(value) || Array.isArray(value) ? Object.entries(value) : []
  const text = isMap(value) || members.length > 0 ? '…' : String(unwrapNumber(value))
  const inner = members.flatMap(([key, member]) => [...flatten(member, [...path, key])])
  return new Map([[path.join('.'), text], ...inner])
}

/** The path of a key up to the first index in it. */
function withoutIndex(path: string): string {
  const parts = path.split('.')
  const index = parts.findIndex((part, position) => position > 0 && /^\d+$/.test(part))
  return index < 0 ? path : parts.slice(0, index).join('.')
}
