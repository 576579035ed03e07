import { readSafeUrl } from '../platform/http.ts'
import { isMap } from '../platform/json.ts'

/** Members of an app from which its runtime can be located. None of them is certain to be there. */
export interface RuntimePlace {
  endpoint?: unknown
  cname?: unknown
  region?: unknown
  config?: unknown
}

const domain = 'spiceai.io'
const clusterSuffix = '-prod-aws-data'
/** A part of a host name: anything else could send the key to another host. */
const label = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/

/** The base URL of a runtime, if a key may be sent there: `runtime-url`, what the app says, or the input `region`. */
export function findRuntimeUrl(
  app: RuntimePlace | undefined,
  inputs: { runtimeUrl?: string | undefined; region?: string | undefined },
): string | undefined {
  // If `runtime-url` cannot be used, no other URL takes its place.
  if (inputs.runtimeUrl !== undefined) return readSafeUrl(inputs.runtimeUrl)
  const { endpoint, cname, config, region } = app ?? {}
  const regionInConfig = isMap(config) ? config.region : undefined
  return (
    (typeof endpoint === 'string' ? readSafeUrl(endpoint) : undefined) ??
    urlOfCluster(cname) ??
    urlOfRegion(regionInConfig) ??
    urlOfRegion(region) ??
    urlOfRegion(inputs.region)
  )
}

function urlOfCluster(cname: unknown): string | undefined {
  const isCluster = typeof cname === 'string' && cname.endsWith(clusterSuffix) && label.test(cname)
  return isCluster ? `https://${cname}.${domain}` : undefined
}

function urlOfRegion(region: unknown): string | undefined {
  if (typeof region !== 'string') return undefined
  const name = region.endsWith(clusterSuffix) ? region.slice(0, -clusterSuffix.length) : region
  return label.test(name) ? `https://${name}${clusterSuffix}.${domain}` : undefined
}
