import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { Sandbox } from '../sandbox/server.ts'

/** How a step starts an action, as far as the action can tell. */
export interface Step {
  /** The action of this repository. Default: the one that deploys. */
  action?: Action
  /** The `with:` of the step. Inputs that are not set get the default of `action.yml`. */
  inputs?: Readonly<Record<string, string>>
  eventName?: string
  /** The payload of the event, as GitHub sends it. */
  event?: unknown
  /** Variables in addition to those that the runner sets, or in their place; undefined removes one. */
  env?: Readonly<Record<string, string | undefined>>
  /** The value of `${{ github.token }}`. */
  githubToken?: string
  /** Called once the process runs; `signal` cancels it as the runner does. */
  onStart?: (running: { pid: number; signal(name: NodeJS.Signals): void }) => void
  /** Called with every line of the log as it appears. */
  onLine?: (line: string) => void
  /** State that an earlier part of the action saved; makes this the post step. */
  state?: Readonly<Record<string, string>>
}

/** What the step leaves behind. */
export interface StepResult {
  exitCode: number | null
  signal: NodeJS.Signals | null
  /** As the action wrote it, including commands. */
  log: string
  stderr: string
  outputs: Record<string, string>
  state: Record<string, string>
  summary: string
  /** Values registered by `::add-mask::`, in order. */
  masks: string[]
  annotations: Annotation[]
  durationMs: number
}

export interface Annotation {
  level: 'error' | 'warning' | 'notice'
  title: string | undefined
  message: string
}

export type Action = 'deploy' | 'remove' | 'rollback' | 'fleet'

/** A step with any action of this repository, including the one that runs only as a process. */
type AnyStep = Omit<Step, 'action'> & { action?: Action | 'sandbox' }

interface ActionFile {
  inputs: Record<string, { default?: string }>
  runs: { main: string; post?: string }
}

/** The `action.yml` of each action that was needed: it is read as the runner reads it, but only once. */
const read = new Map<string, ActionFile>()

/** The `action.yml` of an action of this repository. */
function actionFile(name: AnyStep['action'] = 'deploy'): ActionFile & { url: URL } {
  const url = new URL(name === 'deploy' ? '../action.yml' : `../${name}/action.yml`, import.meta.url)
  const file = read.get(name) ?? (parse(readFileSync(url, 'utf8')) as ActionFile)
  read.set(name, file)
  return { ...file, url }
}

/** The file that starts an action from its sources, or its post step. */
function sourceOf(name: AnyStep['action'] = 'deploy', isPost: boolean): URL {
  if (name === 'sandbox')
    return new URL(isPost ? '../sandbox/action-post.ts' : '../sandbox/action.ts', import.meta.url)
  return new URL(`../src/entry/${isPost ? 'post' : name}.ts`, import.meta.url)
}

/** Starts the committed bundle the way the Actions runner does: `INPUT_*`, an event file, file commands. */
export async function runStep(step: AnyStep): Promise<StepResult> {
  const folder = mkdtempSync(join(tmpdir(), 'spice-step-'))
  const file = (name: string) => {
    const path = join(folder, name)
    writeFileSync(path, '')
    return path
  }
  const files = { output: file('output'), state: file('state'), summary: file('summary') }
  const env: Record<string, string | undefined> = {
    NODE_V8_COVERAGE: process.env.STEP_V8_COVERAGE,
    NODE_COMPILE_CACHE: process.env.STEP_COMPILE_CACHE,
    GITHUB_OUTPUT: files.output,
    GITHUB_STATE: files.state,
    GITHUB_STEP_SUMMARY: files.summary,
    ...stepEnvironment(step, folder),
  }

  const startedAt = performance.now()
  const { runs, url } = actionFile(step.action)
  // Coverage is measured on the sources, which run without a build.
  const entry = process.env.STEP_FROM_SOURCES
    ? sourceOf(step.action, step.state !== undefined)
    : new URL(step.state === undefined ? runs.main : (runs.post ?? runs.main), url)
  const child = spawn(process.execPath, [fileURLToPath(entry)], {
    cwd: folder,
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const log = collect(child.stdout, step.onLine)
  const stderr = collect(child.stderr)
  step.onStart?.({ pid: child.pid ?? 0, signal: (name) => child.kill(name) })
  const [exitCode, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, name) => resolve([code, name]))
  })
  const durationMs = performance.now() - startedAt

  const result: StepResult = {
    exitCode,
    signal,
    log: log(),
    stderr: stderr(),
    // For a workflow, an empty output is like none.
    outputs: withoutEmpty(parseFileCommand(readFileSync(files.output, 'utf8'))),
    state: parseFileCommand(readFileSync(files.state, 'utf8')),
    summary: readFileSync(files.summary, 'utf8'),
    ...readCommands(log()),
    durationMs,
  }
  rmSync(folder, { recursive: true, force: true })
  return result
}

