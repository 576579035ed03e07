import type { Stored } from './arrow.ts'
import { SqlError } from './error.ts'

/** Parameters of a query: by position, or by name. */
export type Parameters = readonly unknown[] | Readonly<Record<string, unknown>>

/**
 * Gives each placeholder (`?`, `$1`, `$name`, `:name`, `@name`) the name by which the engine binds it, and its value. Booleans
 * become literals, since the engine has none, and what is one is seen in the text.
 *
 * @throws SqlError for a placeholder without a value, and for a value that is none of SQL
 */
export function bindParameters(
  tokens: readonly string[],
  parameters: Parameters,
): { tokens: string[]; values: Record<string, Stored> } {
  const values: Record<string, Stored> = {}
  let count = 0
  const bound = tokens.map((token) => {
    const [, sign, written = ''] = /^([$:@?])([\p{L}\p{N}_$]*)$/u.exec(token) ?? []
    if (sign === undefined || (sign !== '?' && written === '')) return token
    if (sign === '?') count += 1
    const name = written || String(count)
    const key = Array.isArray(parameters) ? String(Number(name) - 1) : name
    if (!Object.hasOwn(parameters, key)) {
      throw new SqlError(400, `No value found for placeholder with name $${name}`)
    }
    const value = (parameters as Readonly<Record<string, unknown>>)[key]
    if (typeof value === 'boolean') return String(value)
    values[`$${name}`] = toStored(value, name)
    return `$${name}`
  })
  return { tokens: bound, values }
}

function toStored(value: unknown, name: string): Stored {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value
  if (!JSON.isRawJSON?.(value)) {
    throw new SqlError(400, `The value of placeholder $${name} must be text, a number, a Boolean or null`)
  }
  const isInteger = /^-?\d+$/.test(value.rawJSON)
  const whole = isInteger ? BigInt(value.rawJSON) : undefined
  return whole !== undefined && whole === BigInt.asIntN(64, whole) ? whole : Number(value.rawJSON)
}
