/** What only works on the machine of the author: files on its disk, and hosts of its network. */

/** The source if it is a file on the local disk. */
export function localSource(from: string): string | undefined {
  return /^(file[:/]|duckdb:|sqlite:)/i.test(from) ? from : undefined
}

const privateHosts = [
  /^localhost$/,
  /^0\.0\.0\.0$/,
  /^(127|10)(\.\d{1,3}){3}$/,
  /^192\.168(\.\d{1,3}){2}$/,
  /^172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}$/,
  /^::1$/,
  /^host\.docker\.internal$/,
  /\.(local|internal|lan|localdomain)$/,
]

/**
 * The private host that a parameter names, if it does. Only the host is returned: an address may have a password.
 */
export function privateHostOf(param: string, value: string): string | undefined {
  const isUrl = value.includes('://')
  if (value.includes('${') || /\s/.test(value.trim())) return undefined
  if (!isUrl && !/(endpoint|_url|_host)$/i.test(param)) return undefined
  const [authority = ''] = (isUrl ? value.slice(value.indexOf('://') + 3) : value).trim().split(/[/?#]/, 1)
  const hosts = authority.slice(authority.lastIndexOf('@') + 1).split(',', 20)
  return hosts.map(withoutPort).find((host) => privateHosts.some((pattern) => pattern.test(host)))
}

function withoutPort(host: string): string {
  const [, inBrackets] = /^\[([^\]]*)\]/.exec(host) ?? []
  const isBareIpv6 = host.split(':').length > 2
  return (inBrackets ?? (isBareIpv6 ? host : (host.split(':', 1)[0] ?? ''))).toLowerCase().replace(/\.$/, '')
}
