import { expect, test } from '@jest/globals'
import type { SandboxOptions } from '../server.ts'
import type { Table } from '../tables.ts'
import { runtimeAtNoon } from './fixture.ts'

const v1 = 'application/vnd.spiceai.sql.v1+json'
const spicepod = {
  name: 'taxi',
  datasets: [{ name: 'trips' }, { name: 'geo."Zones"' }, { name: 'bare' }, { name: 'it"s; --' }],
  views: [
    { name: 'expensive', sql: 'SELECT id, fare FROM trips WHERE fare > 10' },
    { name: 'broken', sql: 'SELECT nothing FROM nowhere' },
  ],
}
const trips: Table = {
  name: 'trips',
  columns: [
    { name: 'id', type: 'Int64', nullable: false },
    { name: 'fare', type: 'Decimal128(10, 2)' },
    { name: 'paid', type: 'Boolean' },
    { name: 'pickup', type: 'Timestamp(ns, "UTC")' },
    { name: 'day', type: 'Date32' },
    { name: 'note', type: 'Utf8' },
  ],
  rows: [
    ['9007199254740993', 12.5, true, '2026-11-01T08:30:00Z', '2026-11-01', 'a "b", c'],
    { id: 2, fare: '7.00', paid: false, pickup: '2026-11-02T00:00:00.25Z', day: '2026-11-02' },
  ],
}
const zones: Table = { name: 'geo."Zones"', columns: [{ name: 'Borough', type: 'Utf8' }], rows: [['Bronx']] }

/** Asks the runtime of an app that is deployed. */
async function ask(
  sql: string,
  { accept = 'application/json', ...options }: SandboxOptions & { accept?: string } = {},
) {
  const { ask } = runtimeAtNoon(spicepod, { tables: [trips, zones], ...options })
  return ask('/v1/sql', sql, { accept, 'content-type': 'text/plain' })
}

async function rowsOf(sql: string, options: SandboxOptions = {}) {
  const { status, text } = await ask(sql, options)
  return status === 200 ? JSON.parse(text) : `${status} ${text}`
}

test('the rows of a query have values as Arrow writes them', async () => {
  expect((await ask('SELECT * FROM trips ORDER BY id DESC')).text).toBe(
    '[{"id":9007199254740993,"fare":12.50,"paid":true,"pickup":"2026-11-01T08:30:00Z","day":"2026-11-01","note":"a \\"b\\", c"},' +
      '{"id":2,"fare":7.00,"paid":false,"pickup":"2026-11-02T00:00:00.250Z","day":"2026-11-02","note":null}]',
  )
})

test.each<[string, unknown]>([
  ['SELECT count(*) FROM trips', [{ 'count(*)': 2 }]],
  ['SELECT 1', [{ 'Int64(1)': 1 }]],
  ["SELECT count(1), 'x' -- a comment; with a semicolon\n;", [{ 'count(Int64(1))': 1, 'Utf8("x")': 'x' }]],
  ['SELECT sum(fare) AS sum, max(day) AS last FROM spice.public.trips', [{ sum: 19.5, last: '2026-11-02' }]],
  ["SELECT id FROM trips WHERE pickup >= TIMESTAMP '2026-11-02' AND NOT paid", [{ id: 2 }]],
  ['SELECT count(*) > 1 AS many, count(*) AS n, true AS yes FROM trips', [{ many: true, n: 2, yes: true }]],
  ['SELECT "Borough" FROM "geo"."Zones"', [{ Borough: 'Bronx' }]],
  ['SELECT t.id FROM trips t JOIN "geo"."Zones" z ON t.id = 2', [{ id: 2 }]],
  ['WITH few AS (SELECT id FROM trips LIMIT 1) SELECT count(*) AS n FROM few', [{ n: 1 }]],
  ['SELECT * FROM "expensive"', [{ id: 9007199254740992, fare: 12.5 }]],
  ['SELECT * FROM bare', []],
  ['SELECT count(*) AS n FROM "it""s; --"', [{ n: 0 }]],
  ['SELECT id FROM trips WHERE false', []],
  ['VALUES (1), (2)', [{ column1: 1 }, { column1: 2 }]],
])('the rows of a query %s', async (sql, rows) => {
  expect(await rowsOf(sql)).toEqual(rows)
})

test('the rows of a query are cut after as many as the runtime allows', async () => {
  expect(await rowsOf('VALUES (1), (2), (3)', { runtime: { maxRows: 2 } })).toHaveLength(2)
})

test('what there is is told by DESCRIBE, also of a view, and of a dataset without columns', async () => {
  expect(await rowsOf('DESCRIBE trips')).toEqual(
    trips.columns.map(({ name, type, nullable }) => ({
      column_name: name,
      data_type: type,
      is_nullable: nullable === false ? 'NO' : 'YES',
    })),
  )
  expect(await rowsOf('DESCRIBE public.expensive')).toMatchObject([
    { column_name: 'id', data_type: 'Int64' },
    { column_name: 'fare', data_type: 'Decimal128(10, 2)' },
  ])
  expect(await rowsOf('DESCRIBE bare')).toEqual([])
  expect(await rowsOf('DESCRIBE nowhere')).toBe('400 no such table: public.nowhere')
})

