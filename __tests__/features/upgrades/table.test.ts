import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { findLastKnown, findUpgrades, upgrades } from '../../../src/features/upgrades/table.ts'

/** On each line the code of a change, a list of components or the runtime, what the change applies to, and what not. */
const samples = `
postgres-changes | datasets | acceleration: {refresh_mode: changes}, from: postgres:a | acceleration: {refresh_mode: full}, from: postgres:a
elasticsearch-candidates | datasets | vectors: {engine: elasticsearch} | vectors: {engine: s3_vectors}
elasticsearch-candidates | datasets | vectors: {enabled: true, engine: elasticsearch} | vectors: {enabled: false, engine: elasticsearch}
duckdb-retention | datasets | acceleration: {engine: duckdb, retention_period: 1d} | acceleration: {engine: arrow, retention_period: 1d}
duckdb-partitions | datasets | acceleration: {engine: duckdb, partition_by: [a]} | acceleration: {engine: duckdb}
duckdb-partitions | datasets | acceleration: {engine: duckdb, partition_by: [a, b]} | acceleration: {engine: duckdb, partition_by: []}
models-removed | models | from: spice.ai/a/b/models/c | from: openai:gpt-4o
schema-inference | datasets | schema_inference: full | -
cayenne-segment-cache | datasets | acceleration: {params: {cayenne_segment_cache_mb: x}} | acceleration: {}
cayenne-tuning | datasets | acceleration: {engine: cayenne} | acceleration: {engine: cayenne, params: {cayenne_tuning: adaptive}}
postgres-temporary-slot | datasets | params: {pg_replication_temporary_slot: x} | params: {pg_host: x}
mongodb-schema | datasets | params: {mongodb_num_docs_to_infer_schema: x} | params: {mongodb_host: x}
dynamodb-lag | datasets | from: dynamodb:a, params: {ready_lag: x} | from: kafka:a, params: {ready_lag: x}
dynamodb-retention | datasets | from: dynamodb:a, params: {lag_exceeds_shard_retention_behavior: x} | from: dynamodb:a
pingora | runtime | caching: {sql_results: {engine: pingora}} | caching: {sql_results: {engine: moka}}
pingora | runtime | caching: {embeddings: {engine: pingora}} | caching: {sql_results: {enabled: false, engine: pingora}}
full-text-search | datasets | columns: [{full_text_search: {enabled: true}}] | columns: [{name: full_text_search}]
full-text-search | datasets | full_text_search: {} | columns: [{full_text_search: {enabled: false}}]
oracle-dates | datasets | from: oracle:a | from: s3://oracle
catalog-exclude | catalogs | from: glue, exclude: [a] | from: glue
duckdb-version | datasets | acceleration: {engine: duckdb} | acceleration: {engine: sqlite}
retention-now | datasets | acceleration: {retention_sql: DELETE FROM a WHERE t < now()} | acceleration: {retention_sql: DELETE FROM a}
cayenne-retention | datasets | acceleration: {engine: cayenne, retention_sql: DELETE FROM a} | acceleration: {engine: cayenne}
cayenne-types | datasets | acceleration: {engine: cayenne}, columns: [{name: a, type: Union(Dense)}] | acceleration: {engine: cayenne}, columns: [{name: union, type: Utf8}]
http-cache | datasets | from: https://a.example | from: s3://a
json-numbers | views | sql: SELECT json_get_int(a) | sql: SELECT json_get_str(a)
embedding-scores | datasets | columns: [{name: a, embeddings: [{from: m}]}] | columns: [{name: embeddings}]
google-key | models | from: google:gemini, params: {google_api_key: x} | from: google:gemini
write-back | datasets | write_mode: write_back | write_mode: write_through
scylladb | datasets | from: scylladb:a | from: postgres:a
ready-state | views | acceleration: {ready_state: on_load} | ready_state: on_load
retention-interval | datasets | acceleration: {retention_check_enabled: true, retention_period: 1d}, time_column: t | acceleration: {retention_check_enabled: true, retention_period: 1d, retention_check_interval: 1h}, time_column: t
anthropic-model | models | from: anthropic | from: anthropic:claude
anthropic-model | models | from: "anthropic:" | from: anthropic:claude
anthropic-logprobs | models | from: anthropic:claude, params: {openai_top_logprobs: x} | from: openai:a, params: {openai_top_logprobs: x}
caching-size | datasets | acceleration: {params: {caching_max_size: much}} | acceleration: {params: {caching_max_size: 128MiB}}
caching-size | datasets | params: {caching_max_size: GB} | params: {caching_max_size: 0.5 gb}
caching-size | datasets | params: {caching_max_size: 1.2.3} | params: {caching_max_size: 1024}
caching-size | datasets | params: {caching_max_size: ""} | params: {caching_max_size: "\${env:SIZE}"}
caching-items | datasets | acceleration: {params: {caching_max_items: many}} | acceleration: {params: {caching_max_items: "100"}}
caching-items | datasets | params: {caching_max_items: -5} | params: {caching_max_items: "\${env:ITEMS}"}
stale-while-revalidate | datasets | acceleration: {params: {caching_stale_while_revalidate_ttl: x}} | acceleration: {params: {caching_ttl: x}}
duckdb-functions | views | acceleration: {engine: duckdb}, sql: SELECT trim(' a') | sql: SELECT trim(' a')
github-columns | datasets | from: github:github.com/a/b/pulls | from: git:a
mcp-origins | runtime | cors: {enabled: true, allowed_origins: ["*"]} | cors: {enabled: true, allowed_origins: [https://a.example]}
mcp-origins | runtime | cors: {enabled: true} | cors: {enabled: false, allowed_origins: ["*"]}
mcp-origins | runtime | cors: {allowed_origins: []} | task_history: {enabled: true}
key-conflicts | datasets | acceleration: {primary_key: id} | acceleration: {primary_key: id, mode: file}
cayenne-sort | datasets | acceleration: {params: {cayenne_sort_columns: x}} | acceleration: {params: {cayenne_cluster_by: x}}
cayenne-clustering | datasets | acceleration: {params: {cayenne_datalake_clustering_columns: x}} | acceleration: {params: {cayenne_cluster_by: x}}
cayenne-sort-and-cluster | datasets | acceleration: {params: {cayenne_sort_columns: a, cayenne_cluster_by: b}} | acceleration: {params: {cayenne_sort_columns: x}}
cayenne-indexes | datasets | acceleration: {engine: cayenne, indexes: {a: enabled}} | acceleration: {engine: arrow, indexes: {a: enabled}}
cayenne-indexes | datasets | acceleration: {engine: cayenne, indexes: {a: enabled}} | acceleration: {engine: cayenne, indexes: {}}
default-engine | datasets | acceleration: {enabled: true} | acceleration: {enabled: false}
default-engine-partitions | datasets | acceleration: {partition_by: [a]} | acceleration: {partition_by: [a], mode: file}
default-engine-keys | datasets | acceleration: {primary_key: id} | acceleration: {primary_key: id, engine: arrow}
default-engine-types | datasets | acceleration: {}, columns: [{name: a, type: Interval(MonthDayNano)}] | acceleration: {}, columns: [{name: interval, type: Utf8}]
default-engine-types | views | acceleration: {}, columns: [{type: duration(s)}] | acceleration: {}, columns: [{type: duration(s)}], unsupported_type_action: string
caching-engine | runtime | caching: {sql_results: {engine: moka}} | caching: {sql_results: {enabled: true}}
on-conflict | datasets | acceleration: {on_conflict: {id: upsert}} | acceleration: {primary_key: id}
write-through | datasets | access: read_write | access: read
write-through | datasets | mode: read_write | mode: read
write-through | datasets | access: read_write_create | access: read_write, acceleration: {write_mode: acceleration}
rate-control-state | datasets | source_rate_control: {state_location: s3://a} | source_rate_control: {max: 1}
s3-key | datasets | params: {s3_auth: key} | params: {s3_auth: iam_role}
s3-secret | datasets | params: {s3_auth: key, s3_key: a} | params: {s3_auth: key, s3_key: a, s3_secret: b}
cayenne-snapshots | datasets | acceleration: {snapshots: enabled, params: {cayenne_datalake_location: s3://a}} | acceleration: {snapshots: disabled, params: {cayenne_datalake_location: s3://a}}
github-concurrency | datasets | from: github:github.com/a/b/pulls | from: https://github.com
http-rate-control | datasets | from: https://a.example, params: {requests_per_second_limit: x} | from: https://a.example
cache-warmup | runtime | caching: {sql_results: {cache_key_type: sql, warmup: {enabled: true}}} | caching: {sql_results: {cache_key_type: plan, warmup: {enabled: true}}}
memory-retention | datasets | acceleration: {retention_sql: DELETE FROM a} | acceleration: {retention_sql: DELETE FROM a, mode: file}
day-of-week | views | sql: "SELECT date_part('dow', t)" | sql: SELECT EXTRACT(DOW FROM t)
date-part | views | sql: "SELECT DATE_PART( 'dayofweek', t)" | sql: "SELECT date_part('month', t)"
typeof | views | sql: SELECT arrow_typeof(a) | sql: SELECT a
typeof | views | sql: SELECT CAST(fare AS BIGINT) FROM trips | sql: SELECT fare AS points FROM trips
typeof | views | sql: "SELECT fare::int FROM trips" | sql: "SELECT fare::text FROM trips"
not-in | views | sql: SELECT a WHERE a NOT IN (SELECT b FROM c) | sql: SELECT a WHERE a IN (1)
`
  .trim()
  .split('\n')
  .map((line) => line.split(' | ') as [code: string, list: string, applies: string, not: string])

