/** Whether what is sent to a URL can be overheard by nobody: it is encrypted, or does not leave this machine. */
export function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

/** Whether a URL is without user name, query and fragment. */
export function isBare({ username, password, href }: URL): boolean {
  // An empty query or fragment is one, too: paths behind it would become a part of it.
  return `${username}${password}` === '' && !/[?#]/.test(href)
}

/** A URL that paths can be put behind. */
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
 * @returns it without a slash at its end; undefined for anything else
 */
export function readSafeUrl(text: string): string | undefined {
  const url = URL.parse(text)
  return url !== null && isPrivate(url) && isBare(url) ? withoutSlash(url) : undefined
}