test('what there is is listed by SHOW and in the information schema', async () => {
  const where = "WHERE table_schema NOT IN ('runtime', 'information_schema') ORDER BY table_name"
  expect(
    await rowsOf(
      `SELECT table_schema AS s, table_name AS t, table_type AS k FROM information_schema.tables ${where}`,
    ),
  ).toEqual([
    { s: 'geo', t: 'Zones', k: 'BASE TABLE' },
    { s: 'public', t: 'bare', k: 'BASE TABLE' },
    { s: 'public', t: 'expensive', k: 'VIEW' },
    { s: 'public', t: 'it"s; --', k: 'BASE TABLE' },
    { s: 'public', t: 'trips', k: 'BASE TABLE' },
  ])
  const columns = await rowsOf(`SELECT * FROM information_schema.columns WHERE table_name = 'trips'`)
  expect(columns).toHaveLength(6)
  expect(columns[0]).toEqual({
    table_catalog: 'spice',
    table_schema: 'public',
    table_name: 'trips',
    column_name: 'id',
    ordinal_position: 0,
    column_default: null,
    is_nullable: 'NO',
    data_type: 'Int64',
  })
  expect(await rowsOf('SHOW TABLES')).toContainEqual(
    expect.objectContaining({ table_catalog: 'spice', table_name: 'trips' }),
  )
  expect(await rowsOf('SHOW COLUMNS FROM trips')).toHaveLength(6)
  expect(await rowsOf('EXPLAIN SELECT * FROM trips')).toEqual([
    { plan_type: 'logical_plan', plan: 'SCAN trips' },
  ])
})

const query = 'SELECT id, pickup, fare > 10 AS much FROM trips'

test.each([undefined, 'application/json', '*/*', 'image/png, application/json;q=0.5'])(
  'the form of an answer follows `Accept` %s: rows',
  async (accept) => {
    const { type, text } = await ask(query, accept === undefined ? {} : { accept })
    expect(type).toBe('application/json; charset=utf-8')
    expect(JSON.parse(text)).toHaveLength(2)
  },
)

test('the form of an answer follows `Accept` with a schema, and without one if there are no rows', async () => {
  const accept = `${v1}, application/json`
  const { type, text } = await ask(query, { accept })
  expect(type).toBe(`${v1}; charset=utf-8`)
  const field = { dict_id: 0, dict_is_ordered: false, metadata: {} }
  expect(JSON.parse(text)).toMatchObject({
    row_count: 2,
    schema: {
      fields: [
        { ...field, name: 'id', data_type: 'Int64', nullable: false },
        { ...field, name: 'pickup', data_type: { Timestamp: ['Nanosecond', 'UTC'] }, nullable: true },
        { ...field, name: 'much', data_type: 'Boolean', nullable: true },
      ],
      metadata: {},
    },
    data: [{ much: true }, { much: false }],
  })
  expect(JSON.parse((await ask('SELECT * FROM trips LIMIT 0', { accept })).text)).toEqual({
    row_count: 0,
    schema: {},
    data: [],
  })
})

test('the form of an answer follows `Accept` CSV and a table in text', async () => {
  const csv = await ask('SELECT id, paid, note FROM trips', { accept: 'text/csv' })
  expect([csv.type, csv.text]).toEqual([
    'text/csv; charset=utf-8',
    'id,paid,note\n9007199254740993,true,"a ""b"", c"\n2,false,\n',
  ])
  const { text } = await ask('SELECT id FROM trips WHERE id = 2', { accept: 'text/plain' })
  expect(text).toBe('+----+\n| id |\n+----+\n| 2  |\n+----+')
})

test.each([
  ['SELEC 1', 400, 'near "SELEC": syntax error'],
  ['SELECT 1 +', 400, 'incomplete input'],
  ['SELECT * FROM nowhere', 400, 'no such table: nowhere'],
  ['SELECT missing FROM trips', 400, 'no such column: missing'],
  ['SELECT * FROM broken', 400, 'no such table: broken'],
  ['SELECT * FROM geo.Zones', 400, 'no such table: zones'],
  ['SELECT * FROM "Trips"', 400, 'no such table: Trips'],
  ['', 400, 'No SQL statements were provided in the query string'],
  ['SELECT 1; SELECT 2', 400, 'The context currently only supports a single SQL statement'],
  ['/* hidden */ insert into trips values (1)', 403, 'INSERT is not allowed in a read-only SQL context'],
  ['DROP TABLE trips', 403, 'DROP is not allowed in a read-only SQL context'],
  ['WITH x AS (SELECT 1) DELETE FROM trips', 403, expect.stringContaining('read-only SQL context')],
  ["ATTACH '/etc/passwd' AS x", 400, 'near "ATTACH": syntax error'],
  ['PRAGMA database_list', 400, 'near "PRAGMA": syntax error'],
  ['SELECT * FROM pragma_database_list', 400, 'no such table: pragma_database_list'],
  ['SELECT * FROM trips, "sqlite_master"', 400, 'no such table: sqlite_master'],
  ["SELECT * FROM '/etc/passwd'", 400, 'no such table: /etc/passwd'],
  ["SELECT readfile('/etc/passwd')", 400, 'no such function: readfile'],
  ["SELECT load_extension('x')", 400, 'not authorized'],
  [
    `WITH c AS (SELECT 1 FROM information_schema.columns) SELECT 1 FROM ${Array(9).fill('c').join()}`,
    400,
    'The sandbox answers with at most 100000 rows: add a LIMIT to the query',
  ],
])('a refusal is text in the words of the engine %s', async (sql, status, message) => {
  const answer = await ask(sql)
  expect([answer.status, answer.type, answer.text]).toEqual([status, 'text/plain; charset=utf-8', message])
})

