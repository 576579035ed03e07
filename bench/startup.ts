import { execFileSync, spawn } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runStep } from '../sandbox/runner.ts'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { DEFAULT_APP } from '../sandbox/state.ts'
import { quantile } from './figures.ts'

export interface StartupFigures {
  name: string
  /** From the start of the process until the request that creates the deployment arrives, or to its end without one. */
  medianMs: number
  leastMs: number
  /** Against the bare script. */
  ratio: number
  /** Largest resident set of the process. */
  peakRssBytes: number
  /** Requests that arrive before the one that creates the deployment. */
  requestsBefore: string[]
}

/** Something that is started, told through `started` as soon as it runs. */
type Contender = (sandbox: Sandbox, started: (pid: number) => void) => Promise<void>

const root = fileURLToPath(new URL('..', import.meta.url))
const commit = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'
const message = 'Fix the meter'
const bare = 'bare fetch'

/** Starts each contender in turn, round after round, so that whatever else the machine does strikes all alike. */
export async function measureStartup(rounds: number): Promise<StartupFigures[]> {
  const contenders: Record<string, Contender> = {
    'node -e 0': script('-e', '0'),
    [bare]: script(`${root}/bench/bare.js`),
    '@actions/core and ky, bundled': script(bundleCoreAndKy()),
    'action, api-token': action(({ credentials }) => ({ 'api-token': credentials.apiToken })),
    'action, client credentials': action(({ credentials }) => ({
      'client-id': credentials.clientId,
      'client-secret': credentials.clientSecret,
    })),
  }
  const names = Object.keys(contenders)
  const runs: Record<string, Run[]> = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const run = await measure(contenders[name] as Contender)
      // The first round only warms up.
      if (round >= 0) runs[name]?.push(run)
    }
  }
  const medianOf = (name: string) => quantile(runs[name]?.map(({ ms }) => ms) ?? [], 0.5)
  return names.map((name) => ({
    name,
    medianMs: medianOf(name),
    leastMs: Math.min(...(runs[name]?.map(({ ms }) => ms) ?? [])),
    ratio: medianOf(name) / medianOf(bare),
    peakRssBytes: quantile(runs[name]?.map(({ peakRssBytes }) => peakRssBytes) ?? [], 0.5),
    requestsBefore: runs[name]?.[0]?.requestsBefore ?? [],
  }))
}

interface Run {
  ms: number
  peakRssBytes: number
  requestsBefore: string[]
}

async function measure(contender: Contender): Promise<Run> {
  const now = () => performance.timeOrigin + performance.now()
  const sandbox = await startSandbox({ now, plan: [{ afterMs: 0, status: 'succeeded' }] })
  let startedAt = 0
  let peakRssBytes = 0
  let watching: NodeJS.Timeout | undefined
  try {
    await contender(sandbox, (pid) => {
      startedAt = now()
      watching = setInterval(() => {
        peakRssBytes = Math.max(peakRssBytes, readPeakRss(pid))
      }, 5)
    })
    const endedAt = now()
    const { requests } = sandbox
    const post = requests.findIndex(({ operation }) => operation === 'createDeployment')
    return {
      ms: (requests[post]?.at ?? endedAt) - startedAt,
      peakRssBytes,
      requestsBefore: requests.slice(0, Math.max(0, post)).map(({ operation }) => operation ?? '?'),
    }
  } finally {
    clearInterval(watching)
    await sandbox.close()
  }
}

/** The committed bundle, started as the runner starts it. It does not wait: what comes after the create is not measured. */
function action(credentials: (sandbox: Sandbox) => Record<string, string>): Contender {
  return async (sandbox, started) => {
    const result = await runStep({
      inputs: {
        'api-url': sandbox.url,
        'oauth-token-url': sandbox.tokenUrl,
        'app-id': String(DEFAULT_APP.id),
        'wait-for-completion': 'false',
        ...credentials(sandbox),
      },
      event: { head_commit: { id: commit, message } },
      onStart: ({ pid }) => started(pid),
    })
    if (result.exitCode !== 0) throw new Error(`The action failed.\n${result.log}\n${result.stderr}`)
  }
}

function script(...args: string[]): Contender {
  return async (sandbox, started) => {
    const child = spawn(process.execPath, args, {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        URL_OF_API: sandbox.url,
        TOKEN: sandbox.credentials.apiToken,
        BODY: JSON.stringify({ branch: 'main', commit_sha: commit, commit_message: message }),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout.resume()
    started(child.pid ?? 0)
    const code = await new Promise((done, fail) => child.once('close', done).once('error', fail))
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}.`)
  }
}

/** @returns the path of the bundle */
function bundleCoreAndKy(): string {
  const folder = `${root}/build/bench`
  rmSync(folder, { recursive: true, force: true })
  const ncc = `${root}/node_modules/@vercel/ncc/dist/ncc/cli.js`
  execFileSync(process.execPath, [ncc, 'build', `${root}/bench/core-and-ky.js`, '-o', folder, '-q'])
  return `${folder}/index.js`
}

/** The largest resident set so far, in bytes; 0 where the system does not tell or the process has gone. */
function readPeakRss(pid: number): number {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kib ?? 0) * 1024
  } catch {
    return 0
  }
}

export interface SizeFigures {
  /** All JavaScript of the bundle, in bytes. */
  totalBytes: number
  files: { name: string; bytes: number }[]
}

/** How large the committed bundle is. */
export function measureSize(): SizeFigures {
  const files = readdirSync(`${root}/dist`)
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({ name, bytes: statSync(`${root}/dist/${name}`).size }))
    .sort((one, other) => other.bytes - one.bytes)
  return { totalBytes: files.reduce((sum, { bytes }) => sum + bytes, 0), files }
}
