/** Whether data is safe on its way to a URL: the connection is encrypted, or stays on this machine. */
export function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

/** Whether a URL has no user name, query or fragment. */
export function isBare({ username, password, href }: URL): boolean {
  // Even an empty query or fragment would swallow a path that is appended.
  return `${username}${password}` === '' && !/[?#]/.test(href)
}

/** A URL to which paths can be appended. */
export function withoutSlash({ href }: URL): string {
  return href.replace(/\/+$/, '')
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

/**
 * A base URL that credentials may be sent to: `https:` (`http:` for this machine only), without user name, query and
 * fragment.
 *
 * @returns the URL without a slash at its end; undefined for anything else
 */
export function readSafeUrl(text: string): string | undefined {
  const url = URL.parse(text)
  return url !== null && isPrivate(url) && isBare(url) ? withoutSlash(url) : undefined
}