/** The commands that the runner finds in a log. */
export function readCommands(log: string): Pick<StepResult, 'masks' | 'annotations'> {
  const masks: string[] = []
  const annotations: Annotation[] = []
  for (const { command, properties, message } of parseCommands(log)) {
    if (command === 'add-mask') masks.push(message)
    if (command === 'error' || command === 'warning' || command === 'notice') {
      annotations.push({ level: command, title: properties.title, message })
    }
  }
  return { masks, annotations }
}

/**
 * The variables of a step, as the runner sets them.
 *
 * @param folder where the event is written, and the workspace unless the step has another
 */
export function stepEnvironment(
  step: AnyStep,
  folder: string,
  eventFile = 'event.json',
): Record<string, string | undefined> {
  const eventPath = join(folder, eventFile)
  writeFileSync(eventPath, JSON.stringify(step.event ?? {}))
  return {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder,
    GITHUB_REPOSITORY: 'acme/taxi',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_SHA: '1f2e3d4c5b6a79880716253443526170f1e2d3c4',
    GITHUB_ACTOR: 'octocat',
    GITHUB_SERVER_URL: 'https://github.com',
    // No request may leave this machine by accident.
    GITHUB_API_URL: 'http://127.0.0.1:9/api',
    GITHUB_RUN_ID: '1234567890',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_EVENT_NAME: step.eventName ?? 'push',
    GITHUB_EVENT_PATH: eventPath,
    ...inputVariables(step),
    ...Object.fromEntries(Object.entries(step.state ?? {}).map(([name, value]) => [`STATE_${name}`, value])),
    ...step.env,
  }
}

/** Whether the `action.yml` of an action has an input of this name. */
export function isInput(name: string, action: AnyStep['action'] = 'deploy'): boolean {
  return inputsOf(action).includes(name)
}

/** The inputs with which an action reaches a sandbox. A client requests a token first. */
export function inputsFor(
  { url, tokenUrl, credentials }: Pick<Sandbox, 'url' | 'tokenUrl' | 'credentials'>,
  kind: 'client' | 'token' = 'client',
): Record<string, string> {
  const { clientId, clientSecret, apiToken } = credentials
  const client = { 'client-id': clientId, 'client-secret': clientSecret }
  return {
    'api-url': url,
    'oauth-token-url': tokenUrl,
    ...(kind === 'client' ? client : { 'api-token': apiToken }),
  }
}

/** The names of the inputs of an action. */
export function inputsOf(action: Action | 'sandbox' = 'deploy'): string[] {
  return Object.keys(actionFile(action).inputs)
}

function inputVariables({
  action = 'deploy',
  inputs: given = {},
  githubToken = '',
}: AnyStep): Record<string, string> {
  const { inputs } = actionFile(action)
  for (const name of Object.keys(given)) {
    if (!isInput(name, action)) throw new Error(`The action has no input "${name}"`)
  }
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { default: fallback = '' }]) => [
      `INPUT_${name.toUpperCase()}`,
      given[name] ?? fallback.replace(/\$\{\{ github\.token \}\}/, () => githubToken),
    ]),
  )
}

function collect(stream: NodeJS.ReadableStream, onLine?: (line: string) => void): () => string {
  let text = ''
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    text += chunk
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine?.(line)
  })
  return () => text
}

/** Parses `name<<delimiter` blocks and `name=value` lines, as the runner does with its command files. */
function parseFileCommand(content: string): Record<string, string> {
  const values: Record<string, string> = {}
  const lines = content.split('\n')
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? ''
    const [, name, delimiter] = /^([^=<]+)<<(.+)$/.exec(line.trimEnd()) ?? []
    if (name !== undefined && delimiter !== undefined) {
      const end = lines.indexOf(delimiter, index + 1)
      if (end < 0) throw new Error(`No end of the value of ${name}`)
      values[name] = lines.slice(index + 1, end).join('\n')
      index = end
    } else if (line.includes('=')) {
      values[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1)
    }
  }
  return values
}

function withoutEmpty(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
}

export interface RunnerCommand {
  command: string
  properties: Record<string, string>
  message: string
}

/** Reads one line of a log as the runner does; undefined for text. */
export function parseCommand(line: string): RunnerCommand | undefined {
  const [, command = '', properties = '', message = ''] =
    /^\s*::([^ :]+)(?: ([^:]*))?::(.*)$/s.exec(line) ?? /##\[([^ \]]+)(?: ([^\]]*))?\](.*)$/s.exec(line) ?? []
  if (command === '') return undefined
  return {
    command,
    properties: Object.fromEntries(
      properties
        .split(/[,;]/)
        .filter((each) => each.includes('='))
        .map((each) => [each.slice(0, each.indexOf('=')), decode(each.slice(each.indexOf('=') + 1))]),
    ),
    message: decode(message),
  }
}

/** Every command that the runner would act on, in order. */
export function parseCommands(log: string): RunnerCommand[] {
  return log.split(/\r\n|\r|\n/).flatMap((line) => parseCommand(line) ?? [])
}

function decode(text: string): string {
  return text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%')
}

/** A log without the colors that the action uses; any other escape sequence stays. */
export function withoutColors(log: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it starts a color
  return log.replace(/\u001b\[(?:3[1236]|90|39)m/g, '')
}
