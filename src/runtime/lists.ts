import * as v from 'valibot'
import { isMap, listOf, optional, text } from '../platform/json.ts'
import type { NameKind } from '../spicepod/names.ts'
import { hideConverted } from './conversion.ts'
import type { Dataset } from './verification.ts'

export interface ComponentKind {
  readonly noun: 'dataset' | 'model'
  readonly names: NameKind
  readonly path: string
  readonly schema: v.GenericSchema<unknown, readonly Dataset[]>
  /** Older runtimes do not have this list. */
  readonly isOptional: boolean
}

/** The runtime may leave the status out for what is fine, and an older one does not know it. */
const status = v.fallback(v.string(), 'Ready')

const errorMessage = optional(v.pipe(v.string(), v.transform(hideConverted)))

/** Text, or in newer runtimes an object with texts. */
const error = v.pipe(
  v.nullish(v.unknown()),
  v.transform((error): unknown => {
    const hide = (_: string, member: unknown) => (typeof member === 'string' ? hideConverted(member) : member)
    return (error ?? undefined) && JSON.parse(JSON.stringify(error, hide))
  }),
)

export const datasetKind: ComponentKind = {
  noun: 'dataset',
  names: 'table',
  path: '/v1/datasets?status=true',
  schema: listOf(
    v.object({
      name: v.string(),
      status,
      from: text,
      error,
      error_message: errorMessage,
      acceleration_enabled: optional(v.boolean()),
    }),
  ),
  isOptional: false,
}

const Models = listOf(
  v.object({
    id: v.optional(v.string()),
    name: v.optional(v.string()),
    status,
    error_message: errorMessage,
  }),
)

export const modelKind: ComponentKind = {
  noun: 'model',
  names: 'whole',
  path: '/v1/models?status=true',
  schema: v.pipe(
    v.unknown(),
    // The body is a list, or an object with a list.
    v.transform((body) => (isMap(body) ? body.data : body)),
    Models,
    v.transform((list) =>
      list.flatMap(({ name, id = name, ...rest }) => (id === undefined ? [] : [{ name: id, ...rest }])),
    ),
  ),
  isOptional: true,
}

/** Whether a runtime has a component of a spicepod in its list of models, which does not tell embeddings from models. */
export function isListedAsModel({ kind }: { readonly kind: string }): boolean {
  return kind === 'model' || kind === 'embedding'
}

/** Reads a list of a runtime; undefined if the body is no list. Malformed entries are left out. */
export function readList(kind: ComponentKind, body: unknown): Dataset[] | undefined {
  return readDetails(kind, body)?.map(({ acceleration_enabled: _, ...dataset }) => dataset)
}

/** Reads a list with what no output has. */
export function readDetails({ schema }: ComponentKind, body: unknown): readonly Dataset[] | undefined {
  const { success, output } = v.safeParse(schema, body)
  return success ? output : undefined
}

export function isHealthy({ status }: Pick<Dataset, 'status'>): boolean {
  return ['ready', 'refreshing', 'disabled'].includes(status.toLowerCase())
}

export function isInError({ status }: Pick<Dataset, 'status'>): boolean {
  return status.toLowerCase() === 'error'
}

/** Whether a component is in the spicepod, but not in the runtime. */
export function isMissing({ status }: Dataset): boolean {
  return status === 'Missing'
}

/** The runtime's reason for the error of a component; undefined if it gives none. */
export function describeError({
  error_message,
  error,
}: Pick<Dataset, 'error_message' | 'error'>): string | undefined {
  const said = [error_message, error].find((text) => typeof text === 'string' && text.trim() !== '')
  if (typeof said === 'string') return said.trim()
  if (!isMap(error)) return undefined
  const { category, type, code } = error
  const parts = [category, type, code].filter((part) => typeof part === 'string')
  return parts.length > 0 ? parts.join(', ') : undefined
}
