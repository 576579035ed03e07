/** A type of Arrow, read from its name. */
export interface ArrowType {
  /** As it was written, such as `Decimal128(10, 2)`. */
  readonly text: string
  /** The name without parameters, such as `Decimal128`. */
  readonly name: string
  /** How Arrow writes it in a schema: a text for a plain type, an object for one with parameters. */
  readonly serde: unknown
  /** The digits after the point of a decimal. */
  readonly scale: number
  /** The zone of a timestamp; undefined for one without. */
  readonly zone: string | undefined
}

/** A value as the engine keeps it. */
export type Stored = null | bigint | number | string | Uint8Array

/** What is wrong with a type, or with a value. */
export class ArrowError extends Error {}

const UNITS: Readonly<Record<string, string>> = {
  s: 'Second',
  ms: 'Millisecond',
  us: 'Microsecond',
  µs: 'Microsecond',
  ns: 'Nanosecond',
}

const PLAIN =
  /^(Null|Boolean|U?Int(8|16|32|64)|Float(16|32|64)|(Large)?Utf8|Utf8View|(Large)?Binary|BinaryView|Date(32|64))$/

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|([A-Za-zµ_][\w-]*)|(-?\d+)|([(),:]))/y

/**
 * Reads the name of a type as runtimes write it, in the form of today (`Timestamp(ns, "UTC")`) or the one before Arrow 57
 * (`Timestamp(Nanosecond, Some("UTC"))`).
 *
 * @throws ArrowError if there is no such type
 */
export function readType(text: string): ArrowType {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  const source = text.trimEnd()
  while (TOKEN.lastIndex < source.length) {
    const match = TOKEN.exec(source)
    if (match === null) throw unknownType(text)
    tokens.push(match[1] === undefined ? (match[0] ?? '').trim() : JSON.stringify(match[1]))
  }
  const type = parseType(tokens)
  if (type === undefined || tokens.length > 0) throw unknownType(text)
  return { ...type, text: source }
}

function unknownType(text: string): ArrowError {
  return new ArrowError(`"${text.slice(0, 80)}" is not a type of Arrow that the sandbox knows`)
}

/** Takes a type from the front of the tokens. */
function parseType(tokens: string[]): ArrowType | undefined {
  const name = tokens.shift() ?? ''
  const plain = { text: name, name, scale: 0, zone: undefined }
  if (tokens[0] !== '(') return PLAIN.test(name) ? { ...plain, serde: name } : undefined
  tokens.shift()
  const type = parseParameters(plain, tokens)
  return tokens.shift() === ')' ? type : undefined
}

