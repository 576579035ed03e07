import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'
import { nearestFirst, suggest } from '../sandbox/config-form.ts'
import { ANY_REPOSITORY } from '../sandbox/github/branch.ts'
import { isOutcome, OUTCOMES, optionsFor, spicepodFor } from '../sandbox/outcomes.ts'
import { succeeds } from '../sandbox/plan.ts'
import { startSandbox } from '../sandbox/server.ts'
import { DEFAULT_APP } from '../sandbox/state.ts'
import { readCommandLine, refuse } from '../testing/command-line.ts'
import { createLogView } from '../testing/log-view.ts'
import { writePage } from '../testing/page.ts'
import type { Section } from '../testing/samples/summaries.ts'
import { inputsFor, inputsOf, isInput, runStep } from '../testing/step.ts'
import { type Commit, eventNames, isEventName, makeEvent, pullRequestNumber } from './events.ts'
import { readHeadCommit } from './head-commit.ts'
import { renderOutputs } from './outputs-table.ts'
import { dataOutcomes, inputsForData, optionsForData } from './sample-data.ts'
import { optionsForHistory } from './sample-history.ts'

const outcomes = [...OUTCOMES, 'unchecked', ...dataOutcomes]

const help = `Deploys the HEAD commit of this repository with the committed bundle, started as the Actions runner starts it.
Prints the log and the outputs, and writes a page that shows the job summary as GitHub does.

  npm start                             deploys to a sandbox on this machine
  npm start -- --event NAME             sends another event than push:
                                        ${eventNames.join(', ')}
  npm start -- --outcome NAME           ends otherwise than succeeded:
                                        ${outcomes.slice(0, 6).join(', ')},
                                        ${outcomes.slice(6).join(', ')}
  npm start -- --remove                 deletes the app instead, with the action in remove/
  npm start -- --rollback               goes back to an earlier deployment instead, with the action in rollback/
  npm start -- --fleet                  reads how two apps stand instead, with the action in fleet/
  npm start -- --input NAME=VALUE       sets an input of the action; can be repeated
  npm start -- --raw                    prints outputs in full and the summary as Markdown, and writes no page
  npm start -- --real --app-id ID       deploys to the real Spice.ai Cloud, with SPICE_API_TOKEN, or SPICE_CLIENT_ID and
                                        SPICE_CLIENT_SECRET, from the environment; for another one, add
                                        --input api-url=URL

The exit status is the action's: 0 if the job would pass, 1 if it would fail. It is 2 if an option is wrong.`

const { values } = readCommandLine(help, {
  event: { type: 'string', default: 'push' },
  outcome: { type: 'string', default: 'succeeded' },
  remove: { type: 'boolean', default: false },
  rollback: { type: 'boolean', default: false },
  fleet: { type: 'boolean', default: false },
  input: { type: 'string', multiple: true, default: [] },
  raw: { type: 'boolean', default: false },
  real: { type: 'boolean', default: false },
  'app-id': { type: 'string' },
})
const { event, outcome } = values
const action = (['remove', 'rollback', 'fleet'] as const).find((name) => values[name]) ?? 'deploy'
if (!isEventName(event)) refuseName('event', event, eventNames)
const dataOutcome = dataOutcomes.find((name) => name === outcome)
const plainOutcome = isOutcome(outcome) ? outcome : 'succeeded'
// A deployment that succeeds, of an app without an API key.
const isUnchecked = outcome === 'unchecked'
if (dataOutcome === undefined && !isUnchecked && plainOutcome !== outcome) {
  refuseName('outcome', outcome, outcomes)
}
if (values['app-id'] !== undefined && !values.real) {
  refuse('--app-id needs --real, because the sandbox has an app of its own.')
}
// What runs since yesterday goes on serving.
const isLeft = outcome === 'failed' || outcome === 'timeout'
const inputs = Object.fromEntries(values.input.map(splitInput))

/** The width of the table if the terminal does not report one. */
const defaultColumns = 110

