import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runStep } from '../sandbox/runner.ts'
import { type Sandbox, startSandbox } from '../sandbox/server.ts'
import { DEFAULT_APP } from '../sandbox/state.ts'
import { quantile } from './figures.ts'

export interface StartupFigures {
  name: string
  /** From the start of the process until the create request arrives, or until the end of a process without one. */
  medianMs: number
  minMs: number
  /** Relative to the bare script. */
  ratio: number
  /** Peak resident set size of the process. */
  peakRssBytes: number
  /** Requests that arrive before the create request. */
  requestsBefore: string[]
}

/** Starts a program and calls `onStart` as soon as it runs. */
type Program = (sandbox: Sandbox, onStart: (pid: number) => void) => Promise<void>

const root = fileURLToPath(new URL('..', import.meta.url))
const commit = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'
const message = 'Fix the meter'
const baseline = 'bare fetch'

/** Starts the programs in turns, round after round, so that other load on the machine affects all of them alike. */
export async function measureStartup(rounds: number): Promise<StartupFigures[]> {
  const programs: Record<string, Program> = {
    'node -e 0': script('-e', '0'),
    [baseline]: script(`${root}/bench/bare.js`),
    '@actions/core and ky, bundled': script(bundleCoreAndKy()),
    'action, api-token': action(({ credentials }) => ({ 'api-token': credentials.apiToken })),
    'action, client credentials': action(({ credentials }) => ({
      'client-id': credentials.clientId,
      'client-secret': credentials.clientSecret,
    })),
  }
  const names = Object.keys(programs)
  const runs: Record<string, Run[]> = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = -1; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const run = await measure(programs[name] as Program)
      // The first round is a warm-up.
      if (round >= 0) runs[name]?.push(run)
    }
  }
  const medianOf = (name: string) => quantile(runs[name]?.map(({ ms }) => ms) ?? [], 0.5)
  return names.map((name) => ({
    name,
    medianMs: medianOf(name),
    minMs: Math.min(...(runs[name]?.map(({ ms }) => ms) ?? [])),
    ratio: medianOf(name) / medianOf(baseline),
    peakRssBytes: quantile(runs[name]?.map(({ peakRssBytes }) => peakRssBytes) ?? [], 0.5),
    requestsBefore: runs[name]?.[0]?.requestsBefore ?? [],
  }))
}

interface Run {
  ms: number
  peakRssBytes: number
  requestsBefore: string[]
}

async function measure(program: Program): Promise<Run> {
  const now = () => performance.timeOrigin + performance.now()
  const sandbox = await startSandbox({ now, plan: [{ afterMs: 0, status: 'succeeded' }] })
  let startedAt = 0
  let peakRssBytes = 0
  let sampling: NodeJS.Timeout | undefined
  try {
    await program(sandbox, (pid) => {
      startedAt = now()
      sampling = setInterval(() => {
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
    clearInterval(sampling)
    await sandbox.close()
  }
}

/** The committed bundle, started as the runner starts it. It does not wait for the deployment, which is not measured. */
function action(credentials: (sandbox: Sandbox) => Record<string, string>): Program {
  return async (sandbox, onStart) => {
    const result = await runStep({
      inputs: {
        'api-url': sandbox.url,
        'oauth-token-url': sandbox.tokenUrl,
        'app-id': String(DEFAULT_APP.id),
        'wait-for-completion': 'false',
        ...credentials(sandbox),
      },
      event: { head_commit: { id: commit, message } },
      onStart: ({ pid }) => onStart(pid),
    })
    if (result.exitCode !== 0) throw new Error(`The action failed.\n${result.log}\n${result.stderr}`)
  }
}

function script(...args: string[]): Program {
  return async (sandbox, onStart) => {
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
    onStart(child.pid ?? 0)
    const code = await new Promise((done, fail) => child.once('close', done).once('error', fail))
    if (code !== 0) throw new Error(`${args.join(' ')} failed with exit status ${code}.`)
  }
}

/** @returns the path of the bundled script */
function bundleCoreAndKy(): string {
  const folder = `${root}/build/bench`
  rmSync(folder, { recursive: true, force: true })
  const ncc = `${root}/node_modules/@vercel/ncc/dist/ncc/cli.js`
  execFileSync(process.execPath, [ncc, 'build', `${root}/bench/core-and-ky.js`, '-o', folder, '-q'])
  return `${folder}/index.js`
}

/** The peak resident set size in bytes; 0 if the system does not report it or the process has ended. */
function readPeakRss(pid: number): number {
  try {
    const [, kib] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kib ?? 0) * 1024
  } catch {
    return 0
  }
}
