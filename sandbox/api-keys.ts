import { createHash } from 'node:crypto'

/** The keys of an app's runtime; either may be missing. */
export interface ApiKeys {
  readonly api_key: string | null
  readonly api_key_2: string | null
}

/**
 * The two keys of an app, the same in every run: the app's id, a vertical bar and hex digits.
 *
 * @param since - what tells them from the keys that they replace
 */
export function apiKeysOf(appId: number, since: number | string = 0): ApiKeys {
  return { api_key: keyOf(appId, 1, since), api_key_2: keyOf(appId, 2, since) }
}

function keyOf(appId: number, number: number, since: number | string): string {
  const digest = createHash('sha256')
    .update(`key ${number} of sandbox app ${appId} since ${since}`)
    .digest('hex')
  return `${appId}|${digest.slice(0, 32)}`
}
