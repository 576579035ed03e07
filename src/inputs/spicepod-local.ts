import { isSeq } from 'yaml'
import { quote } from '../problem.ts'
import type { Component, Found, SpicepodNodes } from './spicepod-nodes.ts'

// What only works on the machine of the author: files on its disk, and hosts of its network.

/** Components that may be a file of their own. */
const fromFiles = new Set(['dataset', 'catalog', 'model', 'embedding'])

export function checkFiles({ kind, entries }: Component, label: string, nodes: SpicepodNodes): Found[] {
  const from = entries.get('from')?.value
  const source = nodes.textOf(from) ?? ''
  const local = fromFiles.has(kind) ? localSource(source) : undefined
  const found: Found[] = []
  if (local !== undefined) {
    const message = `${label} reads ${quote(local)} from the local disk, where Spice Cloud has no files of yours.`
    found.push({ at: from, certain: false, message, advice: 'Use a source that Spice Cloud can reach.' })
  }
  for (const key of ['sql_ref', 'body_ref', 'files']) {
    const entry = entries.get(key)
    if (entry === undefined || nodes.isEmpty(entry.value)) continue
    // The files of a model on Hugging Face are in its repository there.
    if (key === 'files' && /^(huggingface|hf)\b/.test(source)) continue
    if (isSeq(entry.value) && entry.value.items.length === 0) continue
    const message = `${label} reads files (\`${key}\`), but Spice Cloud stores only the text of the spicepod.`
    const advice =
      key === 'files'
        ? 'Use a source that Spice Cloud can reach.'
        : `Write the text into the spicepod instead of \`${key}\`.`
    found.push({ at: entry.keyNode, certain: false, message, advice })
  }
  return found
}

export function checkHosts({ entries }: Component, label: string, nodes: SpicepodNodes): Found[] {
  const inside = (key: string) => nodes.entriesOf(entries.get(key)?.value).get('params')
  const maps = [
    entries.get('params'),
    entries.get('dataset_params'),
    inside('acceleration'),
    inside('vectors'),
  ]
  return maps.flatMap((params) =>
    [...nodes.entriesOf(params?.value).values()].flatMap(({ key, value }) => {
      const host = privateHostOf(key, nodes.textOf(value) ?? '')
      if (host === undefined) return []
      const message = `${label}: ${quote(key)} names the private host ${quote(host)}, which Spice Cloud cannot reach.`
      return [
        { at: value, certain: false, message, advice: 'Use a host that is reachable from the internet.' },
      ]
    }),
  )
}

/** The source if it is a file on the local disk. */
function localSource(from: string): string | undefined {
  return /^(file[:/]|duckdb:|sqlite:)/i.test(from) ? from : undefined
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

/**
 * The private host that a parameter names, if it does. Only the host is returned: an address may have a password.
 */
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
