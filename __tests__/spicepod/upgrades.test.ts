import { expect, test } from '@jest/globals'
import { findUpgrades, upgrades } from '../../src/spicepod/upgrades.ts'

const accelerated = (acceleration: object, more = {}) => ({ acceleration, ...more })
const params = (name: string, value: unknown = 'x') => ({ params: { [name]: value } })
const cached = (engine: string) => ({ runtime: { caching: { sql_results: { engine } } } })
const cached2 = (more: object) => ({ runtime: { caching: { sql_results: more } } })

/** Two datasets with files in these places, which have one directory of metadata if that is given. */
const cayenne = (first: string, second: string, cayenne_metadata_dir?: string) => ({
  datasets: [first, second].map((cayenne_file_path, index) => ({
    name: `${index}`,
    acceleration: { engine: 'cayenne', params: { cayenne_file_path, cayenne_metadata_dir } },
  })),
})

/** For each change, what it applies to and what it does not; entries of a list, or a whole spicepod. */
const samples: Record<string, [list: string, applies: object, not: object]> = {
  'postgres-changes': [
    'datasets',
    accelerated({ refresh_mode: 'changes' }, { from: 'postgres:a' }),
    accelerated({ refresh_mode: 'full' }, { from: 'postgres:a' }),
  ],
  'elasticsearch-candidates': [
    'datasets',
    { vectors: { engine: 'elasticsearch' } },
    { vectors: { engine: 's3_vectors' } },
  ],
  'duckdb-retention': [
    'datasets',
    accelerated({ engine: 'duckdb', retention_period: '1d' }),
    accelerated({ engine: 'arrow', retention_period: '1d' }),
  ],
  'duckdb-partitions': [
    'datasets',
    accelerated({ engine: 'duckdb', partition_by: ['a'] }),
    accelerated({ engine: 'duckdb' }),
  ],
  'models-removed': ['models', { from: 'spice.ai/a/b/models/c' }, { from: 'openai:gpt-4o' }],
  'schema-inference': ['datasets', { schema_inference: 'full' }, {}],
  'cayenne-segment-cache': [
    'datasets',
    accelerated(params('cayenne_segment_cache_mb')),
    { acceleration: {} },
  ],
  'cayenne-tuning': [
    'datasets',
    accelerated({ engine: 'cayenne' }),
    accelerated({ engine: 'cayenne', params: { cayenne_tuning: 'adaptive' } }),
  ],
  'postgres-temporary-slot': ['datasets', params('pg_replication_temporary_slot'), params('pg_host')],
  'mongodb-schema': ['datasets', params('mongodb_num_docs_to_infer_schema'), params('mongodb_host')],
  'dynamodb-lag': [
    'datasets',
    { from: 'dynamodb:a', ...params('ready_lag') },
    { from: 'kafka:a', ...params('ready_lag') },
  ],
  'dynamodb-retention': [
    'datasets',
    { from: 'dynamodb:a', ...params('lag_exceeds_shard_retention_behavior') },
    { from: 'dynamodb:a' },
  ],
  pingora: ['', cached('pingora'), cached('moka')],
  'full-text-search': [
    'datasets',
    { columns: [{ full_text_search: { enabled: true } }] },
    { columns: [{ name: 'full_text_search' }] },
  ],
  'oracle-dates': ['datasets', { from: 'oracle:a' }, { from: 's3://oracle' }],
  'catalog-exclude': ['catalogs', { from: 'glue', exclude: ['a'] }, { from: 'glue' }],
  'duckdb-version': ['datasets', accelerated({ engine: 'duckdb' }), accelerated({ engine: 'sqlite' })],
  'retention-now': [
    'datasets',
    accelerated({ retention_sql: 'DELETE FROM a WHERE t < now()' }),
    accelerated({ retention_sql: 'DELETE FROM a' }),
  ],
  'cayenne-retention': [
    'datasets',
    accelerated({ engine: 'cayenne', retention_sql: 'DELETE FROM a' }),
    accelerated({ engine: 'cayenne' }),
  ],
  'cayenne-types': [
    'datasets',
    accelerated({ engine: 'cayenne' }, { columns: [{ name: 'a', type: 'Union(Dense)' }] }),
    accelerated({ engine: 'cayenne' }, { columns: [{ name: 'union', type: 'Utf8' }] }),
  ],
  'http-cache': ['datasets', { from: 'https://a.example' }, { from: 's3://a' }],
  'json-numbers': ['views', { sql: 'SELECT json_get_int(a)' }, { sql: 'SELECT json_get_str(a)' }],
  'embedding-scores': [
    'datasets',
    { columns: [{ name: 'a', embeddings: [{ from: 'm' }] }] },
    { columns: [{ name: 'embeddings' }] },
  ],
  'google-key': ['models', { from: 'google:gemini', ...params('google_api_key') }, { from: 'google:gemini' }],
  'write-back': ['datasets', { write_mode: 'write_back' }, { write_mode: 'write_through' }],
  scylladb: ['datasets', { from: 'scylladb:a' }, { from: 'postgres:a' }],
  'ready-state': ['views', accelerated({ ready_state: 'on_load' }), { ready_state: 'on_load' }],
  'retention-interval': [
    'datasets',
    accelerated({ retention_check_enabled: true, retention_period: '1d' }, { time_column: 't' }),
    accelerated(
      { retention_check_enabled: true, retention_period: '1d', retention_check_interval: '1h' },
      { time_column: 't' },
    ),
  ],
  'anthropic-model': ['models', { from: 'anthropic' }, { from: 'anthropic:claude' }],
  'anthropic-logprobs': [
    'models',
    { from: 'anthropic:claude', ...params('openai_top_logprobs') },
    { from: 'openai:a', ...params('openai_top_logprobs') },
  ],
  'caching-size': [
    'datasets',
    accelerated(params('caching_max_size', 'much')),
    accelerated(params('caching_max_size', '128MiB')),
  ],
  'caching-items': [
    'datasets',
    accelerated(params('caching_max_items', 'many')),
    accelerated(params('caching_max_items', '100')),
  ],
  'stale-while-revalidate': [
    'datasets',
    accelerated(params('caching_stale_while_revalidate_ttl')),
    accelerated(params('caching_ttl')),
  ],
  'duckdb-functions': [
    'views',
    accelerated({ engine: 'duckdb' }, { sql: "SELECT trim(' a')" }),
    { sql: "SELECT trim(' a')" },
  ],
  'github-columns': ['datasets', { from: 'github:github.com/a/b/pulls' }, { from: 'git:a' }],
  'mcp-origins': [
    '',
    { runtime: { cors: { enabled: true, allowed_origins: ['*'] } } },
    { runtime: { cors: { enabled: true, allowed_origins: ['https://a.example'] } } },
  ],
  'key-conflicts': [
    'datasets',
    accelerated({ primary_key: 'id' }),
    accelerated({ primary_key: 'id', mode: 'file' }),
  ],
  'cayenne-sort': [
    'datasets',
    accelerated(params('cayenne_sort_columns')),
    accelerated(params('cayenne_cluster_by')),
  ],
  'cayenne-clustering': [
    'datasets',
    accelerated(params('cayenne_datalake_clustering_columns')),
    accelerated(params('cayenne_cluster_by')),
  ],
  'cayenne-sort-and-cluster': [
    'datasets',
    accelerated({ params: { cayenne_sort_columns: 'a', cayenne_cluster_by: 'b' } }),
    accelerated(params('cayenne_sort_columns')),
  ],
  'cayenne-metadata': ['', cayenne('/a', '/b'), cayenne('/a', '/a')],
  'cayenne-indexes': [
    'datasets',
    accelerated({ engine: 'cayenne', indexes: { a: 'enabled' } }),
    accelerated({ engine: 'arrow', indexes: { a: 'enabled' } }),
  ],
  'default-engine': ['datasets', { acceleration: { enabled: true } }, { acceleration: { enabled: false } }],
  'default-engine-partitions': [
    'datasets',
    accelerated({ partition_by: ['a'] }),
    accelerated({ partition_by: ['a'], mode: 'file' }),
  ],
  'default-engine-keys': [
    'datasets',
    accelerated({ primary_key: 'id' }),
    accelerated({ primary_key: 'id', engine: 'arrow' }),
  ],
  'default-engine-types': [
    'datasets',
    accelerated({}, { columns: [{ name: 'a', type: 'Interval(MonthDayNano)' }] }),
    accelerated({}, { columns: [{ name: 'interval', type: 'Utf8' }] }),
  ],
  'caching-engine': ['', cached('moka'), cached2({ enabled: true })],
  'on-conflict': [
    'datasets',
    accelerated({ on_conflict: { id: 'upsert' } }),
    accelerated({ primary_key: 'id' }),
  ],
  'write-through': ['datasets', { access: 'read_write' }, { access: 'read' }],
  'rate-control-state': [
    'datasets',
    { source_rate_control: { state_location: 's3://a' } },
    { source_rate_control: { max: 1 } },
  ],
  's3-key': ['datasets', params('s3_auth', 'key'), params('s3_auth', 'iam_role')],
  's3-secret': [
    'datasets',
    { params: { s3_auth: 'key', s3_key: 'a' } },
    { params: { s3_auth: 'key', s3_key: 'a', s3_secret: 'b' } },
  ],
  'cayenne-snapshots': [
    'datasets',
    accelerated({ snapshots: 'enabled', params: { cayenne_datalake_location: 's3://a' } }),
    accelerated({ snapshots: 'disabled', params: { cayenne_datalake_location: 's3://a' } }),
  ],
  'github-concurrency': ['datasets', { from: 'github:github.com/a/b/pulls' }, { from: 'https://github.com' }],
  'http-rate-control': [
    'datasets',
    { from: 'https://a.example', ...params('requests_per_second_limit') },
    { from: 'https://a.example' },
  ],
  'cache-warmup': [
    '',
    cached2({ cache_key_type: 'sql', warmup: { enabled: true } }),
    cached2({ cache_key_type: 'plan', warmup: { enabled: true } }),
  ],
  'memory-retention': [
    'datasets',
    accelerated({ retention_sql: 'DELETE FROM a' }),
    accelerated({ retention_sql: 'DELETE FROM a', mode: 'file' }),
  ],
  'day-of-week': ['views', { sql: "SELECT date_part('dow', t)" }, { sql: 'SELECT EXTRACT(DOW FROM t)' }],
  'date-part': [
    'views',
    { sql: "SELECT DATE_PART( 'dayofweek', t)" },
    { sql: "SELECT date_part('month', t)" },
  ],
  typeof: ['views', { sql: 'SELECT arrow_typeof(a)' }, { sql: 'SELECT a' }],
  'not-in': [
    'views',
    { sql: 'SELECT a WHERE a NOT IN (SELECT b FROM c)' },
    { sql: 'SELECT a WHERE a IN (1)' },
  ],
}