const root = fileURLToPath(new URL('..', import.meta.url))
const commit = readCommit()
const { name, payload, env } = makeEvent(event, commit)
const sandbox = values.real
  ? undefined
  : await startSandbox({
      ...(dataOutcome ? optionsForData(dataOutcome, root, 4000) : optionsFor(plainOutcome, 4000)),
      ...(isLeft && {
        deployments: [
          { appId: DEFAULT_APP.id, createdMsAgo: 86_400_000, plan: succeeds(), commitSha: 'c0ffee0' },
        ],
      }),
      ...(isUnchecked && { apps: [{ ...DEFAULT_APP, apiKeys: { api_key: null, api_key_2: null } }] }),
      runtime: {},
      branches: [{ repository: ANY_REPOSITORY, name: commit.branch, sha: commit.sha }],
      commitMessage: commit.message,
      ...(action === 'rollback' && optionsForHistory(root)),
    })
// GitHub knows only the number of the pull request.
sandbox?.github.issues.add(pullRequestNumber)
const target = sandbox
  ? {
      ...inputsFor(sandbox),
      ...(action !== 'fleet' && { 'app-id': String(DEFAULT_APP.id) }),
      ...(action !== 'rollback' && { 'comment-on-pr': String(event === 'pull_request') }),
      // The second app is not there yet.
      ...(action === 'fleet' && {
        apps: `${DEFAULT_APP.name}: sandbox/spicepod.yaml\nfares: sandbox/spicepod-with-secret.yaml`,
      }),
      // No deployment has created this app.
      ...(action === 'remove' && { 'require-repository-tag': 'false' }),
      ...((action === 'deploy' || action === 'rollback') && {
        ...(action === 'deploy' && { spicepod: spicepodFor(plainOutcome) }),
        // What is asked for by name, and cannot run, fails the job.
        ...(!isUnchecked && { 'test-sql': 'SELECT 1' }),
        ...(action === 'deploy' && dataOutcome && inputsForData[dataOutcome]),
        // Long enough to see it wait, short enough to sit through.
        ...(outcome === 'timeout' && { 'timeout-seconds': '6' }),
        ...(outcome === 'goes-bad' && { 'bake-seconds': '20', 'on-failure': 'rollback' }),
        // Nobody should have to wait two minutes for it.
        ...(outcome === 'stuck-dataset' && { 'stuck-after-seconds': '10' }),
      }),
    }
  : {
      'api-token': process.env.SPICE_API_TOKEN ?? '',
      'client-id': process.env.SPICE_CLIENT_ID ?? '',
      'client-secret': process.env.SPICE_CLIENT_SECRET ?? '',
      'app-id': values['app-id'] ?? '',
    }

const show = createLogView()
const result = await runStep({
  action,
  inputs: { ...target, ...inputs },
  eventName: name,
  event: payload,
  env: { ...env, GITHUB_WORKSPACE: root, ...(sandbox && { GITHUB_API_URL: sandbox.githubApiUrl }) },
  githubToken: sandbox ? 'token-of-the-sandbox' : '',
  onLine: (line) => {
    const shown = show(line)
    if (shown !== undefined) console.log(shown)
  },
})
await sandbox?.close()
process.stderr.write(result.stderr)

heading('Outputs')
console.log(renderOutputs(result.outputs, values.raw ? Infinity : process.stdout.columns || defaultColumns))
const sections: Section[] = [
  { title: 'Job summary', markdown: result.summary },
  ...(sandbox?.github.comments.of(pullRequestNumber) ?? []).map(({ body }) => ({
    title: `Comment on pull request ${pullRequestNumber}`,
    markdown: body,
  })),
]
if (values.raw) {
  for (const { title, markdown } of sections) {
    heading(title)
    console.log(markdown)
  }
} else {
  heading('Job summary')
  console.log(writePage('summary', sections))
}
process.exitCode = result.exitCode ?? 1

function heading(text: string): void {
  console.log(`\n${styleText('bold', `─── ${text} ${'─'.repeat(60 - text.length)}`)}\n`)
}

function readCommit(): Commit {
  try {
    return readHeadCommit(root)
  } catch {
    return refuse('git found no commit to deploy. Clone this repository; an archive of it has no history.')
  }
}

function splitInput(text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 0) refuse(`--input must be NAME=VALUE, but is "${text}".`)
  const name = text.slice(0, at)
  if (!isInput(name, action)) {
    refuse(`--input: "${name}" is not an input of the action. ${suggest(name, inputsOf(action))}`)
  }
  return [name, text.slice(at + 1)]
}

function refuseName(option: string, name: string, names: readonly string[]): never {
  refuse(`--${option} is "${name}"; it must be one of ${nearestFirst(name, names).join(', ')}.`)
}
