// What the package offers to those who write tests: a cloud with sockets or in memory, and how to script it.

export type { AppSeed } from './apps.ts'
export type { RecordedCall } from './call.ts'
export { type ConfigOptions, readConfig } from './config.ts'
export type { DeploymentSeed } from './deployments.ts'
export type { Fault, FaultRule } from './faults.ts'
export type { Host } from './handle.ts'
export type { Incident } from './incidents.ts'
export { fetchFrom, type MemoryOptions } from './memory.ts'
export { OUTCOMES, type Outcome, optionsFor } from './outcomes.ts'
export { fails, neverEnds, type Plan, succeeds } from './plan.ts'
export {
  createSandbox,
  MEMORY_RUNTIME_URL,
  MEMORY_URL,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from './server.ts'
export type { Settings } from './settings.ts'
export { DEFAULT_APP, type Org } from './state.ts'
export type { Table } from './tables.ts'