test('a refusal is text in the words of the engine also of a table that the sandbox cannot read', async () => {
  const tables = [{ ...trips, rows: [[1]] }]
  expect(await rowsOf('SELECT 1', { tables })).toBe('500 table "trips", row 1: has 1 values for 6 columns')
})

test.each<[sql: string, parameters: string, answer: string]>([
  ['SELECT $1 AS a, $2 AS b', '[1, "x"]', '[{"a":1,"b":"x"}]'],
  ['SELECT ? AS a, ? AS b', '[1.5, null]', '[{"a":1.5,"b":null}]'],
  ['SELECT $2 AS a, $1 AS b, $2 AS c', '[1, 2]', '[{"a":2,"b":1,"c":2}]'],
  ['SELECT $1 AS a, :b AS b', '{"1": 5, "b": false}', '[{"a":5,"b":false}]'],
  ['SELECT $1 AS a, NOT $1 AS b', '[true]', '[{"a":true,"b":false}]'],
  [
    'SELECT $1 AS a, $2 AS b',
    '[9007199254740993, -9223372036854775808]',
    '[{"a":9007199254740993,"b":-9223372036854775808}]',
  ],
  ['SELECT \'?\' AS a, ? AS "$1" -- ?', '[0]', '[{"a":"?","$1":0}]'],
  ['SELECT $1 - $2 AS a LIMIT $3', '[1, -2, 1]', '[{"a":3}]'],
  ['SELECT $1 AS a', '[]', '400 No value found for placeholder with name $1'],
  ['SELECT ?, ?', '[1]', '400 No value found for placeholder with name $2'],
  ['SELECT :id, $toString', '{"id": 1}', '400 No value found for placeholder with name $toString'],
  ['SELECT $1', '[[1]]', '400 The value of placeholder $1 must be text, a number, a Boolean or null'],
])('the parameters of a query in JSON keep their types: %s with %s', async (sql, parameters, answer) => {
  const body = `{"sql": ${JSON.stringify(sql)}, "parameters": ${parameters}}`
  const { ask } = runtimeAtNoon(spicepod)
  const { status, text } = await ask('/v1/sql', body, { 'content-type': 'application/json' })
  expect(status === 200 ? text : `${status} ${text}`).toBe(answer)
})

test('a query in JSON is one only if the client says so without anything else', async () => {
  const { ask } = runtimeAtNoon(spicepod)
  const body = '{"sql": "SELECT 1", "parameters": []}'
  const { status } = await ask('/v1/sql', body, { 'content-type': 'application/json; charset=utf-8' })
  expect(status).toBe(400)
})

test('a placeholder in a query that is plain text has no value', async () => {
  expect(await rowsOf('SELECT $1')).toBe('400 No value found for placeholder with name $1')
})

test('bytes are hexadecimal digits in lower case, and compared as bytes', async () => {
  const blobs: Table = { name: 'bare', columns: [{ name: 'b', type: 'Binary' }], rows: [['00FF'], ['']] }
  const of = (sql: string) => rowsOf(sql, { tables: [blobs] })
  expect(await of('SELECT b, length(b) AS n FROM bare')).toEqual([
    { b: '00ff', n: 2 },
    { b: '', n: 0 },
  ])
  expect(await of("SELECT X'0AF0' AS x FROM bare WHERE b = x'00ff'")).toEqual([{ x: '0af0' }])
  const { text } = await ask("SELECT X'0AF0' AS x", { accept: v1 })
  expect(JSON.parse(text).schema.fields[0].data_type).toBe('Binary')
})

test('on a Node without an engine, SQL is not made up', async () => {
  const { getBuiltinModule } = process
  process.getBuiltinModule = (() => undefined) as typeof getBuiltinModule
  try {
    expect(await rowsOf('SELECT 1')).toMatch(
      /^501 SQL needs Node 22\.16 or newer, and the sandbox runs on Node /,
    )
  } finally {
    process.getBuiltinModule = getBuiltinModule
  }
})
