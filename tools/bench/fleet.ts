import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { succeeds } from '../../sandbox/plan.ts'
import { createSandbox, type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts'
import { runStepInMemory } from '../../testing/memory.ts'
import { inputsFor, runStep, type Step, type StepResult } from '../../testing/step.ts'
import { VirtualTime } from '../../testing/virtual-time.ts'
import type { Limit } from './limits.ts'

/**
 * Reads fleets whose apps are current, compares the requests for 40 of them with those of a matrix with a job for each app,
 * and measures the memory of the bundle.
 */
export async function measureFleets(): Promise<Limit[]> {
  const limits: Limit[] = []
  for (const count of [40, 1000]) {
    const { requests, requestsPerApp, lists, virtualMs } = await readFleet(count)
    limits.push(
      { what: `${count} apps: requests an app`, value: requestsPerApp, max: 2, unit: 'requests' },
      // A list has 100 apps a page.
      { what: `${count} apps: pages`, value: lists, max: Math.floor(count / 100) + 1, unit: 'requests' },
      { what: `${count} apps: time, at 50 ms an answer`, value: virtualMs, max: 20_000, unit: 'ms' },
    )
    for (const isDryRun of count === 40 ? [true, false] : []) {
      const value = requests / (await countRequestsOfMatrix(count, isDryRun))
      const what = `${count} apps: requests, a matrix of ${isDryRun ? 'dry runs' : 'deployments'} = 1`
      limits.push({ what, value, max: isDryRun ? 0.4 : 0.05, unit: 'times' })
    }
  }
  // That of Node and the bundle, and of what V8 has not collected yet.
  const peakBytes = await measureMemory(1000)
  return [
    ...limits,
    { what: 'peak memory with 1000 apps', value: peakBytes, max: 250_000_000, unit: 'bytes' },
  ]
}

const responseMs = 50
const datasets = Array.from({ length: 20 }, (_, index) => ({
  name: `trips_${index}`,
  from: `s3://acme/trips/${index}/`,
}))

/** Makes a repository with the spicepods of so many apps, and a cloud that has them all as they are. */
async function withFleet<Result>(
  count: number,
  measure: (folder: string, options: SandboxOptions) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-'))
  const apps = Array.from({ length: count }, (_, index) => {
    const name = `app-${String(index).padStart(4, '0')}`
    const spicepod = { version: 'v1', kind: 'Spicepod', name, datasets }
    mkdirSync(join(folder, 'apps', name), { recursive: true })
    writeFileSync(join(folder, 'apps', name, 'spicepod.yaml'), JSON.stringify(spicepod))
    return { id: index + 1, name, spicepod }
  })
  const deployments = apps.map(({ id }) => ({ appId: id, createdMsAgo: 86_400_000, plan: succeeds(300) }))
  try {
    return await measure(folder, { apps, deployments, pageSize: 100 })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function stepFor(
  sandbox: Sandbox,
  folder: string,
  { inputs = { apps: 'apps/*/spicepod.yaml' }, ...more }: Partial<Step> = {},
): Step {
  return {
    action: 'fleet',
    ...more,
    env: { GITHUB_WORKSPACE: folder, GITHUB_API_URL: sandbox.githubApiUrl, ...more.env },
    inputs: { ...inputsFor(sandbox), ...inputs },
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

/** The requests to Spice Cloud of a matrix with a job for each app, none of which has changed. */
function countRequestsOfMatrix(count: number, isDryRun: boolean): Promise<number> {
  return withFleet(count, (folder, options) =>
    new VirtualTime().run(async () => {
      const sandbox = createSlowSandbox({ ...options, plan: succeeds(60_000) })
      for (const { name = '' } of options.apps ?? []) {
        const inputs = {
          'app-name': name,
          'working-directory': `apps/${name}`,
          'dry-run': String(isDryRun),
          'dataset-ready-timeout-seconds': '0',
        }
        const step = stepFor(sandbox, folder, { action: 'deploy', inputs })
        const { outputs } = await runStepInMemory(step, sandbox)
        if (outputs['has-changes'] !== 'false') throw new Error(`${name} has changes`)
      }
      return sandbox.requests.length
    }),
  )
}

/** Reads a fleet in virtual time, with responses that take 50 ms. */
function readFleet(count: number) {
  return withFleet(count, async (folder, options) => {
    const time = new VirtualTime()
    const sandbox = await time.run(async () => {
      const sandbox = createSlowSandbox(options)
      expectCurrent(await runStepInMemory(stepFor(sandbox, folder), sandbox), count)
      return sandbox
    })
    const of = (operation: string) => sandbox.requests.filter((call) => call.operation === operation).length
    const requestsPerApp = (of('getApp') + of('listDeployments')) / count
    return { requests: sandbox.requests.length, requestsPerApp, lists: of('listApps'), virtualMs: time.now() }
  })
}

function expectCurrent({ outputs, log }: StepResult, count: number): void {
  if (outputs.counts !== `{"current":${count}}`) throw new Error(`Not all apps were read: ${log}`)
}

/** The peak memory of the bundle that reads a fleet, in bytes. */
function measureMemory(count: number): Promise<number> {
  return withFleet(count, async (folder, options) => {
    const sandbox = await startSandbox(options)
    const [hook, result] = ['hook.mjs', 'memory'].map((name) => join(folder, name)) as [string, string]
    const code = `writeFileSync(${JSON.stringify(result)}, String(process.resourceUsage().maxRSS))`
    writeFileSync(hook, `import { writeFileSync } from 'node:fs'\nprocess.on('exit', () => ${code})\n`)
    try {
      const env = { NODE_OPTIONS: `--import=${hook}` }
      expectCurrent(await runStep(stepFor(sandbox, folder, { env })), count)
      return Number(readFileSync(result, 'utf8')) * 1024
    } finally {
      await sandbox.close()
    }
  })
}
