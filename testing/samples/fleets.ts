import type { FleetApp } from '../../src/actions/fleet/app.ts'
import type { Fleet } from '../../src/actions/fleet/survey.ts'
import { compareComponents } from '../../src/spicepod/component-changes.ts'
import { hostileText } from './odd.ts'
import { deployment, sha } from './taxi.ts'

const spicepodOf = (name: string, ...datasets: string[]) => ({
  version: 'v1',
  kind: 'Spicepod',
  name,
  datasets: datasets.map((dataset) => ({ name: dataset, from: `s3://acme/${dataset}/` })),
})

/** An app as a run has read it. */
function appOf(name: string, more: Partial<FleetApp> = {}): FleetApp {
  const folder = `apps/${name}`
  return {
    entry: {
      ...{
        app: name,
        workingDirectory: folder,
        spicepod: 'spicepod.yaml',
        file: `${folder}/spicepod.yaml`,
        wave: 1,
        secrets: [],
        with: {},
      },
      channel: undefined,
      replicas: undefined,
      imageTag: undefined,
    },
    state: 'current',
    current: { id: 4711, name },
    deployment: deployment(1041, 'succeeded', 74),
    ...more,
  }
}

/** An app that somebody has edited on spice.ai. */
function editedApp(name: string, before: readonly string[], after: readonly string[]): FleetApp {
  const components = compareComponents(spicepodOf(name, ...before), spicepodOf(name, ...after))
  return appOf(name, {
    state: 'edited',
    changes: [{ kind: 'spicepod', components }],
  })
}

const added = (...names: string[]) => ({
  kind: 'spicepod' as const,
  components: names.map((name) => ({ kind: 'dataset' as const, name, change: 'added' as const })),
})

const typical: FleetApp[] = [
  ...['taxi', 'weather', 'maps', 'billing', 'search', 'support'].map((name) => appOf(name)),
  editedApp('fares', ['trips', 'zones'], ['trips', 'zones', 'fares']),
  appOf('night-fares', { state: 'changed', changes: [added('trips', 'zones')] }),
  appOf('orders', {
    state: 'failed',
    reason: 'Failed to load dataset orders: The specified bucket does not exist',
    deployment: deployment(1042, 'failed', 131, { commit_sha: sha }),
  }),
  appOf('returns', { state: 'deploying', deployment: deployment(1042, 'in_progress', 20) }),
  appOf('stock', {
    state: 'new',
    current: undefined,
    deployment: undefined,
    changes: [
      { kind: 'tags', tags: [{ name: 'repository', before: null, after: 'acme_taxi' }] },
      added('stock'),
    ],
  }),
  appOf('ledger', {
    state: 'invalid',
    reason: 'apps/ledger/spicepod.yaml, line 9, column 5: The key `name` appears twice in the same map.',
    deployment: undefined,
  }),
]

const names = Array.from({ length: 300 }, (_, index) => `warehouse-of-the-north-${index + 1}`)
const long = Array.from({ length: 40 }, (_, index) => `a_dataset_with_a_rather_long_name_${index}`)
const hostile: FleetApp[] = names.map((name, index) => {
  if (index % 60 === 3)
    return editedApp(index === 3 ? hostileText : name, long, [...long.slice(1), hostileText])
  if (index % 60 === 5) {
    const fields = { commit_sha: hostileText, created_by: hostileText, created_at: hostileText }
    const failed = deployment(1042, 'failed', 131, fields)
    return appOf(name, { state: 'failed', reason: hostileText, deployment: failed })
  }
  if (index % 60 === 7) return appOf(name, { state: 'changed', changes: [added(...long)] })
  return appOf(name, {
    deployment: deployment(1041, 'succeeded', 74, { created_by: null, creation_source: null }),
  })
})

/** Fleets, by title. */
export const fleets: Readonly<Record<string, Fleet>> = {
  'Twelve apps': {
    name: 'fleet',
    apps: typical,
    deploy: ['new', 'edited', 'changed', 'failed'],
    isIncomplete: false,
  },
  'Hostile text in a fleet of 300 apps': {
    name: 'fleet',
    apps: hostile,
    deploy: ['new', 'edited', 'changed', 'failed'],
    isIncomplete: false,
  },
}
