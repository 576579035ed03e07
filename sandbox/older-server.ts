import type { FaultRule } from './faults.ts'

/** A server that does not have these operations yet, by their names in the record: `listInstances`, `runtimeModels`. */
export function withoutOperations(...operations: readonly string[]): FaultRule[] {
  return operations.map((path) => ({
    on: { path, times: Number.POSITIVE_INFINITY },
    fault: { kind: 'status', status: 404, body: { error: 'Not found' } },
  }))
}