/** Two datasets with files in these places, which have one directory of metadata if that is given. */
const cayenne = (first: string, second: string, cayenne_metadata_dir?: string) => ({
  datasets: [first, second].map((cayenne_file_path, index) => ({
    name: `${index}`,
    acceleration: { engine: 'cayenne', params: { cayenne_file_path, cayenne_metadata_dir } },
  })),
})

const codes = upgrades.map(({ code }) => code)

test('the table of upgrades is as its schema says', () => {
  const [schema, table] = ['schema/upgrades.schema.json', 'schema/upgrades.json'].map((file) =>
    JSON.parse(readFileSync(file, 'utf8')),
  )
  const ajv = new Ajv2020({ strict: false, formats: { regex: isRegex } })
  const isValid = ajv.compile(schema)
  isValid(table)
  expect(isValid.errors).toBeNull()
  // A typing error is found, and would otherwise be a condition that holds for everything.
  const [upgrade] = table.upgrades
  for (const when of [
    [],
    [{ key: ['from'] }],
    [{ keys: ['from'], match: 'a' }],
    [{ keys: ['from'], matches: '(' }],
  ]) {
    expect(isValid({ upgrades: [{ ...upgrade, when }] })).toBe(false)
  }
})

function isRegex(source: string): boolean {
  try {
    return new RegExp(source) instanceof RegExp
  } catch {
    return false
  }
}

