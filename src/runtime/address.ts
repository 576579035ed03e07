import { readSafeUrl } from '../url.ts'

/** What the API may tell of an app that says where its runtime is. Nothing of it is certain. */
export interface RuntimePlace {
  endpoint?: unknown
  cname?: unknown
  region?: unknown
  config?: unknown
}

const domain = 'spiceai.io'
const clusterSuffix = '-prod-aws-data'
/** A part of a host name: anything else could make the key go to another host. */
const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/

/**
 * Where the runtime of an app is: what the user says, else the app's endpoint, its cluster or its region.
 *
 * @returns the base URL without a slash at its end; undefined where nothing tells, or what the user says is no URL
 *   that a key may be sent to
 */
export function findRuntimeUrl(app: RuntimePlace, runtimeUrl: string | undefined): string | undefined {
  // What was said outright is not made up for by something else.
  if (runtimeUrl !== undefined) return readSafeUrl(runtimeUrl)
  const { config } = app
  const regionOfConfig =
    typeof config === 'object' && config && 'region' in config ? config.region : undefined
  return (
    urlOfEndpoint(app.endpoint) ??
    urlOfCluster(app.cname) ??
    urlOfRegion(regionOfConfig) ??
    urlOfRegion(app.region)
  )
}

function urlOfEndpoint(endpoint: unknown): string | undefined {
  return typeof endpoint === 'string' ? readSafeUrl(endpoint) : undefined
}

function urlOfCluster(cname: unknown): string | undefined {
  if (typeof cname !== 'string' || !cname.endsWith(clusterSuffix) || !label.test(cname)) return undefined
  return `https://${cname}.${domain}`
}

function urlOfRegion(region: unknown): string | undefined {
  if (typeof region !== 'string') return undefined
  const name = region.endsWith(clusterSuffix) ? region.slice(0, -clusterSuffix.length) : region
  return label.test(name) ? `https://${name}${clusterSuffix}.${domain}` : undefined
}