const codes = upgrades.map(({ code }) => code)

test('each change of the table has one code, and a sample', () => {
  expect(new Set(codes).size).toBe(codes.length)
  expect(
    Object.keys(samples)
      .map((name) => `upgrade-${name}`)
      .sort(),
  ).toEqual([...codes].sort())
})

const toSpicepod = (list: string, sample: object) =>
  list === '' ? sample : { [list]: [{ name: 'trips', ...sample }] }
const codesOf = (...args: Parameters<typeof findUpgrades>) => findUpgrades(...args).map(({ code }) => code)

test.each(Object.entries(samples))(
  'the change %s applies to one sample and not to the other',
  (name, [list, applies, not]) => {
    const code = `upgrade-${name}`
    const { to = '2.4.0' } = upgrades.find((upgrade) => upgrade.code === code) ?? {}
    expect(codesOf(toSpicepod(list, applies), '2.0.0', to)).toContain(code)
    expect(codesOf(toSpicepod(list, not), '2.0.0', to)).not.toContain(code)
  },
)

const spicepod = toSpicepod('datasets', { acceleration: { enabled: true } })

test.each([
  ['2.3.2', '2.4.0', true],
  ['2.3.2', '2.4.0-rc.1', true],
  ['2.4.0-rc.2', '2.4.0', false],
  ['2.4.0', '2.10.0', false],
  ['2.4.0', '2.3.2', false],
  ['2.3.9', '2.3.10', false],
])('from %s to %s, a change of 2.4.0 counts: %s', (before, after, counts) => {
  expect(codesOf(spicepod, before, after).includes('upgrade-default-engine')).toBe(counts)
})