test.each([
  ['2.4.0', undefined],
  ['2.4.0-rc.1', undefined],
  ['2.3.2', undefined],
  ['2.4.1', '2.4.0'],
  ['2.10.0-rc.1', '2.4.0'],
  ['3.0.0', '2.4.0'],
])('what an upgrade to %s changes is known up to: %s', (version, known) => {
  expect(findLastKnown(version)).toBe(known)
})

test('each change of the table has one code, and a sample', () => {
  expect(new Set(codes).size).toBe(codes.length)
  const sampled = [...samples.map(([code]) => `upgrade-${code}`), 'upgrade-cayenne-metadata']
  expect([...new Set(sampled)].sort()).toEqual([...codes].sort())
})

const codesOf = (...args: Parameters<typeof findUpgrades>) => findUpgrades(...args).map(({ code }) => code)

test.each(samples)('the change %s of %s applies to `%s`, and not to `%s`', (name, list, applies, not) => {
  const code = `upgrade-${name}`
  const { to = '2.4.0' } = upgrades.find((upgrade) => upgrade.code === code) ?? {}
  const [found, others] = [applies, not].map((text) => {
    const sample = text === '-' ? {} : parse(`{${text}}`)
    return codesOf({ [list]: list === 'runtime' ? sample : [{ name: 'trips', ...sample }] }, '2.0.0', to)
  })
  expect(found).toContain(code)
  expect(others).not.toContain(code)
})

const podOf = (dataset: object) => ({ datasets: [{ name: 'trips', ...dataset }] })
const spicepod = podOf({ acceleration: { enabled: true } })

test.each([
  ['default-engine', '2.3.2', '2.4.0', true],
  ['default-engine', '2.3.2', '2.4.0-rc.1', true],
  ['default-engine', '2.4.0-rc.2', '2.4.0', false],
  ['default-engine', '2.4.0', '2.10.0', false],
  ['default-engine', '2.4.0', '2.3.2', false],
  ['default-engine', '2.3.9', '2.3.10', false],
  // 2.4.0 takes this one back.
  ['key-conflicts', '2.3.0', '2.3.1', true],
  ['key-conflicts', '2.3.0', '2.3.2', true],
  ['key-conflicts', '2.3.1', '2.3.2', false],
  ['key-conflicts', '2.3.0', '2.4.0', false],
])('the change %s counts from %s to %s: %s', (name, before, after, counts) => {
  const found = codesOf(podOf({ acceleration: { primary_key: 'id' } }), before, after)
  expect(found.includes(`upgrade-${name}`)).toBe(counts)
})

test('Cayenne datasets may keep their files apart only with one directory of metadata', () => {
  expect(codesOf(cayenne('/a', '/b'), '2.3.1', '2.3.2')).toEqual(['upgrade-cayenne-metadata'])
  expect(codesOf(cayenne('/a', '/a'), '2.3.1', '2.3.2')).toEqual([])
  expect(codesOf(cayenne('/a', '/b', '/m'), '2.3.1', '2.3.2')).toEqual([])
})

