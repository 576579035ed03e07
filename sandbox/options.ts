import { readFileSync } from 'node:fs'
import { OptionError, readArguments } from './arguments.ts'
import { ConfigError, readConfig } from './config.ts'
import { nearestFirst } from './config-form.ts'
import { defaultBranches } from './config-github.ts'
import { describeMembers } from './config-help.ts'
import { isOutcome, OUTCOMES, optionsFor } from './outcomes.ts'
import type { SandboxOptions } from './server.ts'

export const help = `Unofficial sandbox of Spice.ai Cloud: its Management API, tokens, runtimes, and a fake GitHub, on this machine.
Needs no account. Runs until Ctrl-C, SIGTERM or POST /_sandbox/stop.

  node sandbox.js [options]

  --port PORT            port of the API (default: any free port)
  --runtime-port PORT    port of the runtime (default: any free port)
  --host HOST            where to listen (default: 127.0.0.1); 0.0.0.0 in a container
  --allow-host NAME      answer requests to this host name, with any port; can be repeated. Otherwise only names of this
                         machine are answered; with --host also its addresses, and names without a dot
  --tls CERT KEY         speak HTTPS, with the certificate and the key in these PEM files
  --outcome NAME         how deployments end (default: succeeded)
                           succeeded      after --duration-ms; in progress forever if the app lacks a secret that
                                          its spicepod refers to
                           failed         after --duration-ms, with an error message
                           timeout        never: in progress forever
                           conflict       somebody else's deployment is in the way first
                           stuck-secret   in progress forever, because the app lacks a secret
                           stuck-dataset  in progress forever, because the first dataset cannot be loaded
                           stuck-model    in progress forever, because the first model cannot be loaded
                           slow-load      succeeded after ten times --duration-ms, dataset by dataset
                           goes-bad       succeeded, and a dataset is in error after three times --duration-ms
  --duration-ms MS       how long a deployment takes (default: 2000)
  --any-credentials      accept any client and any token
  --plain-chat           no 502 for chats that accept compression and do not stream, as Spice Cloud was seen to send
  --config FILE          apps, data and faults from a JSON or YAML file, or from the standard input (-)
  -h, --help             print this

It prints one line of JSON once it can be used:
  url                    the API: https://api.spice.ai in the sandbox. Input api-url of the action
  tokenUrl               exchanges the credentials of the client. Input oauth-token-url
  githubApiUrl           the fake GitHub: GITHUB_API_URL
  appId, appName         the first app
  clientId, clientSecret credentials of the OAuth client
  apiToken               a personal access token, to be used instead
  runtimeUrl             the runtime of every app. Input runtime-url
  runtimeApiKey          the key of the first app's runtime (X-API-Key or Authorization: Bearer)

The config has these members, all optional:
${describeMembers()}

A spicepod is a map or a path, a row is a list or a map by column, and a column has a type of Arrow, such as Int64.
The path of a fault is an operation such as createDeployment, or /v1/apps/*/deployments. docs/sandbox.md says more.

While it runs, it is scripted under /_sandbox of the API, without credentials:
  GET  health, requests, mismatches, state
  POST apps, deployments, faults, plan (of the next deployment), tables, pulls, branches, commits, issues,
       monitors, incidents, settings: JSON as in the config
  POST reset, stop      DELETE faults, incidents

The exit status is 2 if the options or the config are wrong, or if a port is in use.`

