import { readFileSync } from 'node:fs'
import type { ErrorObject } from 'ajv/dist/2020.js'
import { distance } from 'fastest-levenshtein'
import { parse } from 'yaml'
import { readSchemas, type SchemaAt } from './schemas.ts'

interface ControlDocument {
  readonly paths: Readonly<Record<string, object>>
  readonly components: { readonly schemas: Readonly<Record<string, object>> }
}

/** The description of `/_sandbox` and of the config. The bundle contains it. */
export function readControlDocument(): ControlDocument {
  const { controlDescription } = globalThis as { controlDescription?: string }
  if (controlDescription !== undefined) return JSON.parse(controlDescription)
  return parse(readFileSync(new URL('control.openapi.yaml', import.meta.url), 'utf8'))
}

let shared: { readonly schemaAt: SchemaAt; readonly keys: ReadonlySet<string> } | undefined

function description() {
  if (shared !== undefined) return shared
  const document = readControlDocument()
  const keys = JSON.stringify(document).matchAll(/"([a-z]+(?:_[a-z]+)+)"/g)
  shared = {
    // `discriminator` leads to the errors of one kind of fault, instead of those of all kinds.
    schemaAt: readSchemas(document, { discriminator: true, validateFormats: false }),
    keys: new Set(Array.from(keys, ([, key = '']) => key)),
  }
  return shared
}

/** Members whose keys are their owner's own. */
const FREE_FORM = new Set(['spicepod', 'secrets', 'tags', 'rows', 'body', 'spec', 'files'])

/** The value with the keys of the description: `afterMs` becomes `after_ms`. */
export function withUnderscores(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnderscores)
  if (typeof value !== 'object' || value === null || JSON.isRawJSON?.(value)) return value
  const { keys } = description()
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const described = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      return [keys.has(described) ? described : key, FREE_FORM.has(key) ? member : withUnderscores(member)]
    }),
  )
}

/** Members that the code calls as the API does. */
const NAMED_BY_API = new Set(['error_message', 'error_code', 'from_deployment'])

/** The value with the keys of the code: `after_ms` becomes `afterMs`. */
export function inCamelCase(value: unknown, hasFreeKeys = false): unknown {
  if (Array.isArray(value)) return value.map((item) => inCamelCase(item))
  if (typeof value !== 'object' || value === null || JSON.isRawJSON?.(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      hasFreeKeys || NAMED_BY_API.has(key)
        ? key
        : key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      FREE_FORM.has(key) ? member : inCamelCase(member, key === 'headers'),
    ]),
  )
}

/**
 * What is wrong with a value, a sentence each.
 *
 * @param schema - the name of its schema in the description
 * @param name - what the value is called: '' for a whole config
 */
export function problemsOf(schema: string, value: unknown, name = ''): string[] {
  const validate = description().schemaAt('components', 'schemas', schema)
  if (validate(value)) return []
  const errors = validate.errors ?? []
  return errors.filter((error) => !isRepetition(error)).map((error) => sentence(error, name))
}

/** A config, or part of one, that is not valid. The message has a sentence for each problem. */
export class ConfigError extends Error {}

/** The most problems that are listed: a wrong column is a problem of each of its rows. */
const maxProblems = 20

/** @throws ConfigError with these problems, if there are any */
export function reject(all: readonly string[]): void {
  const problems = [...new Set(all)]
  const more = problems.length - maxProblems
  const listed = [
    ...problems.slice(0, maxProblems),
    ...(more > 0 ? [`There are ${more} more problems.`] : []),
  ]
  if (listed.length > 0) throw new ConfigError(listed.join('\n'))
}

/** Whether an error only says that there is another one. */
function isRepetition({ keyword, parentSchema }: ErrorObject): boolean {
  if (keyword === 'required') return parentSchema?.discriminator !== undefined
  return ['if', 'oneOf', 'propertyNames'].includes(keyword)
}

