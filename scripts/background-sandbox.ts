import { spawn } from 'node:child_process'
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

// A sandbox for the steps of a workflow, on any system:
//
//   node scripts/background-sandbox.ts start [options of sandbox/main.ts]
//   node scripts/background-sandbox.ts stop    ends all, and fails when one saw what the API description does not allow
//
// The step that starts it gets the outputs SANDBOX_URL, SANDBOX_APP_ID and so on. It is not started by `&` in a script,
// since act ends all that a step leaves behind, unless it is in a session of its own.

const { RUNNER_TEMP: temp, GITHUB_OUTPUT: outputs } = process.env
if (temp === undefined || outputs === undefined) throw new Error('This is for steps of a workflow.')

const prefix = 'spice-sandbox-'
const [command, ...options] = process.argv.slice(2)
if (command === 'start') await start(temp, outputs)
else if (command === 'stop') await stop(temp)
else throw new Error('Say start or stop.')

async function start(temp: string, outputs: string): Promise<void> {
  const folder = mkdtempSync(join(temp, prefix))
  const log = join(folder, 'log')
  const output = openSync(log, 'w')
  const main = fileURLToPath(new URL('../sandbox/main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, ...options, '--github-env', outputs], {
    detached: true,
    stdio: ['ignore', output, output],
    windowsHide: true,
  })
  writeFileSync(join(folder, 'pid'), String(child.pid))
  // Its first line says that it listens; the variables are written by then.
  await until(() => readFileSync(log, 'utf8').includes('\n') || child.exitCode !== null)
  console.log(readFileSync(log, 'utf8').trimEnd())
  if (child.exitCode !== null) throw new Error('The sandbox has ended already.')
  child.unref()
}

async function stop(temp: string): Promise<void> {
  for (const name of readdirSync(temp).filter((each) => each.startsWith(prefix))) {
    const folder = join(temp, name)
    await end(Number(readFileSync(join(folder, 'pid'), 'utf8')))
    // What comes after the first line are its complaints. On Windows it ends before it can make them.
    const [about, ...complaints] = readFileSync(join(folder, 'log'), 'utf8').trimEnd().split('\n')
    console.log([`Ended: ${about}`, ...complaints].join('\n'))
    if (complaints.length > 0) process.exitCode = 1
    // So that a later call cannot end another process that happens to have the same number.
    rmSync(folder, { recursive: true })
  }
}

async function end(pid: number): Promise<void> {
  if (!isRunning(pid)) return
  process.kill(pid, 'SIGTERM')
  await until(() => !isRunning(pid))
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) if (holds()) return
  throw new Error('Nothing happened for 20 s.')
}
