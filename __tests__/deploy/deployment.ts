import * as v from 'valibot'
import { Deployment } from '../../src/spice/schema.ts'

/** A deployment as the API returns it, changed by what is special about it. */
export function deployment(overrides: Record<string, unknown> = {}): Deployment {
  return v.parse(Deployment, { id: 7, status: 'queued', ...overrides })
}
