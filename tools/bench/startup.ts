import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { inputsFor, runStep } from '../../testing/step.ts'
import { quantile } from './figures.ts'
import type { Limit } from './limits.ts'

/** Starts a program, and calls `onStart` at once. */
type Program = (sandbox: Sandbox, onStart: () => void) => Promise<void>

const commit = '1f2e3d4c5b6a79880716253443526170f1e2d3c4'
const message = 'Fix the meter'

/**
 * The time from the start of the process until the create request arrives, relative to that of a script that only sends this
 * request with `fetch`. They start in turns, so that other load on the machine affects both alike.
 */
export async function measureStartup(rounds: number): Promise<Limit[]> {
  const programs = { action: startAction, bareFetch: startScript }
  const names = ['action', 'bareFetch'] as const
  const times: Record<keyof typeof programs, number[]> = { action: [], bareFetch: [] }
  for (let round = -1; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const ms = await measure(programs[name])
      // The first round is a warm-up.
      if (round >= 0) times[name].push(ms)
    }
  }
  const value = quantile(times.action, 0.5) / quantile(times.bareFetch, 0.5)
  // On an idle machine it is 1.7.
  return [{ what: 'start-up, bare fetch = 1', value, max: 2, unit: 'times' }]
}

async function measure(program: Program): Promise<number> {
  const now = () => performance.timeOrigin + performance.now()
  const sandbox = await startSandbox({ now, plan: [{ afterMs: 0, status: 'succeeded' }] })
  let startedAt = 0
  try {
    await program(sandbox, () => {
      startedAt = now()
    })
    const post = sandbox.requests.find(({ operation }) => operation === 'createDeployment')
    return (post?.at ?? Number.NaN) - startedAt
  } finally {
    await sandbox.close()
  }
}

/** The committed bundle, started as the runner starts it. It does not wait for the deployment, which is not measured. */
async function startAction(sandbox: Sandbox, onStart: () => void): Promise<void> {
  const result = await runStep({
    inputs: {
      ...inputsFor(sandbox, 'token'),
      'app-id': String(DEFAULT_APP.id),
      'wait-for-completion': 'false',
    },
    event: { head_commit: { id: commit, message } },
    onStart,
  })
  if (result.exitCode !== 0) throw new Error(`The action failed.\n${result.log}\n${result.stderr}`)
}

async function startScript(sandbox: Sandbox, onStart: () => void): Promise<void> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('bare.js', import.meta.url))], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      URL_OF_API: sandbox.url,
      TOKEN: sandbox.credentials.apiToken,
      BODY: JSON.stringify({ branch: 'main', commit_sha: commit, commit_message: message }),
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  onStart()
  const code = await new Promise((done, fail) => child.once('close', done).once('error', fail))
  if (code !== 0) throw new Error(`The bare script failed with exit status ${code}.`)
}
