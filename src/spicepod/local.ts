import { quote } from '../problem.ts'
import type { SpicepodDocument } from './document.ts'
import { type Component, type Finding, isEmpty, membersOf, warn } from './findings.ts'

// What only works on the machine of the author: files on its disk, and hosts of its network.

/** Components that may be a file of their own. */
const fromFiles = new Set(['dataset', 'catalog', 'model', 'embedding'])

export function checkFiles(
  { kind, from = '', entry, label }: Component,
  document: SpicepodDocument,
): Finding[] {
  const findings: Finding[] = []
  if (fromFiles.has(kind) && /^(file[:/]|duckdb:|sqlite:)/i.test(from)) {
    findings.push(warn('source-local', document.placeOf(entry, 'from'), { label, from: quote(from) }))
  }
  for (const key of ['sql_ref', 'body_ref', 'files']) {
    const value = entry[key]
    if (isEmpty(value) || (Array.isArray(value) && value.length === 0)) continue
    // The files of a model on Hugging Face are in its repository there.
    if (key === 'files' && /^(huggingface|hf)\b/.test(from)) continue
    const code = key === 'files' ? 'files-local' : 'text-in-file'
    findings.push(warn(code, document.keyPlaceOf(entry, key), { label, key }))
  }
  return findings
}

export function checkHosts({ entry, label }: Component, document: SpicepodDocument): Finding[] {
  const { params, dataset_params, acceleration, vectors } = entry
  const maps = [params, dataset_params, membersOf(acceleration).params, membersOf(vectors).params]
  return maps.map(membersOf).flatMap((map) =>
    Object.entries(map).flatMap(([key, value]) => {
      const host = typeof value === 'string' ? privateHostOf(key, value) : undefined
      if (host === undefined) return []
      const values = { label, key: quote(key), host: quote(host) }
      return [warn('host-private', document.placeOf(map, key), values)]
    }),
  )
}

const privateHosts = [
  /^localhost$/,
  /^0\.0\.0\.0$/,
  /^(127|10)(\.\d{1,3}){3}$/,
  /^192\.168(\.\d{1,3}){2}$/,
  /^172\.(1[6-9]|2\d|3[01])(\.\d{1,3}){2}$/,
  /^::1$/,
  /\.(local|internal|lan|localdomain)$/,
]

/** The private host that a parameter names, if it does: not the whole address, which may have a password. */
function privateHostOf(param: string, value: string): string | undefined {
  const isUrl = value.includes('://')
  if (value.includes('${') || /\s/.test(value.trim())) return undefined
  if (!isUrl && !/(endpoint|_url|_host)$/i.test(param)) return undefined
  const [authority = ''] = (isUrl ? value.slice(value.indexOf('://') + 3) : value).trim().split(/[/?#]/, 1)
  const hosts = authority.slice(authority.lastIndexOf('@') + 1).split(',', 20)
  return hosts.map(withoutPort).find((host) => privateHosts.some((pattern) => pattern.test(host)))
}

function withoutPort(host: string): string {
  const inBrackets = /^\[([^\]]*)\]/.exec(host)?.[1]
  const isBareIpv6 = host.split(':').length > 2
  return (inBrackets ?? (isBareIpv6 ? host : (host.split(':', 1)[0] ?? ''))).toLowerCase().replace(/\.$/, '')
}
