import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { succeeds } from '../../sandbox/plan.ts'
import { createSandbox, type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts'
import { runStepInMemory } from '../../testing/memory.ts'
import { runStep, type Step } from '../../testing/step.ts'
import { VirtualTime } from '../../testing/virtual-time.ts'

export interface FleetFigures {
  readonly apps: number
  /** To Spice Cloud, in all. */
  readonly requests: number
  /** To Spice Cloud, without those of the list and the token. */
  readonly requestsPerApp: number
  readonly lists: number
  readonly virtualMs: number
}

export interface MatrixFigures {
  readonly jobs: number
  readonly isDryRun: boolean
  readonly requests: number
  readonly virtualMs: number
}

const responseMs = 50
const datasets = Array.from({ length: 20 }, (_, index) => ({
  name: `trips_${index}`,
  from: `s3://acme/trips/${index}/`,
}))

/** A repository with the spicepods of so many apps, and a cloud that has them all as they are. */
function createFleet(count: number): { folder: string; options: SandboxOptions } {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-'))
  const apps = Array.from({ length: count }, (_, index) => {
    const name = `app-${String(index).padStart(4, '0')}`
    const spicepod = { version: 'v1', kind: 'Spicepod', name, datasets }
    mkdirSync(join(folder, 'apps', name), { recursive: true })
    writeFileSync(join(folder, 'apps', name, 'spicepod.yaml'), JSON.stringify(spicepod))
    return { id: index + 1, name, spicepod }
  })
  const deployments = apps.map(({ id }) => ({ appId: id, createdMsAgo: 86_400_000, plan: succeeds(300) }))
  return { folder, options: { apps, deployments, pageSize: 100 } }
}

function stepFor(
  sandbox: Sandbox,
  folder: string,
  { inputs = { apps: 'apps/*/spicepod.yaml' }, ...more }: Partial<Step> = {},
): Step {
  const { clientId, clientSecret } = sandbox.credentials
  return {
    action: 'fleet',
    ...more,
    env: { GITHUB_WORKSPACE: folder, GITHUB_API_URL: sandbox.githubApiUrl, ...more.env },
    inputs: {
      'api-url': sandbox.url,
      'oauth-token-url': sandbox.tokenUrl,
      'client-id': clientId,
      'client-secret': clientSecret,
      ...inputs,
    },
  }
}

function createSlowSandbox(options: SandboxOptions): Sandbox {
  const sandbox = createSandbox(options)
  sandbox.cloud.faults.add({
    on: { times: Number.POSITIVE_INFINITY },
    fault: { kind: 'slow', delayMs: responseMs },
  })
  return sandbox
}

/** A matrix with a job for each app, none of which has changed: its requests to Spice Cloud, and the time of all jobs. */
export async function measureMatrix(count: number, isDryRun: boolean): Promise<MatrixFigures> {
  const { folder, options } = createFleet(count)
  try {
    const time = new VirtualTime()
    const requests = await time.run(async () => {
      const sandbox = createSlowSandbox({ ...options, plan: succeeds(60_000) })
      for (const { name = '' } of options.apps ?? []) {
        const inputs = {
          'app-name': name,
          'working-directory': `apps/${name}`,
          'dry-run': String(isDryRun),
          'dataset-ready-timeout-seconds': '0',
        }
        const { outputs } = await runStepInMemory(
          stepFor(sandbox, folder, { action: 'deploy', inputs }),
          sandbox,
        )
        if (outputs['has-changes'] !== 'false') throw new Error(`${name} has changes`)
      }
      return sandbox.requests.length
    })
    return { jobs: count, isDryRun, requests, virtualMs: time.now() }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Reads a fleet whose apps are current, in virtual time, with responses that take 50 ms. */
export async function measureFleet(count: number): Promise<FleetFigures> {
  const { folder, options } = createFleet(count)
  try {
    const time = new VirtualTime()
    const { outputs, sandbox } = await time.run(async () => {
      const sandbox = createSlowSandbox(options)
      return { ...(await runStepInMemory(stepFor(sandbox, folder), sandbox)), sandbox }
    })
    if (outputs.counts !== `{"current":${count}}`)
      throw new Error(`Not all apps were read: ${outputs.counts}`)
    const of = (operation: string) => sandbox.requests.filter((call) => call.operation === operation).length
    const requestsPerApp = (of('getApp') + of('listDeployments')) / count
    return {
      apps: count,
      requests: sandbox.requests.length,
      requestsPerApp,
      lists: of('listApps'),
      virtualMs: time.now(),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The peak memory of the bundle that reads a fleet, in bytes. */
export async function measureFleetMemory(count: number): Promise<number> {
  const { folder, options } = createFleet(count)
  const sandbox = await startSandbox(options)
  const [hook, result] = ['hook.mjs', 'memory'].map((name) => join(folder, name)) as [string, string]
  const code = `writeFileSync(${JSON.stringify(result)}, String(process.resourceUsage().maxRSS))`
  writeFileSync(hook, `import { writeFileSync } from 'node:fs'\nprocess.on('exit', () => ${code})\n`)
  try {
    const { outputs, log } = await runStep(
      stepFor(sandbox, folder, { env: { NODE_OPTIONS: `--import=${hook}` } }),
    )
    if (outputs.counts !== `{"current":${count}}`) throw new Error(`Not all apps were read: ${log}`)
    return Number(readFileSync(result, 'utf8')) * 1024
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
