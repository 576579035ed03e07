import { isIP } from 'node:net'

// A web page may reach every port of the machine of its reader, under a name of its own that it lets mean this machine.

/** Whether a host name can only mean this machine. */
function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name)
}

/** Where a server listens, and which other names it answers to. */
export interface Names {
  readonly host: string
  readonly port: number
  readonly allowedHosts: readonly string[]
}

/**
 * Whether a server answers to a `Host` header: to names of this machine with its port, and to allowed names with any port,
 * because a container may publish another one. What listens beyond this machine also answers to its address and to every
 * address and name without a dot, as containers have them: no web page has such a name.
 */
export function isOwnHost(header: string | undefined, { host, port, allowedHosts }: Names): boolean {
  // Anything else than a host and a port belongs to no header.
  if (header === undefined || /[/?#@\\]/.test(header) || !URL.canParse(`http://${header}`)) return false
  const { hostname, port: sentPort } = new URL(`http://${header}`)
  if (allowedHosts.some((name) => name.toLowerCase() === hostname)) return true
  const isOpen = !isLoopback(host) && host !== '::1'
  if (isOpen) return hostname === host.toLowerCase() || isIP(hostname) > 0 || !hostname.includes('.')
  // A browser leaves out the port of the scheme.
  return isLoopback(hostname) && (sentPort === String(port) || (sentPort === '' && [80, 443].includes(port)))
}
