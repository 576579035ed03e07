/** A region where apps can run. Everything except the id has a default. */
export interface Region {
  readonly region: string
  readonly name?: string
  readonly isDefault?: boolean
  /** Listed, but does not accept new apps. */
  readonly disabled?: boolean
  /** Default: `<region>-prod-aws-data`. */
  readonly cname?: string
}

/** The default is not the first one, so that using the first one by mistake is noticed. */
export const DEFAULT_REGIONS: readonly Region[] = [
  { region: 'us-east-1', name: 'US East (N. Virginia)' },
  { region: 'us-west-2', name: 'US West (Oregon)', isDefault: true },
]

/** What an older server calls the region. */
export function cnameOf({ region, cname = `${region}-prod-aws-data` }: Region): string {
  return cname
}

/** The ids of the regions that accept new apps. */
export function openRegions(regions: readonly Region[]): string[] {
  return regions.filter(({ disabled }) => disabled !== true).map(({ region }) => region)
}

/** Where an app is placed if no region is requested. */
export function defaultRegion(regions: readonly Region[]): Region | undefined {
  return regions.find(({ isDefault }) => isDefault === true) ?? regions[0]
}

/** The regions as the API lists them. Not every source has `cname`, and some clients need it. */
export function showRegions(regions: readonly Region[]) {
  const fallback = defaultRegion(regions)
  return {
    regions: regions.map((each) => ({
      name: each.name ?? each.region,
      region: each.region,
      provider: 'aws',
      providerName: 'AWS',
      isDefault: each === fallback,
      disabled: each.disabled ?? false,
      cname: cnameOf(each),
    })),
    ...(fallback && { default: fallback.region }),
  }
}
