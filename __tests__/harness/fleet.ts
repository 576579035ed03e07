import { stringify } from 'yaml'
import type { AppSeed } from '../../sandbox/apps.ts'
import type { DeploymentSeed } from '../../sandbox/deployments.ts'
import { succeeds } from '../../sandbox/plan.ts'
import { type ActionRun, deploy, headSha, type RunOptions } from './run.ts'

/** A spicepod with datasets. */
export const spicepodOf = (name: string, ...datasets: string[]) => ({
  version: 'v1',
  kind: 'Spicepod',
  name,
  datasets: (datasets.length > 0 ? datasets : ['trips']).map((dataset) => ({
    name: dataset,
    from: `s3://acme/${dataset}/`,
  })),
})

export const textOf = (name: string, ...datasets: string[]) => stringify(spicepodOf(name, ...datasets))

/** The spicepods of apps in the folders of a repository. */
export function filesOf(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`apps/${name}/spicepod.yaml`, textOf(name)]))
}

/** Apps as a deployment from the repository has left them. */
export function appsOf(...names: string[]): AppSeed[] {
  return names.map((name, index) => ({ id: 4711 + index, name, spicepod: spicepodOf(name) }))
}

export const deployedAt = (appId: number, more: Partial<DeploymentSeed> = {}): DeploymentSeed => ({
  appId,
  createdMsAgo: 86_400_000,
  plan: succeeds(300),
  commitSha: headSha,
  branch: 'main',
  ...more,
})

/** An entry of the output `apps`. */
export interface ListedApp {
  app: string
  app_id?: number
  state: string
  reason?: string
  spicepod: string
  wave: number
  changes?: { kind: string; components?: object[] }[]
  deployment?: Record<string, unknown>
  plan_digest?: string
  url?: string
}

/** Runs the action that reads many apps, with the same setup and the same checks as {@link deploy}. */
export async function fleet({
  inputs,
  ...options
}: RunOptions = {}): Promise<ActionRun & { apps: ListedApp[] }> {
  const run = await deploy({
    files: filesOf('taxi'),
    ...options,
    action: 'fleet',
    inputs: (sandbox) => ({
      apps: 'apps/*/spicepod.yaml',
      ...(typeof inputs === 'function' ? inputs(sandbox) : inputs),
    }),
  })
  return { ...run, apps: JSON.parse(run.outputs.apps ?? '[]') }
}

/** The state of each app by its name. */
export function statesOf({ apps }: { apps: readonly ListedApp[] }): Record<string, string> {
  return Object.fromEntries(apps.map(({ app, state }) => [app, state]))
}