test.each([
  ['2.3.0', '2.3.1', true],
  ['2.3.0', '2.3.2', true],
  ['2.3.1', '2.3.2', false],
  ['2.3.0', '2.4.0', false],
])('from %s to %s, a change that 2.4.0 takes back counts: %s', (before, after, counts) => {
  const found = codesOf(toSpicepod('datasets', accelerated({ primary_key: 'id' })), before, after)
  expect(found.includes('upgrade-key-conflicts')).toBe(counts)
})

test('Cayenne datasets with one directory of metadata may keep their files apart', () => {
  expect(codesOf(cayenne('/a', '/b', '/m'), '2.3.1', '2.3.2')).toEqual([])
})

test('the SQL of a view is warned of if a dataset that it may read is in DuckDB', () => {
  const podOf = (engine: string, more = {}) => ({
    datasets: [{ name: 'trips', acceleration: { engine, ...more } }],
    views: [{ name: 'daily', sql: 'SELECT sha256(id) FROM trips' }],
  })
  const found = findUpgrades(podOf('duckdb'), '2.2.1', '2.3.0')
  expect(found).toMatchObject([{ code: 'upgrade-duckdb-functions', kind: 'view', name: 'daily' }])
  expect(codesOf(podOf('sqlite'), '2.2.1', '2.3.0')).toEqual([])
  expect(codesOf(podOf('duckdb', { enabled: false }), '2.2.1', '2.3.0')).toEqual([])
})

