import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CloudOptions } from '../../sandbox/cloud.ts'
import { succeeds } from '../../sandbox/plan.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import type { Spicepod } from '../../sandbox/spicepod.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import type { Setup } from '../../testing/example-setup.ts'

// Under act, an example gets what its setup names, and nothing else.

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
