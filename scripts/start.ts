import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createLogView } from '../sandbox/log-view.ts'
import { isOutcome, OUTCOMES, optionsFor } from '../sandbox/outcomes.ts'
import { isInput, runStep } from '../sandbox/runner.ts'
import { startSandbox } from '../sandbox/server.ts'
import { DEFAULT_APP } from '../sandbox/state.ts'
import { eventNames, type GitFacts, isEventName, makeEvent } from './events.ts'

const help = `Deploys the HEAD commit of this repository with the committed bundle, started as the Actions runner starts it.

  npm start                             to a sandbox on this machine
  npm start -- --event NAME             ${eventNames.join(' | ')} (default push)
  npm start -- --outcome NAME           ${OUTCOMES.join(' | ')} (default succeeded)
  npm start -- --input NAME=VALUE       an input of the action; may be repeated
  npm start -- --real --app-id ID       to the real Spice.ai Cloud, with SPICE_API_TOKEN, or SPICE_CLIENT_ID and
                                        SPICE_CLIENT_SECRET, from the environment; --input api-url=… for another

The exit status is that of the action: 0 when the job would pass, 1 when it would fail.`

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', short: 'h' },
    event: { type: 'string', default: 'push' },
    outcome: { type: 'string', default: 'succeeded' },
    input: { type: 'string', multiple: true, default: [] },
    real: { type: 'boolean', default: false },
    'app-id': { type: 'string' },
  },
})

if (values.help) {
  console.log(help)
  process.exit()
}
const { event, outcome } = values
if (!isEventName(event)) fail(`--event must be one of ${eventNames.join(', ')}, but it is ${event}.`)
const given = values.input.map(splitInput)
if (!isOutcome(outcome)) fail(`--outcome must be one of ${OUTCOMES.join(', ')}, but it is ${outcome}.`)

const root = fileURLToPath(new URL('..', import.meta.url))
const git = readGit()
const { name, payload, env } = makeEvent(event, git)
const sandbox = values.real ? undefined : await startSandbox({ ...optionsFor(outcome, 4000), runtime: {} })
const target = sandbox
  ? {
      'api-url': sandbox.url,
      'oauth-token-url': sandbox.tokenUrl,
      'client-id': sandbox.credentials.clientId,
      'client-secret': sandbox.credentials.clientSecret,
      'app-id': String(DEFAULT_APP.id),
      spicepod: 'sandbox/spicepod.yaml',
      'test-sql': 'SELECT 1',
      // Long enough to see it wait, short enough to sit through.
      ...(outcome === 'timeout' && { 'timeout-seconds': '6' }),
    }
  : {
      'api-token': process.env.SPICE_API_TOKEN ?? '',
      'client-id': process.env.SPICE_CLIENT_ID ?? '',
      'client-secret': process.env.SPICE_CLIENT_SECRET ?? '',
      'app-id': values['app-id'] ?? '',
    }

const show = createLogView()
const result = await runStep({
  inputs: { ...target, ...Object.fromEntries(given) },
  eventName: name,
  event: payload,
  env: { ...env, GITHUB_WORKSPACE: root },
  onLine: (line) => {
    const shown = show(line)
    if (shown !== undefined) console.log(shown)
  },
})
await sandbox?.close()
process.stderr.write(result.stderr)

heading('Outputs')
for (const [output, value] of Object.entries(result.outputs)) console.log(`${output}: ${value}`)
heading('Summary')
console.log(result.summary)
process.exitCode = result.exitCode ?? 1

function heading(text: string): void {
  console.log(`\n─── ${text} ${'─'.repeat(60 - text.length)}\n`)
}

function splitInput(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 0) fail(`--input must be NAME=VALUE, but it is ${text}.`)
  const name = text.slice(0, at)
  if (!isInput(name)) fail(`--input names an input of action.yml, but ${name} is none.`)
  return [name, text.slice(at + 1)]
}

function readGit(): GitFacts {
  const ask = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  return {
    sha: ask('rev-parse', 'HEAD'),
    // A detached HEAD has no branch.
    branch: ask('rev-parse', '--abbrev-ref', 'HEAD').replace(/^HEAD$/, 'main'),
    message: ask('log', '-1', '--format=%B'),
  }
}

function fail(message: string): never {
  console.error(`${message}\n\n${help}`)
  process.exit(2)
}
