import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { decodePart } from './call.ts'

/** The part of an OpenAPI document that the sandbox reads. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
}

export interface OperationObject {
  readonly operationId: string
  readonly security?: readonly object[]
  readonly parameters?: readonly unknown[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Readonly<Record<string, unknown>> }
  readonly responses: Readonly<Record<string, unknown>>
  readonly 'x-also-possible'?: readonly number[]
  readonly 'x-scope'?: string
}

/** One operation of the description, and its place in the document. */
export interface Operation {
  /** The operationId; `token` for the exchange of credentials. */
  readonly name: string
  readonly method: string
  /** The path as the description writes it, with `{appId}`. */
  readonly template: string
  readonly pattern: RegExp
  /** JSON pointer to the operation, as its parts. */
  readonly pointer: readonly string[]
  readonly object: OperationObject
  /** Whether the runtime of an app answers it, at an origin of its own, instead of the Management API. */
  readonly isDataPlane: boolean
  /** Parameters of the path and of the operation, each with the pointer to where it is defined. */
  readonly parameters: readonly { readonly parameter: Parameter; readonly pointer: readonly string[] }[]
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'patch'])

// Each description is followed by what servers do beyond it. Of two descriptions of one call the first is used.
const FILES = [
  'management-api.openapi.yaml',
  'management-api.overlay.yaml',
  'rollout.openapi.yaml',
  'rollout.overlay.yaml',
]

let document: Document | undefined

/** The descriptions beside this file, as one document, read once. A bundle has it as text. */
export function readDocument(): Document {
  const { apiDescription } = globalThis as { apiDescription?: string }
  document ??=
    apiDescription === undefined
      ? (FILES.map((file) => parse(readFileSync(new URL(file, import.meta.url), 'utf8'))).reduce(
          merge,
        ) as Document)
      : JSON.parse(apiDescription)
  return document as Document
}

/** Merges maps, and appends lists to each other; of any other values, the second one is used. */
function merge(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other]
  if (!isMap(one) || !isMap(other)) return other
  const added = Object.entries(other).map(([name, value]) => [
    name,
    name in one ? merge(one[name], value) : value,
  ])
  return { ...one, ...Object.fromEntries(added) }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** All operations, in the order of the document. A call that is described twice is read once. */
export function readOperations(document: Document): Operation[] {
  const operations = Object.entries(document.paths).flatMap(([template, item]) =>
    Object.entries(item)
      .filter(([method]) => METHODS.has(method))
      .map(([method, value]) => {
        const object = value as OperationObject
        const pointer = ['paths', template, method]
        return {
          name: object.operationId === 'exchangeToken' ? 'token' : object.operationId,
          method: method.toUpperCase(),
          template,
          pattern: patternOf(template),
          pointer,
          object,
          isDataPlane: (object.security ?? []).some((each) => 'ApiKey' in each),
          parameters: readParameters(document, item, template, object, pointer),
        }
      }),
  )
  const calls = operations.map(
    ({ method, template }) => `${method} ${anyPrefix(template).replace(/\{\w+\}/g, '{}')}`,
  )
  return operations.filter((_, index) => calls.indexOf(calls[index] ?? '') === index)
}

/** The operation for a method and a path; undefined if the description has none. */
export function findOperation(
  operations: readonly Operation[],
  method: string,
  path: string,
): Operation | undefined {
  return operations.find((operation) => operation.method === method && operation.pattern.test(path))
}

/** The path parameters by name, as text. */
export function pathParameters(operation: Operation, path: string): Record<string, string> {
  const groups = operation.pattern.exec(path)?.groups ?? {}
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodePart(value)]))
}

/**
 * Follows a `$ref` within the document. Needed before a pointer is built on top of it: a pointer into an object
 * that is only a `$ref` leads nowhere.
 */
export function resolve(
  document: Document,
  pointer: readonly string[],
): { value: unknown; pointer: readonly string[] } {
  let value: unknown = document
  for (const part of pointer) value = (value as Record<string, unknown> | undefined)?.[part]
  const ref = (value as { $ref?: string } | undefined)?.$ref
  if (ref === undefined) return { value, pointer }
  return resolve(document, ref.replace(/^#\//, '').split('/').map(unescapePointer))
}

function readParameters(
  document: Document,
  item: Readonly<Record<string, unknown>>,
  template: string,
  object: OperationObject,
  pointer: readonly string[],
): Operation['parameters'] {
  const shared = ((item.parameters ?? []) as unknown[]).map((_, index) => [
    'paths',
    template,
    'parameters',
    `${index}`,
  ])
  const own = (object.parameters ?? []).map((_, index) => [...pointer, 'parameters', `${index}`])
  return [...shared, ...own].map((at) => {
    const resolved = resolve(document, at)
    return { parameter: resolved.value as Parameter, pointer: resolved.pointer }
  })
}

function patternOf(template: string): RegExp {
  return new RegExp(`^${anyPrefix(template).replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
}

/** Apps were renamed projects, so every path of theirs is served with both prefixes. */
function anyPrefix(template: string): string {
  return template.replace(/^\/v1\/(apps|projects)\b/, '/v1/(?:apps|projects)')
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}
