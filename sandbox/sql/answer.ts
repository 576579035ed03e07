import { type Reply, text } from '../answer.ts'
import { field, toJson } from './arrow.ts'
import type { Result } from './engine.ts'

const V1 = 'application/vnd.spiceai.sql.v1+json'

/** The forms of an answer, by the media type that a client accepts. */
const FORMS: Readonly<Record<string, (result: Result) => string>> = {
  'application/json': toRows,
  [V1]: withSchema,
  'application/vnd.spiceai.nsql.v1+json': withSchema,
  'text/csv': toCsv,
  'text/plain': toTextTable,
}

/** The answer in the first form that the client accepts and the runtime has, else as rows. */
export function showResult(result: Result, accept = ''): Reply {
  const accepted = accept.split(',').map((type) => type.split(';', 1)[0]?.trim().toLowerCase() ?? '')
  const type = accepted.find((each) => Object.hasOwn(FORMS, each)) ?? 'application/json'
  const form = FORMS[type] ?? toRows
  return { ...text(200, form(result), `${type}; charset=utf-8`), status: 200 }
}

function toRows({ columns, rows }: Result): string {
  const members = rows.map(
    (row) =>
      `{${columns.map(({ name, type }, index) => `${JSON.stringify(name)}:${toJson(row[index] ?? null, type)}`).join()}}`,
  )
  return `[${members.join()}]`
}

/** Without any row there is no batch, and without a batch no schema. */
function withSchema(result: Result): string {
  const { columns, rows } = result
  const fields = columns.map(({ name, type, isNullable }) => field(name, type.serde, isNullable))
  const schema = rows.length === 0 ? {} : { fields, metadata: {} }
  return `{"row_count":${rows.length},"schema":${JSON.stringify(schema)},"data":${toRows(result)}}`
}

/** The values as text; null is empty. */
function toCells({ columns, rows }: Result): string[][] {
  return rows.map((row) =>
    columns.map(({ type }, index) => {
      const value = row[index] ?? null
      if (value === null) return ''
      const written = toJson(value, type)
      return written.startsWith('"') ? JSON.parse(written) : written
    }),
  )
}

function toCsv(result: Result): string {
  const quote = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  const lines = [result.columns.map(({ name }) => name), ...toCells(result)]
  return lines.map((cells) => `${cells.map(quote).join()}\n`).join('')
}

function toTextTable(result: Result): string {
  const names = result.columns.map(({ name }) => name)
  const cells = toCells(result)
  const widths = names.map((name, index) =>
    Math.max(name.length, ...cells.map((row) => row[index]?.length ?? 0)),
  )
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`
  const line = (row: readonly string[]) =>
    `|${row.map((cell, at) => ` ${cell.padEnd(widths[at] ?? 0)} `).join('|')}|`
  return [rule, line(names), rule, ...cells.map(line), rule].join('\n')
}
