/**
 * The datasets that a spicepod names itself: those which the runtime must have once it runs. Entries by `ref` are in
 * files that only the runtime can read, and views are not in its list.
 */
export function namesOfDatasets(spicepod: unknown): string[] {
  if (!isObject(spicepod) || !Array.isArray(spicepod.datasets)) return []
  const names = spicepod.datasets.flatMap((entry: unknown) =>
    isObject(entry) && !('ref' in entry) && typeof entry.name === 'string' && entry.name !== ''
      ? [entry.name]
      : [],
  )
  return [...new Set(names)]
}

/** The parts of a spicepod that a runtime loads before it calls itself ready. */
const components = [
  'datasets',
  'views',
  'models',
  'embeddings',
  'tools',
  'catalogs',
  'workers',
  'dependencies',
]

/** Whether there is anything for the runtime to load. */
export function holdsComponents(spicepod: unknown): boolean {
  return (
    isObject(spicepod) &&
    components.some((name) => Array.isArray(spicepod[name]) && spicepod[name].length > 0)
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
