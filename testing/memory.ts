import { mkdirSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fetchFrom } from '../sandbox/memory.ts'
import { MEMORY_RUNTIME_URL, MEMORY_URL, type Sandbox } from '../sandbox/server.ts'
import { post } from '../src/actions/post/index.ts'
import { run } from '../src/entry/run.ts'
import type { System } from '../src/entry/setup.ts'
import { systemClock } from '../src/platform/clock.ts'
import type { Runner } from '../src/platform/runner.ts'
import { readCommands, type Step, type StepResult, stepEnvironment } from './step.ts'

/** The workspace of runs without one of their own. It has nothing but their events, each of which is there for a while. */
const folder = join(tmpdir(), 'spice-steps-in-memory')
mkdirSync(folder, { recursive: true })
let steps = 0

/**
 * Runs the whole action in this process, against a sandbox without sockets. Call it within virtual time, which
 * is also the run's clock.
 */
export async function runStepInMemory(step: Step, sandbox: Sandbox): Promise<StepResult> {
  const eventFile = `event-${process.pid}-${steps++}.json`
  const env = stepEnvironment(step, folder, eventFile)
  try {
    const memory = createMemoryRunner(env, step.onLine)
    let cancel = () => {}
    const cancelled = new Promise<void>((resolve) => {
      cancel = resolve
    })
    const system: System = {
      runner: memory.runner,
      clock: systemClock,
      fetch: routeBetween(sandbox),
      random: () => Math.random(),
      cancelled,
    }
    const startedAt = performance.now()
    step.onStart?.({ pid: 0, signal: () => cancel() })
    const exitCode = await (step.state === undefined ? run(env, system, step.action) : post(env, system))
    const durationMs = performance.now() - startedAt
    return { exitCode, signal: null, stderr: '', ...memory.result(), durationMs }
  } finally {
    unlinkSync(join(folder, eventFile))
  }
}

/** A `fetch` that reaches the cloud and the runtime of a sandbox. No other name resolves. */
function routeBetween({ cloud, runtime }: Sandbox): typeof fetch {
  const routes: Record<string, typeof fetch | undefined> = {
    [MEMORY_URL]: fetchFrom(cloud),
    [MEMORY_RUNTIME_URL]: runtime && fetchFrom(runtime),
  }
  return async (input, init) => {
    const { origin, hostname } = new URL(input instanceof Request ? input.url : input)
    const route = routes[origin]
    // No response of a network comes in the turn of its request.
    await nextTurn()
    if (route !== undefined) return route(input, init)
    const cause = Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' })
    throw new TypeError('fetch failed', { cause })
  }
}

/** A runner that records everything that it gets, and prints it in the same form as the real one. */
export function createMemoryRunner(
  env: Readonly<Record<string, string | undefined>>,
  onLine?: (line: string) => void,
): { runner: Runner; result: () => Omit<StepResult, 'exitCode' | 'signal' | 'stderr' | 'durationMs'> } {
  let log = ''
  let summary = ''
  const outputs: Record<string, string> = {}
  const state: Record<string, string> = {}
  const print = (text: string) => {
    log += `${text}\n`
    for (const line of text.split('\n')) onLine?.(line)
  }
  const command = (name: string, message: string, properties: Readonly<Record<string, unknown>> = {}) => {
    const known = Object.entries(properties).filter(([, value]) => value !== undefined)
    const list = known
      .map(([key, value]) => `${names[key] ?? key}=${escapeData(String(value), true)}`)
      .join(',')
    print(`::${name}${list && ` ${list}`}::${escapeData(message)}`)
  }
  const variable = (name: string) => env[`INPUT_${name.toUpperCase()}`]
  return {
    runner: {
      getInput: (name) => variable(name)?.trim() ?? '',
      isInputSet: (name) => variable(name) !== undefined,
      getState: (name) => env[`STATE_${name}`] ?? '',
      isDebug: () => env.RUNNER_DEBUG === '1' || /^(true|1)$/i.test(env.ACTIONS_STEP_DEBUG ?? ''),
      mask: (value) => command('add-mask', value),
      print,
      debug: (text) => command('debug', text),
      annotate: (level, text, properties) => command(level, text, { ...properties }),
      startGroup: (title) => command('group', title),
      endGroup: () => command('endgroup', ''),
      setOutput: (name, value) => {
        // For a workflow, an empty output is like none.
        if (value === '') delete outputs[name]
        else outputs[name] = value
      },
      saveState: (name, value) => {
        state[name] = value
      },
      appendSummary: async (markdown) => {
        summary += markdown
      },
    },
    result: () => ({ log, summary, outputs, state, ...readCommands(log) }),
  }
}

const names: Readonly<Record<string, string>> = { startLine: 'line', startColumn: 'col' }

function escapeData(text: string, isProperty = false): string {
  const message = text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  return isProperty ? message.replaceAll(':', '%3A').replaceAll(',', '%2C') : message
}