const size = (value: unknown) => accelerated(params('caching_max_size', value))
const text = (sql: string) => ({ views: [{ name: 'daily', sql }] })

test.each<[code: string, spicepod: object]>([
  ['full-text-search', toSpicepod('datasets', { full_text_search: {} })],
  ['write-through', toSpicepod('datasets', { mode: 'read_write' })],
  ['anthropic-model', toSpicepod('models', { from: 'anthropic:' })],
  ['caching-size', toSpicepod('datasets', size('GB'))],
  ['caching-size', toSpicepod('datasets', size('1.2.3'))],
  ['caching-items', toSpicepod('datasets', params('caching_max_items', -5))],
  ['mcp-origins', { runtime: { cors: { enabled: true } } }],
  ['mcp-origins', { runtime: { cors: { allowed_origins: [] } } }],
  ['typeof', text('SELECT CAST(fare AS BIGINT) FROM trips')],
  ['typeof', text('SELECT fare::int FROM trips')],
])('the change %s applies to %j, too', (name, pod) => {
  expect(codesOf(pod, '2.0.0', '2.4.0')).toContain(`upgrade-${name}`)
})

test.each<[code: string, spicepod: object]>([
  ['full-text-search', toSpicepod('datasets', { columns: [{ full_text_search: { enabled: false } }] })],
  [
    'elasticsearch-candidates',
    toSpicepod('datasets', { vectors: { enabled: false, engine: 'elasticsearch' } }),
  ],
  ['pingora', cached2({ enabled: false, engine: 'pingora' })],
  ['mcp-origins', { runtime: { cors: { enabled: false, allowed_origins: ['*'] } } }],
  ['duckdb-partitions', toSpicepod('datasets', accelerated({ engine: 'duckdb', partition_by: [] }))],
  ['caching-size', toSpicepod('datasets', size(1024))],
  ['caching-size', toSpicepod('datasets', size('0.5 gb'))],
  ['caching-size', toSpicepod('datasets', size(`\${env:CACHE_SIZE}`))],
  [
    'default-engine-types',
    toSpicepod('datasets', {
      ...accelerated({}, { columns: [{ type: 'Duration(s)' }] }),
      unsupported_type_action: 'string',
    }),
  ],
])('the change %s does not apply to %j, which is off, empty or good', (name, pod) => {
  expect(codesOf(pod, '2.0.0', '2.4.0')).not.toContain(`upgrade-${name}`)
})