function sentence(error: ErrorObject, name: string): string {
  const { keyword, params, data, parentSchema } = error
  const place = placeOf(error.instancePath, name)
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty)
      const known = Object.keys(parentSchema?.properties ?? {})
      return `${join(place, key)} is unknown. ${suggest(key, known)}`
    }
    case 'required':
      return `${join(place, params.missingProperty)} is missing.`
    case 'type':
      return `${place || 'It'} must be ${typeNames(params.type)}, but is ${kindOf(data)}.`
    case 'enum':
      return `${place} is ${quote(data)}. ${suggest(data, params.allowedValues)}`
    case 'discriminator': {
      const kinds = (parentSchema?.oneOf ?? []).map(
        ({ properties }: { properties: { kind: { const: string } } }) => properties.kind.const,
      )
      const kind = params.tagValue
      return kind === undefined
        ? `${join(place, 'kind')} is missing. ${suggest(kind, kinds)}`
        : `${join(place, 'kind')} is ${quote(kind)}. ${suggest(kind, kinds)}`
    }
    case 'pattern':
      return error.propertyName === undefined
        ? `${place} is ${quote(data)}, which has characters that are not allowed there.`
        : `${join(place, error.propertyName)} has a name that is not allowed.`
    default:
      return `${place || 'It'} ${LIMITS[keyword]?.(params.limit) ?? error.message}.`
  }
}

const LIMITS: Readonly<Record<string, (limit: number) => string>> = {
  minimum: (limit) => `must be at least ${limit}`,
  maximum: (limit) => `must be at most ${limit}`,
  minItems: (limit) => `must have at least ${limit} item${limit === 1 ? '' : 's'}`,
  maxItems: (limit) => `must have at most ${limit} items`,
  minLength: (limit) => `must have at least ${limit} character${limit === 1 ? '' : 's'}`,
  maxLength: (limit) => `must have at most ${limit} characters`,
  minProperties: (limit) => `must have at least ${limit} member${limit === 1 ? '' : 's'}`,
  maxProperties: (limit) => `must have at most ${limit} member${limit === 1 ? '' : 's'}`,
  exclusiveMinimum: (limit) => `must be more than ${limit}`,
}

/** `apps[0].spicepod` for the pointer `/apps/0/spicepod`. */
function placeOf(pointer: string, name: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(join, name)
}

function join(place: string, key: string): string {
  if (/^\d+$/.test(key)) return `${place}[${key}]`
  const shown = /^[\w-]{1,60}$/.test(key) ? key : quote(key)
  return place === '' ? shown : `${place}.${shown}`
}

/** A sentence with the names that are possible, and the nearest one if there is any. */
export function suggest(name: unknown, names: readonly string[]): string {
  if (typeof name !== 'string' || name.length > 60 || names.length === 0) return `Use ${anyOf(names)}.`
  const wanted = name.toLowerCase()
  const distanceTo = (known: string) => distance(wanted, known.toLowerCase())
  const nearest = names.toSorted((left, right) => distanceTo(left) - distanceTo(right))
  const [first = ''] = nearest
  if (distanceTo(first) <= Math.max(2, name.length / 3)) return `Did you mean ${first}?`
  // A few are read in their own order.
  return `Use ${anyOf(names.length < 14 ? names : nearest)}.`
}

/** Names, the one that is most like a wrong one first. */
export function nearestFirst(name: string, names: readonly string[]): string[] {
  return [...names].sort((left, right) => distance(name, left) - distance(name, right))
}

function anyOf(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

/** A value as it may be shown: on one line, and not too long. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map',
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'null',
}

function typeNames(types: string | readonly string[]): string {
  return [types]
    .flat()
    .map((type) => TYPE_NAMES[type] ?? type)
    .join(' or ')
}

/** Not the value itself, which may be a secret. */
function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'missing'
  if (typeof value === 'number') return 'a number'
  if (JSON.isRawJSON?.(value)) return 'a number with too many digits'
  return Array.isArray(value) ? 'a list' : (TYPE_NAMES[typeof value] ?? typeof value)
}
