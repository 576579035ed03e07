import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { getInput, getState, info, saveState, setFailed, setOutput, warning } from '@actions/core'
import { STAY } from './parent.ts'

// The action that starts a sandbox for the rest of a job. As the post step, it stops that sandbox.

/** The line of the command, as far as the steps need it. */
interface Line {
  readonly url: string
  readonly [name: string]: string | number | null
}

/** What an output is called, and what the line of the command calls it. */
const OUTPUTS = {
  'api-url': 'url',
  'oauth-token-url': 'tokenUrl',
  'client-id': 'clientId',
  'client-secret': 'clientSecret',
  'api-token': 'apiToken',
  'app-id': 'appId',
  'app-name': 'appName',
  'runtime-url': 'runtimeUrl',
  'runtime-api-key': 'runtimeApiKey',
  'github-api-url': 'githubApiUrl',
} as const

/** How long the sandbox may take to start or to stop, and how often that is checked. */
const limitMs = 60_000
const pollMs = 50

/** The command beside this file: from the sources in tests, otherwise the bundle. */
const command = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? 'main.ts' : 'sandbox.js', import.meta.url),
)

const state = { started: 'started', url: 'url', pid: 'pid', folder: 'folder' }

try {
  const [folder, url] = [getState(state.folder), getState(state.url)]
  if (getState(state.started) === '') await start()
  else {
    if (url !== '') await stop(url)
    // Windows deletes no file that a process still has open, and this one may be just about to end.
    if (folder !== '') rmSync(folder, { recursive: true, force: true, maxRetries: 20 })
  }
} catch (error) {
  setFailed(error instanceof Error ? error.message : String(error))
}

async function start(): Promise<void> {
  const folder = mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), 'spice-sandbox-'))
  saveState(state.folder, folder)
  const child = startCommand(folder)
  saveState(state.pid, String(child.pid))
  const line = await readLine(child, folder).catch((error) => {
    child.kill()
    throw error
  })
  saveState(state.url, line.url)
  for (const [output, name] of Object.entries(OUTPUTS)) setOutput(output, line[name] ?? '')
  await release(child)
  info(`The sandbox is at ${line.url}, its runtime at ${line.runtimeUrl}.`)
}

/**
 * Starts the command in a session of its own, so that it lives longer than this step, but only once it is released: if
 * this step is cancelled before, however suddenly, the command ends as well. Its output goes into files.
 */
function startCommand(folder: string): ChildProcess {
  const [config, outcome, seconds] = [getInput('config'), getInput('outcome'), getInput('duration-seconds')]
  const input = join(folder, 'config')
  writeFileSync(input, config)
  const args = [
    ...(outcome === '' ? [] : ['--outcome', outcome]),
    // Anything that looks like YAML or JSON is the config itself, and not its path.
    ...(config === '' ? [] : ['--config', /\n|^\{|:\s/.test(config) ? '-' : config]),
    ...(seconds === '' ? [] : ['--duration-ms', readMilliseconds(seconds)]),
  ]
  const child = spawn(process.execPath, [command, ...args], {
    detached: true,
    stdio: [
      openSync(input, 'r'),
      openSync(join(folder, 'output'), 'w'),
      openSync(join(folder, 'errors'), 'w'),
      'ipc',
    ],
    windowsHide: true,
  })
  child.unref()
  return child
}

/** Lets the command live on when this step has ended, whose post step knows by now how to stop it. */
async function release(child: ChildProcess): Promise<void> {
  await new Promise<void>((done, fail) => child.send(STAY, (error) => (error ? fail(error) : done())))
  child.disconnect()
}

function readMilliseconds(seconds: string): string {
  if (!/^\d{1,5}(\.\d{1,3})?$/.test(seconds)) {
    throw new Error(`\`duration-seconds\` is "${seconds}". Set it to a number of seconds such as 2 or 0.5.`)
  }
  return String(Math.round(Number(seconds) * 1000))
}

/** The line that the command prints as soon as it can be used. */
async function readLine(child: ChildProcess, folder: string): Promise<Line> {
  let failure: Error | undefined
  child.once('error', (error) => {
    failure = error
  })
  for (const deadline = Date.now() + limitMs; Date.now() < deadline; await sleep(pollMs)) {
    if (failure !== undefined) throw new Error(`The sandbox could not be started: ${failure.message}.`)
    const [line, end] = readFileSync(join(folder, 'output'), 'utf8').split('\n')
    if (line !== undefined && end !== undefined) return JSON.parse(line)
    const hasEnded = child.exitCode !== null || child.signalCode !== null
    if (hasEnded) {
      // What is an option of the command is an input here.
      const errors = readFileSync(join(folder, 'errors'), 'utf8').replace(/^--(outcome) /gm, '`$1` ')
      throw new Error(`The sandbox did not start. ${errors.trim()}`)
    }
  }
  throw new Error(`The sandbox did not start within ${limitMs / 1000}s. Re-run the job.`)
}

async function stop(url: string): Promise<void> {
  try {
    const requests = (await ask(url, 'requests')) as { operation: string | null }[]
    const mismatches = (await ask(url, 'mismatches')) as string[]
    info(describe(requests.map(({ operation }) => operation ?? 'unknown')))
    for (const mismatch of mismatches) warning(mismatch, { title: 'Differs from the API description' })
    if (mismatches.length === 0) info('No request and no response differed from the API description.')
    await ask(url, 'stop', 'POST')
    await untilClosed(url)
    info('The sandbox has stopped.')
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } }
    // If nobody listens any more, it has ended, and its number may be that of another process.
    const hasEnded = cause?.code === 'ECONNREFUSED'
    if (!hasEnded) kill(Number(getState(state.pid)))
    warning(hasEnded ? 'The sandbox had ended before the job.' : `The sandbox was killed: ${message}`)
  }
}

/** `The sandbox received 5 requests: getApp 2, token 1, …`, the most frequent first. */
function describe(operations: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const operation of operations) counts.set(operation, (counts.get(operation) ?? 0) + 1)
  const listed = [...counts].sort(([, left], [, right]) => right - left).map((entry) => entry.join(' '))
  const plural = operations.length === 1 ? '' : 's'
  const list = listed.length > 0 ? `: ${listed.join(', ')}` : ''
  return `The sandbox received ${operations.length} request${plural}${list}.`
}

async function ask(url: string, path: string, method = 'GET'): Promise<unknown> {
  const response = await fetch(`${url}/_sandbox/${path}`, { method, signal: AbortSignal.timeout(limitMs) })
  if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}.`)
  return response.json()
}

/** Not until its process is gone: in a container, an ended process may be listed for as long as the container runs. */
async function untilClosed(url: string): Promise<void> {
  const isOpen = () =>
    ask(url, 'health').then(
      () => true,
      () => false,
    )
  for (const deadline = Date.now() + limitMs; await isOpen(); await sleep(pollMs)) {
    if (Date.now() > deadline) throw new Error(`It still responded after ${limitMs / 1000}s.`)
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid)
  } catch {
    // It has ended in the meantime.
  }
}
