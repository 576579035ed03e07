import { spawn } from 'node:child_process'
import {
  appendFileSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

// Runs a sandbox for the steps of a workflow, on any operating system:
//
//   node scripts/background-sandbox.ts start [options of sandbox/main.ts]
//   node scripts/background-sandbox.ts stop    stops all sandboxes; fails if one saw a call that violates the API description
//
// The step that starts a sandbox gets the outputs SANDBOX_URL, SANDBOX_APP_ID and so on. Starting it with `&` in a script
// is not enough: act kills the processes of a finished step, except those in a session of their own.

const { RUNNER_TEMP: temp, GITHUB_OUTPUT: outputs } = process.env
if (temp === undefined || outputs === undefined)
  throw new Error('RUNNER_TEMP and GITHUB_OUTPUT are not set. Run this in a step of a workflow.')

const prefix = 'spice-sandbox-'
const [command, ...options] = process.argv.slice(2)
if (command === 'start') await start(temp, outputs)
else if (command === 'stop') await stop(temp)
else throw new Error('The first argument must be start or stop.')

async function start(temp: string, outputs: string): Promise<void> {
  const folder = mkdtempSync(join(temp, prefix))
  const log = join(folder, 'log')
  const output = openSync(log, 'w')
  const main = fileURLToPath(new URL('../sandbox/main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, ...options], {
    detached: true,
    stdio: ['ignore', output, output],
    windowsHide: true,
  })
  writeFileSync(join(folder, 'pid'), String(child.pid))
  // The sandbox prints its first line once it listens.
  await waitUntil(() => readFileSync(log, 'utf8').includes('\n') || child.exitCode !== null)
  console.log(readFileSync(log, 'utf8').trimEnd())
  if (child.exitCode !== null) throw new Error('The sandbox ended right after the start.')
  appendFileSync(outputs, outputsOf(JSON.parse(readFileSync(log, 'utf8'))))
  child.unref()
}

function outputsOf(line: Record<string, string | number>): string {
  return Object.entries(line)
    .map(([name, value]) => `SANDBOX_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}=${value}\n`)
    .join('')
}

async function stop(temp: string): Promise<void> {
  for (const name of readdirSync(temp).filter((each) => each.startsWith(prefix))) {
    const folder = join(temp, name)
    await terminate(Number(readFileSync(join(folder, 'pid'), 'utf8')))
    // The lines after the first are violations. On Windows the process is killed before it can print them.
    const [about, ...violations] = readFileSync(join(folder, 'log'), 'utf8').trimEnd().split('\n')
    console.log([`Stopped: ${about}`, ...violations].join('\n'))
    if (violations.length > 0) process.exitCode = 1
    // Without the file, a later call cannot stop another process that got the same pid.
    rmSync(folder, { recursive: true })
  }
}

async function terminate(pid: number): Promise<void> {
  if (!isRunning(pid)) return
  process.kill(pid, 'SIGTERM')
  await waitUntil(() => !isRunning(pid))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function waitUntil(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) if (holds()) return
  throw new Error('Timed out after 20s.')
}
