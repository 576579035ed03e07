import { copyJson } from './copy.ts'
import { readYaml } from './yaml.ts'

/** A spicepod as the cloud stores it. */
export type Spicepod = Record<string, unknown>

/**
 * The check that Spice Cloud is known to make when a deployment is created, as far as sources tell of it.
 *
 * @returns what is wrong; undefined when nothing is
 */
export function checkLikeCloud(spicepod: Readonly<Spicepod>): string | undefined {
  for (const name of ['name', 'version', 'kind']) {
    if (typeof spicepod[name] !== 'string') return `${name}: Required`
  }
  if (spicepod.kind !== 'Spicepod') return 'kind: must be Spicepod'
  return findRowId(spicepod.datasets, 'datasets')
}

/** The first `row_id` that is no list. */
function findRowId(value: unknown, path: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  for (const [name, member] of Object.entries(value)) {
    const at = `${path}.${name}`
    const problem =
      name === 'row_id' && !Array.isArray(member) ? `${at}: must be a list` : findRowId(member, at)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Parses a spicepod that was sent as YAML text or as an object, or says what is wrong with it. */
export function readSpicepod(sent: unknown): { readonly spicepod: Spicepod } | { readonly problem: string } {
  let read = sent
  if (typeof sent === 'string') {
    try {
      read = readYaml(sent)
    } catch (error) {
      return { problem: `not valid YAML: ${(error as Error).message}` }
    }
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return { problem: 'must be a map' }
  // YAML has values that JSON lacks (dates, infinity). The cloud responds in JSON, so it stores JSON.
  return { spicepod: copyJson(read as Spicepod) }
}
