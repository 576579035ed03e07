import type { DataTest } from '../features/data-tests/test-file.ts'
import type { JsonObject } from '../platform/json.ts'
import { asIs, cut, limit } from '../platform/text.ts'
import { keyOf, parseName, splitNames } from '../spicepod/names.ts'
import { namesOf, readComponents } from '../spicepod/spicepod.ts'
import type { InputsOf } from './inputs.ts'

/** A request to the runtime that has to succeed after the deployment. */
export type Probe =
  | { readonly kind: 'sql'; readonly sql: string }
  | { readonly kind: 'nsql'; readonly query: string; readonly model?: string | undefined }
  /** `body` as `POST /v1/search` takes it. */
  | { readonly kind: 'search'; readonly body: JsonObject }
  /** `body` in the form of OpenAI's chat completions. */
  | { readonly kind: 'chat'; readonly body: JsonObject }
  /** A dataset or view that has to return rows. */
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'mcp'; readonly tool: string; readonly arguments: JsonObject }
  /** A query of the file with tests of the data, and what it must answer. */
  | { readonly kind: 'test'; readonly test: DataTest }

export type ProbeOf<Kind extends Probe['kind']> = Extract<Probe, { kind: Kind }>

/** The name of a probe in results: `sql`, `table:taxi_trips`, `test:every order has a customer`. */
export function describeProbe(probe: Probe): string {
  if (probe.kind === 'test') return `test:${probe.test.name}`
  return probe.kind === 'table' ? `table:${probe.table}` : probe.kind
}

/** The probes that inputs of their own ask for, in the order in which they run. */
export function toProbes({
  testSql: sql,
  testNsql: query,
  testSearch: search,
  testChat: chat,
  testChatModel: model,
  testMcpTool: tool,
  testMcpArguments = {},
}: InputsOf<'probes'>): Probe[] {
  const probes: (Probe | false)[] = [
    sql !== undefined && { kind: 'sql', sql },
    query !== undefined && { kind: 'nsql', query, model },
    search !== undefined && { kind: 'search', body: search },
    chat !== undefined && { kind: 'chat', body: { model, ...chat } },
    tool !== undefined && { kind: 'mcp', tool, arguments: testMcpArguments },
  ]
  return probes.filter((probe) => probe !== false)
}

/** The datasets and views of the spicepod that are asked for a row: every one, or those with these names. */
export type TableChoice = 'all' | readonly string[]

/** @param text the input `test-tables`: `none`, `all`, or names by commas or lines */
export function readTables(text: string): TableChoice {
  const choice = text.trim()
  if (/^all$/i.test(choice)) return 'all'
  return /^none$/i.test(choice) ? [] : [...new Set(splitNames(choice))]
}

/** Whether tables are asked for: `all` may turn out to be none, which only the spicepod shows. */
export function hasTables(choice: TableChoice): boolean {
  return choice === 'all' || choice.length > 0
}

export function findUnknownTables(choice: TableChoice, spicepod: unknown): string[] {
  if (choice === 'all') return []
  const tables = tablesOf(spicepod)
  return choice
    .filter((name) => findTable(name, tables) === undefined)
    .map((name) => {
      const quote = (table: string) => `\`${cut(table, 60)}\``
      const has = limit(tables, 10, quote, () => '…').join(', ') || 'none'
      return `\`test-tables\` names \`${cut(name, 60)}\`, which is not a dataset or view of the spicepod: it has ${has}.`
    })
}

export function toTableProbes(choice: TableChoice, spicepod: unknown): ProbeOf<'table'>[] {
  const tables = tablesOf(spicepod)
  const names = choice === 'all' ? tables : choice.map((name) => findTable(name, tables) ?? name)
  return [...new Set(names)].map((table) => ({ kind: 'table', table }))
}

function tablesOf(spicepod: unknown): string[] {
  const components = readComponents(spicepod)
  return [...namesOf('dataset', components), ...namesOf('view', components)]
}

/** The name as it is written comes before the same one in SQL, and that before one that lacks quotes or is in another case. */
function findTable(name: string, tables: readonly string[]): string | undefined {
  const forms = [
    asIs,
    keyOf,
    (table: string) => parseName(table).plain,
    (table: string) => parseName(table).plain.toLowerCase(),
  ]
  return forms
    .map((form) => tables.find((table) => form(table) === form(name)))
    .find((table) => table !== undefined)
}
