import { isScalar, type Scalar } from 'yaml'
import { exactNumber } from '../platform/json.ts'

/** A scalar as JSON has it, with all digits of a number that JSON could have; null if a node is none. */
export function toJsonValue(node: unknown): unknown {
  if (!isScalar(node)) return null
  const { value, source = '' } = node
  if (typeof value === 'bigint') return exactNumber(Number(value), String(value))
  // A merge key is a symbol in a document of YAML 1.1.
  if (typeof value === 'symbol') return '<<'
  if (typeof value === 'number') {
    return Number.isFinite(value) ? exactNumber(value + 0, toJsonNumber(source) ?? String(value)) : null
  }
  return typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value
}

/** The library reads a number with a tag as text if its form is not the tag's own, and makes an instant of a day. */
export function toExactValue(node: Scalar): unknown {
  const { value, source = '', tag = '' } = node
  if (value instanceof Date) return source
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /:(float|int)$/.test(tag))
  if (!isNumber) return toJsonValue(node)
  const number = toJsonNumber(source)
  return number !== undefined && Number.isFinite(Number(number))
    ? exactNumber(Number(number), number)
    : Number.NaN
}

/** A decimal number in the form of JSON, with all of its digits: YAML has `+.5` and `01.` as well. */
function toJsonNumber(source: string): string | undefined {
  const [match, sign = '', whole = '', fraction = '', exponent = ''] =
    /^([-+]?)(\d*)(?:\.(\d*))?(e[-+]?\d+)?$/i.exec(source.replaceAll('_', '')) ?? []
  if (match === undefined || !/\d/.test(match)) return undefined
  return `${sign.replace('+', '')}${whole.replace(/^0+/, '') || '0'}${fraction && `.${fraction}`}${exponent}`
}
