const longest = 60

/**
 * The name of an entry as it may be shown.
 *
 * @returns undefined for one that is long, or has odd characters: it may be a part of a value that lost its quotes
 */
export function showName(name: string): string | undefined {
  return name.length <= longest && /^[\w .-]+$/.test(name) ? `\`${name}\`` : undefined
}

/** Names the value of an entry, for a sentence. */
export function nameValue(name: string): string {
  const shown = showName(name)
  return shown === undefined ? 'a value' : `the value of ${shown}`
}