test('paths of Cayenne that differ are found where the first one is set, and all that have one are named', () => {
  const [first, second] = cayenne('/a', '/b').datasets
  const arrow = { name: 'arrow', acceleration: { engine: 'arrow' } }
  const view = { ...second, name: 'daily', sql: 'SELECT 1' }
  const pod = { datasets: [arrow, first, second], views: [view] }
  const located: unknown[] = []
  const locate = (...path: (string | number)[]) => {
    located.push(path.join('.'))
    return { file: 'spicepod.yaml', line: 7, column: 1 }
  }
  expect(findUpgrades(pod, '2.3.1', '2.3.2', locate)).toMatchObject([
    {
      kind: 'spicepod',
      name: 'datasets',
      message: expect.stringMatching(
        /`cayenne_metadata_dir`\. It concerns dataset `0`, dataset `1`, view `daily`\.$/,
      ),
      line: 7,
    },
  ])
  expect(located).toEqual(['datasets.1.acceleration.params.cayenne_file_path'])
  const many = Array.from({ length: 30 }, (_, index) => cayenne(`/${index}`, '').datasets[0])
  expect(findUpgrades({ datasets: many }, '2.3.1', '2.3.2')[0]?.message).toMatch(/, 20 more\.$/)
})

test('the SQL of a view is warned of if a dataset that it may read is in DuckDB', () => {
  const views = [{ name: 'daily', sql: 'SELECT sha256(id) FROM trips' }]
  const found = (acceleration: object) =>
    findUpgrades({ ...podOf({ acceleration }), views }, '2.2.1', '2.3.0').map(({ name }) => name)
  expect(found({ engine: 'duckdb' })).toEqual(['daily'])
  expect(found({ engine: 'sqlite' })).toEqual([])
  expect(found({ engine: 'duckdb', enabled: false })).toEqual([])
})

test('what is set of an acceleration that is off changes nothing', () => {
  const acceleration = {
    enabled: false,
    engine: 'duckdb',
    partition_by: ['a'],
    retention_sql: 'DELETE FROM a',
    on_conflict: { id: 'upsert' },
    params: { cayenne_sort_columns: 'a' },
  }
  const on = podOf({ acceleration: { ...acceleration, enabled: true } })
  expect(codesOf(on, '2.0.0', '2.4.0')).toHaveLength(6)
  expect(codesOf(podOf({ acceleration }), '2.0.0', '2.4.0')).toEqual([])
})

test('a key of a dataset is found once, and not as a key of the runtime', () => {
  const dataset = { acceleration: { params: { caching_stale_while_revalidate_ttl: '1m' } } }
  const caching = { sql_results: { stale_while_revalidate_ttl: '1m' } }
  const both = { ...podOf(dataset), runtime: { caching } }
  const found = findUpgrades(both, '2.2.1', '2.3.0').filter(({ code }) => code.includes('stale'))
  expect(found.map(({ name }) => name)).toEqual([
    'trips',
    'runtime.caching.sql_results.stale_while_revalidate_ttl',
  ])
})

test('findings are limited in number, and in the length of their names', () => {
  const datasets = Array.from({ length: 300 }, () => ({ name: 'x'.repeat(1000), acceleration: {} }))
  const found = findUpgrades({ datasets }, '2.3.2', '2.4.0')
  expect(found).toHaveLength(250)
  expect(found[0]?.message.length).toBeLessThan(250)
})

test('a finding names the component, its place, what happens and what to write instead', () => {
  const cache = { caching: { sql_results: { engine: 'moka' } } }
  const cors = { cors: { allowed_origins: ['*'] } }
  const locate = (...path: (string | number)[]) => ({ file: `${path.join('/')}`, line: 7, column: 3 })
  const [dataset, runtime] = findUpgrades({ ...spicepod, runtime: cache }, '2.3.2', '2.4.0', locate)
  expect(dataset).toEqual({
    code: 'upgrade-default-engine',
    kind: 'dataset',
    name: 'trips',
    certain: false,
    message:
      'From 2.4.0 on, dataset `trips` is accelerated by Cayenne instead of Arrow, because it names no engine.',
    advice: 'Set `acceleration.engine: arrow` to keep Arrow.',
    file: 'datasets/0/acceleration',
    line: 7,
    column: 3,
  })
  expect(runtime).toMatchObject({ kind: 'spicepod', name: 'runtime.caching.sql_results.engine' })
  const [list] = findUpgrades({ runtime: cors }, '2.3.0', '2.3.1')
  expect(list).toMatchObject({ kind: 'spicepod', name: 'runtime.cors.allowed_origins' })
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
