const maxNameLength = 60

/**
 * Quotes the name of a secret for a message.
 *
 * @returns undefined if the name is long or has odd characters, because it may be a part of an unquoted value
 */
export function quoteName(name: string): string | undefined {
  return name.length <= maxNameLength && /^[\w .-]+$/.test(name) ? `\`${name}\`` : undefined
}

/** `the value of `NAME`` or, if the name cannot be quoted, `a value`. */
export function describeValueOf(name: string): string {
  const quoted = quoteName(name)
  return quoted === undefined ? 'a value' : `the value of ${quoted}`
}
