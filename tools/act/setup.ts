import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CloudOptions } from '../../sandbox/cloud.ts'
import { succeeds } from '../../sandbox/plan.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import type { Spicepod } from '../../sandbox/spicepod.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'

// An example names what it needs in the comment at its top. Under act it gets this, and nothing else.

const kinds = ['environment', 'variable', 'secret', 'app', 'file', 'dataset'] as const

type Kind = (typeof kinds)[number]

/** What the comment of an example names, and the scopes of its OAuth clients. */
export type Setup = Record<Kind | 'scope', readonly string[]>

/** Reads the entries below `# Setup`, such as `# - apps taxi and weather: …`. */
export function readSetup(example: string): Setup {
  const [, text = ''] = /^# Setup:(.*?)^(?:#|name:.*)$/ms.exec(example) ?? []
  const entries = Array.from(text.matchAll(/^# - (\w+?)s? ([^:]+):/gm))
  const unknown = entries.find(([, kind]) => !kinds.some((known) => known === kind))
  if (unknown !== undefined) throw new Error(`The setup has an entry of an unknown kind: ${unknown[0]}`)
  const namesOf = (wanted: Kind) =>
    entries.flatMap(([, kind, names = '']) => (kind === wanted ? names.split(/, | and /) : []))
  return {
    environment: namesOf('environment'),
    variable: namesOf('variable'),
    secret: namesOf('secret'),
    app: namesOf('app'),
    file: namesOf('file'),
    dataset: namesOf('dataset'),
    scope: text.match(/\b(?:apps|deployments|secrets):(?:read|write|delete)\b/g) ?? [],
  }
}

/** What several examples need together. */
export function joinSetups(setups: readonly Setup[]): Setup {
  const all = [...kinds, 'scope' as const]
  const joined = all.map((kind) => [kind, [...new Set(setups.flatMap((setup) => setup[kind]))]] as const)
  return Object.fromEntries(joined) as unknown as Setup
}

/** A cloud with the apps of a setup, whose client has its scopes. Apps that it names, or pushes nothing to, are deployed. */
export function optionsForSetup(
  { app: names, file: files, variable, scope }: Setup,
  spicepod: Spicepod,
): CloudOptions {
  const named = names.map((name, index) => ({ id: DEFAULT_APP.id + 1 + index, name, spicepod }))
  const isPushed = files.includes('spicepod.yaml')
  const byId = variable.includes('SPICE_APP_ID') ? [DEFAULT_APP] : []
  const deployed = [...named, ...(isPushed ? [] : byId.map((app) => ({ ...app, spicepod })))]
  return {
    apps: [...(isPushed ? byId : []), ...deployed],
    deployments: deployed.map(({ id }) => ({ appId: id, createdMsAgo: 86_400_000, plan: succeeds() })),
    client: { scopes: scope },
  }
}

const sources: Record<string, string> = {
  'spicepod.yaml': 'sandbox/spicepod.yaml',
  'data-tests.yaml': 'examples/data-tests.yaml',
}

/** Writes the files of a setup. */
export function writeFiles({ file: files }: Setup, repository: string, root: string): void {
  for (const file of files) {
    const source = sources[file.split('/').at(-1) ?? '']
    if (source === undefined) throw new Error(`There is no sample of the file ${file}.`)
    mkdirSync(dirname(join(repository, file)), { recursive: true })
    cpSync(join(root, source), join(repository, file))
  }
}

/** Options of act for the secrets and variables of a setup, and for the token that every job has. */
export function argumentsForSetup({ secret, variable }: Setup, { credentials }: Sandbox): string[] {
  const values: Record<string, string> = {
    SPICE_CLIENT_ID: credentials.clientId,
    SPICE_CLIENT_SECRET: credentials.clientSecret,
    SPICE_APP_ID: String(DEFAULT_APP.id),
  }
  const pair = (name: string) => `${name}=${values[name] ?? 'wren-4711-lark'}`
  return [
    ...['--secret', 'GITHUB_TOKEN=ghs_16C7e42F292c6912E7710c838347Ae178B4a'],
    ...secret.flatMap((name) => ['--secret', pair(name)]),
    ...variable.flatMap((name) => ['--var', pair(name)]),
  ]
}
