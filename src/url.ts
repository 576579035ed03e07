/** Whether a host name means this very machine, so that nothing sent there can be overheard. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

/**
 * A base URL that credentials may be sent to: `https:` (`http:` for this machine only), without user name, query and
 * fragment.
 *
 * @returns it without a slash at its end; undefined for anything else
 */
export function readSafeUrl(text: string): string | undefined {
  const url = URL.parse(text)
  if (url === null) return undefined
  const { protocol, hostname, username, password, search, hash, href } = url
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
  if (!isSafe || `${username}${password}${search}${hash}` !== '') return undefined
  return href.replace(/\/+$/, '')
}
