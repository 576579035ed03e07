import type { ListSettings } from './pages.ts'
import type { DeletionSettings, InstanceSettings, Repository } from './state-options.ts'

// What a cloud is like unless its options say otherwise.

export const INSTANCE_SETTINGS: InstanceSettings = {
  rolloutFor: undefined,
  requiresSecrets: true,
  clockSkewMs: 0,
  listLagMs: 0,
  logLagMs: 0,
  statusLagMs: 0,
  terminatingMs: 9000,
  switchMs: 0,
  maxTail: 5000,
  annotations: true,
  startTimes: true,
}

export const DEFAULT_REPOSITORY: Repository = {
  name: 'acme/taxi',
  description: 'Taxi trips',
  defaultBranch: 'main',
  branches: { main: '7c1e8f4a9b2d3c5e6f708192a3b4c5d6e7f80912' },
  spicepods: {
    '': {
      version: 'v1',
      kind: 'Spicepod',
      name: 'taxi',
      datasets: [{ from: 's3://acme/taxi/trips/', name: 'taxi_trips' }],
    },
  },
}

export const LIST_SETTINGS: ListSettings = { pageSize: undefined, ignoresOffset: false, listedApps: 'full' }

export const DELETION_SETTINGS: DeletionSettings = {
  status: 204,
  listedFor: 0,
  nameTakenForMs: 0,
  revives: true,
}
