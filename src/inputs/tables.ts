import { cut, type Redact } from '../platform/text.ts'
import { nameMatchers, parseName } from './component-names.ts'
import type { ProbeOf } from './probes.ts'
import { namesOf, readComponents } from './spicepod-value.ts'

/** Which datasets and views of the spicepod are asked for a row. */
export type TableChoice =
  | { readonly kind: 'all' }
  | { readonly kind: 'named'; readonly names: readonly string[] }

/** @param text the input `test-tables`: `none`, `all`, or names by commas or lines */
export function readTables(text: string): TableChoice {
  const given = text.trim()
  if (/^all$/i.test(given)) return { kind: 'all' }
  const names = given.match(/(?:"(?:[^"]|"")*"|[^,\r\n])+/g) ?? []
  const named = [...new Set(names.map((name) => name.trim()).filter(Boolean))]
  return { kind: 'named', names: /^none$/i.test(given) ? [] : named }
}

/** Whether a run asks for any table, as far as that is known without the spicepod. */
export function hasTables(choice: TableChoice): boolean {
  return choice.kind === 'all' || choice.names.length > 0
}

/**
 * The problems of names that a spicepod does not have.
 *
 * @param redact hides secrets in what is quoted
 */
export function findUnknownTables(choice: TableChoice, spicepod: unknown, redact: Redact): string[] {
  if (choice.kind === 'all') return []
  const tables = tablesOf(spicepod)
  return choice.names
    .filter((name) => find(name, tables) === undefined)
    .map((name) => {
      const known = tables.slice(0, 10).map((each) => `\`${cut(each, 60, redact)}\``)
      const has =
        known.length === 0 ? 'it has none' : `it has ${known.join(', ')}${tables.length > 10 ? ', …' : ''}`
      return `\`test-tables\` names \`${cut(name, 60, redact)}\`, which is not a dataset or view of the spicepod: ${has}.`
    })
}

/** The probes of the tables that were chosen. */
export function toTableProbes(choice: TableChoice, spicepod: unknown): ProbeOf<'table'>[] {
  const tables = tablesOf(spicepod)
  const names = choice.kind === 'all' ? tables : choice.names.map((name) => find(name, tables) ?? name)
  return [...new Set(names)].map((table) => ({ kind: 'table', table }))
}

function tablesOf(spicepod: unknown): string[] {
  const components = readComponents(spicepod)
  return [...namesOf('dataset', components), ...namesOf('view', components)]
}

function find(name: string, tables: readonly string[]): string | undefined {
  const wanted = parseName(name)
  // Whether case matters, or not.
  return nameMatchers
    .slice(0, 2)
    .map((isSame) => tables.find((table) => isSame(parseName(table), wanted)))
    .find((table) => table !== undefined)
}

/** The query of one row. Each part of the name is quoted, since it may have any characters. */
export function selectOne(table: string): string {
  const quoted = parseName(table).parts.map((part) => `"${part.replaceAll('"', '""')}"`)
  return `SELECT * FROM ${quoted.join('.')} LIMIT 1`
}
