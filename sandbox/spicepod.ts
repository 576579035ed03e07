import { parse } from 'yaml'
import { copyJson } from './copy.ts'

/** A spicepod as the cloud stores it. */
export type Spicepod = Record<string, unknown>

/** Parses a spicepod that was sent as YAML text or as an object, or says what is wrong with it. */
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
  // YAML has values that JSON lacks (dates, infinity). The cloud responds in JSON, so it stores JSON.
  return { spicepod: copyJson(read as Spicepod) }
}