function parseParameters(plain: Omit<ArrowType, 'serde'>, tokens: string[]): ArrowType | undefined {
  const { name } = plain
  const next = () => tokens.shift() ?? ''
  const isNext = (token: string) => tokens[0] === token && tokens.shift() !== undefined
  const unit = () => {
    const word = next()
    return UNITS[word] ?? (Object.values(UNITS).includes(word) ? word : undefined)
  }
  const ofMember = (called: string) => {
    const isNullable = !isNext('non-null')
    const type = parseType(tokens)
    return type && field(called, type.serde, isNullable)
  }
  const member = () => {
    const called: string = JSON.parse(/^"/.test(tokens[0] ?? '') ? next() : '""')
    return isNext(':') ? ofMember(called) : undefined
  }
  switch (name) {
    case 'Timestamp': {
      const ofUnit = unit()
      const zone = isNext(',') ? readZone(tokens) : undefined
      return ofUnit ? { ...plain, zone, serde: { Timestamp: [ofUnit, zone ?? null] } } : undefined
    }
    case 'Time32':
    case 'Time64':
    case 'Duration': {
      const ofUnit = unit()
      return ofUnit ? { ...plain, serde: { [name]: ofUnit } } : undefined
    }
    case 'Interval':
      return { ...plain, serde: { Interval: next() } }
    case 'FixedSizeBinary':
      return { ...plain, serde: { FixedSizeBinary: Number(next()) } }
    case 'Decimal32':
    case 'Decimal64':
    case 'Decimal128':
    case 'Decimal256': {
      const precision = Number(next())
      const scale = isNext(',') ? Number(next()) : Number.NaN
      const isValid = precision >= 1 && precision <= 76 && scale >= 0 && scale <= precision
      return isValid ? { ...plain, scale, serde: { [name]: [precision, scale] } } : undefined
    }
    case 'Dictionary': {
      const key = parseType(tokens)
      const value = isNext(',') ? parseType(tokens) : undefined
      return key && value && { ...value, serde: { Dictionary: [key.serde, value.serde] } }
    }
    case 'List':
    case 'LargeList': {
      const item = ofMember('item')
      return item && { ...plain, serde: { [name]: item } }
    }
    case 'FixedSizeList': {
      const size = Number(next())
      const item = isNext('x') ? ofMember('item') : undefined
      return item && Number.isInteger(size) ? { ...plain, serde: { FixedSizeList: [item, size] } } : undefined
    }
    case 'Map': {
      const entries = member()
      const order = isNext(',') ? next() : ''
      const isKnown = /^(un)?sorted$/.test(order)
      return entries && isKnown ? { ...plain, serde: { Map: [entries, order === 'sorted'] } } : undefined
    }
    case 'Struct': {
      const fields: unknown[] = []
      do {
        const each = member()
        if (each === undefined) return undefined
        fields.push(each)
      } while (isNext(','))
      return { ...plain, serde: { Struct: fields } }
    }
    default:
      return undefined
  }
}

function readZone(tokens: string[]): string | undefined {
  const token = tokens.shift() ?? ''
  if (token === 'None') return undefined
  if (token !== 'Some') return JSON.parse(token)
  const [, zone = '""'] = tokens.splice(0, 3)
  return JSON.parse(zone)
}

/** A field of a schema, as Arrow writes it. */
export function field(name: string, data_type: unknown, nullable: boolean): Record<string, unknown> {
  return { name, data_type, nullable, dict_id: 0, dict_is_ordered: false, metadata: {} }
}

/**
 * What the engine keeps of a value. Numbers beyond what JSON holds exactly may come as text.
 *
 * @throws ArrowError if the value does not have that type
 */
export function store(value: unknown, type: ArrowType): Stored {
  if (value === null || value === undefined) return null
  const { name } = type
  if (name === 'Boolean' && typeof value === 'boolean') return value ? 1n : 0n
  const text = JSON.isRawJSON?.(value)
    ? value.rawJSON
    : typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : undefined
  if (/Int/.test(name) && text !== undefined && /^-?\d+$/.test(text)) return storeInteger(BigInt(text), type)
  if (/^Float/.test(name) && text !== undefined && /^(NaN|-?Infinity)$|\d/.test(text)) {
    const number = Number(text)
    if (!Number.isNaN(number)) return number
    if (text === 'NaN') return null
  }
  if (/^Decimal/.test(name) && text !== undefined) return storeDecimal(text, type)
  if (/Utf8|^Interval|^Duration/.test(name) && typeof value === 'string') return value
  if (/Binary/.test(name) && typeof value === 'string' && /^([\da-f]{2})*$/i.test(value)) {
    return Buffer.from(value, 'hex')
  }
  if (/^Time(32|64)$/.test(name) && /^\d\d:\d\d:\d\d(\.\d+)?$/.test(text ?? '')) return text ?? null
  if (/^(Date|Timestamp)/.test(name) && typeof value === 'string') return storeTime(value, type)
  if (/List|Struct|Map/.test(name) && typeof value === 'object') return JSON.stringify(value)
  throw noValue(value, type)
}

function noValue(value: unknown, { text }: ArrowType): ArrowError {
  return new ArrowError(`${JSON.stringify(value)?.slice(0, 60)} is not a value of type ${text}`)
}

function storeInteger(value: bigint, type: ArrowType): bigint {
  const [, unsigned, bits = '64'] = /^(U?)Int(\d+)$/.exec(type.name) ?? []
  const fits =
    unsigned === 'U'
      ? value === BigInt.asUintN(Number(bits), value)
      : value === BigInt.asIntN(Number(bits), value)
  // The engine has no unsigned integers.
  if (!fits || value !== BigInt.asIntN(64, value)) throw noValue(String(value), type)
  return value
}

/** A number, so that the engine can calculate with it, unless that would lose digits. */
function storeDecimal(text: string, type: ArrowType): number | string {
  const [, sign, whole = '', fraction = ''] = /^([-+]?)(\d+)(?:\.(\d*))?$/.exec(text) ?? []
  if (whole === '' || fraction.length > type.scale) throw noValue(text, type)
  const exact = `${sign === '-' ? '-' : ''}${BigInt(whole)}${type.scale > 0 ? `.${fraction.padEnd(type.scale, '0')}` : ''}`
  const number = Number(exact)
  return number.toFixed(type.scale) === exact ? number : exact
}

const TIME =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d)(?::(?<seconds>\d\d)(?:\.(?<fraction>\d{1,9}))?)?)? ?(?<zone>Z|[-+]\d\d:?\d\d)?$/

/** Dates and timestamps are kept in the form in which answers have them, which sorts by time. */
function storeTime(value: string, type: ArrowType): string {
  const { day, time = '00:00', seconds = '00', fraction = '', zone = 'Z' } = TIME.exec(value)?.groups ?? {}
  const moment = new Date(`${day}T${time}:${seconds}${zone.replace(/^([-+]\d\d):?/, '$1:')}`)
  if (Number.isNaN(moment.getTime())) throw noValue(value, type)
  const utc = moment.toISOString()
  if (type.name === 'Date32') return utc.slice(0, 10)
  const places = Math.ceil(fraction.replace(/0+$/, '').length / 3) * 3
  const digits = places === 0 ? '' : `.${fraction.padEnd(9, '0').slice(0, places)}`
  if (type.zone === undefined || type.zone === 'UTC') {
    return `${utc.slice(0, 19)}${digits}${type.zone === undefined ? '' : 'Z'}`
  }
  return `${day}T${time}:${seconds}${digits}${zone === 'Z' ? '+00:00' : zone}`
}

/** A stored value as Arrow writes it in JSON. Without a type, the value is one that the engine has calculated. */
export function toJson(value: Stored, type: ArrowType | undefined): string {
  if (value === null) return 'null'
  if (ArrayBuffer.isView(value)) return JSON.stringify(Buffer.from(value).toString('hex'))
  if (type?.name === 'Boolean') return value === 0n ? 'false' : 'true'
  if (type !== undefined && /^Decimal/.test(type.name)) {
    return typeof value === 'number' ? value.toFixed(type.scale) : String(value)
  }
  if (type !== undefined && /List|Struct|Map/.test(type.name)) return String(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (!Number.isFinite(value)) return 'null'
  // A float that is whole keeps its point.
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value)
}

const NAMES: Readonly<Record<string, string>> = { bigint: 'Int64', number: 'Float64', object: 'Binary' }

/** The type that a calculated value has. */
export function typeOf(value: Stored | undefined): ArrowType {
  const name = value === null ? 'Null' : (NAMES[typeof value] ?? 'Utf8')
  return { text: name, name, serde: name, scale: 0, zone: undefined }
}