test('what is set of an acceleration that is off changes nothing', () => {
  const acceleration = {
    ...{ enabled: false, engine: 'duckdb', partition_by: ['a'], retention_sql: 'DELETE FROM a' },
    ...{ on_conflict: { id: 'upsert' }, params: { cayenne_sort_columns: 'a' } },
  }
  const on = toSpicepod('datasets', { acceleration: { ...acceleration, enabled: true } })
  expect(codesOf(on, '2.0.0', '2.4.0')).toHaveLength(6)
  expect(codesOf(toSpicepod('datasets', { acceleration }), '2.0.0', '2.4.0')).toEqual([])
})

test('a key of a dataset is found once, and not as a key of the runtime', () => {
  const dataset = accelerated(params('caching_stale_while_revalidate_ttl'))
  const { caching } = { caching: { sql_results: { stale_while_revalidate_ttl: '1m' } } }
  const both = { ...toSpicepod('datasets', dataset), runtime: { caching } }
  const found = findUpgrades(both, '2.2.1', '2.3.0').filter(({ code }) => code.includes('stale'))
  expect(found.map(({ name }) => name)).toEqual([
    'trips',
    'runtime.caching.sql_results.stale_while_revalidate_ttl',
  ])
})

test('findings are limited in number, and in the length of their names', () => {
  const datasets = Array.from({ length: 200 }, () => ({ name: 'x'.repeat(1000), acceleration: {} }))
  const found = findUpgrades({ datasets }, '2.3.2', '2.4.0')
  expect(found).toHaveLength(100)
  expect(found[0]?.message.length).toBeLessThan(250)
})

test('a finding names the component, its place, what happens and what to write instead', () => {
  const locate = (...path: (string | number)[]) => ({ file: `${path.join('/')}`, line: 7, column: 3 })
  const [dataset, runtime] = findUpgrades({ ...spicepod, ...cached('moka') }, '2.3.2', '2.4.0', locate)
  expect(dataset).toEqual({
    ...{ code: 'upgrade-default-engine', kind: 'dataset', name: 'trips', certain: false },
    message:
      'From 2.4.0 on, dataset `trips` is accelerated by Cayenne instead of Arrow, because it names no engine.',
    advice: 'Set `acceleration.engine: arrow` to keep Arrow.',
    ...{ file: 'datasets/0/acceleration', line: 7, column: 3 },
  })
  expect(runtime).toMatchObject({ kind: 'spicepod', name: 'runtime.caching.sql_results.engine' })
})

test('a finding about a component without a name has none, either', () => {
  const [found] = findUpgrades({ datasets: [{ acceleration: {} }] }, '2.3.2', '2.4.0')
  expect(found).toMatchObject({ kind: 'dataset', name: '' })
  expect(found?.message).toContain('dataset 1 is accelerated by Cayenne')
})

test.each([[undefined], [null], ['text'], [[1]], [{ datasets: [null, 'a', { acceleration: 'yes' }] }]])(
  'nothing is found in %j, and it is no error',
  (value) => {
    expect(() => findUpgrades(value, '2.0.0', '2.4.0')).not.toThrow()
  },
)
