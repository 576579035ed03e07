/** A limit that a measured value must not exceed. */
export interface Limit {
  what: string
  value: number
  max: number
  /** Of both numbers. */
  unit: 'times' | 'ms' | 'share' | 'requests' | 'bytes'
}

/** Whether the limit is exceeded. NaN exceeds every limit. */
export function isExceeded({ value, max }: Limit): boolean {
  return !(value <= max)
}