const OPTIONS = {
  port: { type: 'string' },
  'runtime-port': { type: 'string' },
  host: { type: 'string' },
  'allow-host': { type: 'string', multiple: true },
  tls: { type: 'string' },
  outcome: { type: 'string' },
  'duration-ms': { type: 'string' },
  'any-credentials': { type: 'boolean' },
  'plain-chat': { type: 'boolean' },
  config: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/**
 * The options of a sandbox from the arguments of its command; undefined if they ask for help.
 *
 * @throws OptionError or ConfigError with a sentence for each problem
 */
export function readOptions(args: readonly string[]): SandboxOptions | undefined {
  const { values, positionals } = readArguments(args, OPTIONS)
  if (values.help) return undefined
  const problems: string[] = []
  const readNumber = (name: 'port' | 'runtime-port' | 'duration-ms', max: number): number | undefined => {
    const value = values[name]
    if (value === undefined) return undefined
    if (/^\d{1,10}$/.test(value) && Number(value) <= max) return Number(value)
    problems.push(`--${name} is "${value}"; it must be a whole number from 0 to ${max}.`)
    return undefined
  }
  const port = readNumber('port', 65_535)
  const runtimePort = readNumber('runtime-port', 65_535)
  const durationMs = readNumber('duration-ms', 86_400_000)
  const { outcome, host } = values
  if (outcome !== undefined && !isOutcome(outcome)) {
    problems.push(
      `--outcome is "${outcome}"; it must be one of ${nearestFirst(outcome, OUTCOMES).join(', ')}.`,
    )
  }
  if (port !== undefined && port !== 0 && port === runtimePort) {
    problems.push(`--port and --runtime-port are both ${port}; the API and the runtime need a port each.`)
  }
  const [key, ...others] = positionals
  if (values.tls === undefined ? key !== undefined : others.length > 0) {
    problems.push(`"${values.tls === undefined ? key : others[0]}" belongs to no option; see --help.`)
  } else if (values.tls !== undefined && key === undefined) {
    problems.push('--tls needs two files: the certificate and its key.')
  }
  const { 'allow-host': allowedHosts = [] } = values
  for (const name of allowedHosts.filter((each) => !/^[\w.-]+$|^\[[\da-f:.]+\]$/i.test(each))) {
    problems.push(`--allow-host is "${name}"; it must be a host name without scheme and port.`)
  }
  const config = orProblems(() => (values.config === undefined ? {} : readConfig(values.config)))
  const tls = orProblems(
    () => values.tls !== undefined && key && { cert: readPem(values.tls), key: readPem(key) },
  )
  if (problems.length > 0) throw new OptionError(problems.join('\n'))
  return {
    ...toOptions(config ?? {}),
    address: {
      ...(port !== undefined && { port }),
      ...(host !== undefined && { host }),
      ...(allowedHosts.length > 0 && { allowedHosts }),
      ...(tls && { tls }),
    },
    ...(runtimePort !== undefined && { runtimePort }),
    ...(durationMs !== undefined && { durationMs }),
    anyCredentials: values['any-credentials'] ?? false,
    runtime: { chat502WhenCompressed: values['plain-chat'] !== true },
  }

  function orProblems<Value>(read: () => Value): Value | undefined {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof OptionError || error instanceof ConfigError)) throw error
      problems.push(error.message)
      return undefined
    }
  }

  function toOptions({
    plan: planned = 'succeeded',
    ...config
  }: ReturnType<typeof readConfig>): SandboxOptions {
    const plan = outcome !== undefined && isOutcome(outcome) ? outcome : planned
    const ofPlan = typeof plan === 'string' ? optionsFor(plan, durationMs, config.apps) : { plan }
    return {
      branches: defaultBranches(process.env),
      ...ofPlan,
      ...config,
      faults: [...(config.faults ?? []), ...(ofPlan.faults ?? [])],
    }
  }
}

function readPem(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new OptionError(`--tls: ${JSON.stringify(file)} is not a file that can be read.`)
  }
}

/** A sentence for why the sandbox cannot start; undefined if that is an error of the sandbox itself. */
export function explain(error: unknown, { address = {}, runtimePort }: SandboxOptions): string | undefined {
  if (error instanceof OptionError || error instanceof ConfigError) return error.message
  const { code = '', port, message } = error as NodeJS.ErrnoException & { port?: number }
  const option = port === runtimePort && port !== address.port ? '--runtime-port' : '--port'
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Set ${option} to another one, or leave it out for any free port.`
    case 'EACCES':
      return `This user may not listen on port ${port}. Set ${option} to one above 1023.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return `--host is "${address.host}", which is no address of this machine.`
  }
  if (code.startsWith('ERR_OSSL') || code.startsWith('ERR_SSL')) {
    return `--tls: the files are not a certificate and its key in PEM format (${message}).`
  }
  return undefined
}
