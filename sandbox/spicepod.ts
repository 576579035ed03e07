import { parse } from 'yaml'
import { copyJson } from './copy.ts'

/** A spicepod as the cloud stores it. */
export type Spicepod = Record<string, unknown>

/** What was sent as a spicepod, YAML text or an object, or what is wrong with it. */
export function readSpicepod(sent: unknown): { readonly spicepod: Spicepod } | { readonly problem: string } {
  let read = sent
  if (typeof sent === 'string') {
    try {
      read = parse(sent, { logLevel: 'error', maxAliasCount: -1 })
    } catch (error) {
      return { problem: `not valid YAML: ${String(error)}` }
    }
  }
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return { problem: 'must be a map' }
  // YAML can say what JSON cannot (dates, infinity); the cloud answers in JSON, so it keeps JSON.
  return { spicepod: copyJson(read as Spicepod) }
}
