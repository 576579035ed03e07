import * as v from 'valibot'
import { listOf, optional } from '../platform/json.ts'
import type { Redact } from '../platform/text.ts'
import type { ComponentKind } from './datasets.ts'
import type { Dataset } from './verification.ts'

const text = optional(v.string())
const Entry = v.object({
  id: v.optional(v.string()),
  name: v.optional(v.string()),
  status: text,
  error_message: text,
})
const Entries = listOf(Entry)
const Models = v.union([
  v.pipe(
    v.object({ data: Entries }),
    v.transform(({ data }) => data),
  ),
  Entries,
])

/** The models and embeddings of a runtime. One without a status is fine: older runtimes do not report it. */
export const modelKind: ComponentKind = {
  noun: 'model',
  path: '/v1/models?status=true',
  read: readModels,
  isOptional: true,
}

function readModels(body: unknown, redact: Redact): Dataset[] | undefined {
  const parsed = v.safeParse(Models, body)
  if (!parsed.success) return undefined
  return parsed.output.flatMap((entry) => {
    const { id, name = id, status, error_message } = entry
    if (name === undefined) return []
    return {
      name,
      status: status ?? 'Ready',
      ...(error_message !== undefined && { error_message: redact(error_message) }),
    }
  })
}
