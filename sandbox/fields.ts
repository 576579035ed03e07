import type { ErrorObject } from 'ajv/dist/2020.js'
import { type Reply, refusal } from './answer.ts'

/** The members of a body that the description has, by name. */
export type Members = Readonly<Record<string, unknown>>

type FieldErrors = Record<string, string[]>

interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly oneOf?: readonly Schema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  /** What the pattern allows, in words. */
  readonly 'x-allows'?: string
}

/** What is wrong with the members of a body, a sentence for each, as the API words it. */
export function fieldErrorsOf(errors: readonly ErrorObject[]): FieldErrors {
  const found: FieldErrors = {}
  for (const error of errors) {
    const { keyword, params, instancePath, message = '' } = error
    const [, name = '', ...deeper] = instancePath.split('/')
    if (keyword === 'required' && name === '') found[params.missingProperty] = ['Required']
    else if (keyword === 'additionalProperties' && name === '') {
      found[params.additionalProperty] = ['Unknown field']
    } else if (deeper.length > 0) found[name] ??= [`/${deeper.join('/')} ${message}`]
    // Of several errors of one value, these two say all that it may be.
    else if (keyword === 'enum' || keyword === 'oneOf') found[name] = [wordsOf(error)]
    else found[name] ??= [wordsOf(error)]
  }
  return found
}

function wordsOf({ keyword, parentSchema, message = '' }: ErrorObject): string {
  const schema = parentSchema as Schema
  if (schema.enum) return `must be one of ${schema.enum.filter((value) => value !== null).join(', ')}`
  if (keyword === 'pattern') return schema['x-allows'] ?? message
  if (keyword === 'minLength' || keyword === 'maxLength') {
    return `must have ${schema.minLength} to ${schema.maxLength} characters`
  }
  return `must be ${formOf(schema)}`
}

const forms: Readonly<Record<string, string>> = { integer: 'a whole number', object: 'a map' }

function formOf({ type = [], oneOf = [], minimum, maximum }: Schema): string {
  const names = [type].flat().filter((name) => name !== 'null')
  const range = maximum === undefined ? '' : ` from ${minimum} to ${maximum}`
  return [...names.map((name) => (forms[name] ?? `a ${name}`) + range), ...oneOf.map(formOf)].join(' or ')
}

/** Refuses members of a body. */
export function invalidMembers(fieldErrors: FieldErrors): Reply {
  return invalid('Invalid request body', fieldErrors)
}

/** A 400 response in its documented form. */
export function invalid(error: string, fieldErrors: FieldErrors, formErrors: string[] = []): Reply {
  return refusal(400, error, { details: { fieldErrors, formErrors } })
}
