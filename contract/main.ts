import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { suggest } from '../sandbox/config-form.ts'
import { trimEndOf } from '../src/platform/text.ts'
import { readCommandLine, refuse } from '../testing/command-line.ts'
import { isOfRun, listApps, removeApps } from './apps.ts'
import { CHECKS, readStatements } from './checks.ts'
import { at, Client, describe, listAt, type Pace, type Target } from './client.ts'
import { exitStatus, showTable, writeReport } from './report.ts'
import { runContract } from './run.ts'
import { createTarget } from './sandbox.ts'
import { Unseen } from './unseen.ts'
import { isHttpUrl } from './world.ts'

const help = `Checks which statements about Spice.ai Cloud hold that this action and its sandbox rely on; see docs/contract.md.

  npm run contract                      checks them against a sandbox in this process
  npm run contract -- --real            checks them against the real Spice.ai Cloud, with SPICE_API_TOKEN, or
                                        SPICE_CLIENT_ID and SPICE_CLIENT_SECRET, from the environment, and
                                        SPICE_ORG if a token is for several organizations. It says what it will
                                        create, and asks first
  npm run contract -- --real --yes      does not ask
  npm run contract -- --clean           only deletes in Spice.ai Cloud what an earlier run has left
  npm run contract -- --only ID         checks one statement; can be repeated
  npm run contract -- --list            lists the statements
  npm run contract -- --differ ID       lets the sandbox differ from a statement; can be repeated
  npm run contract -- --report FILE     writes the results to another file than contract-report.md
  npm run contract -- --api-url URL --token-url URL
                                        with --real: another Spice.ai Cloud

The exit status is 0 if nothing differs, 1 if anything does, 2 if too few could be seen or the options are wrong, and 3,
whatever was seen, if an app may be left.`

const SPICE_CLOUD = { 'api-url': 'https://api.spice.ai', 'token-url': 'https://spice.ai/api/oauth/token' }

const { values } = readCommandLine(help, {
  real: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  clean: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true, default: [] },
  differ: { type: 'string', multiple: true, default: [] },
  report: { type: 'string', default: 'contract-report.md' },
  'api-url': { type: 'string', default: SPICE_CLOUD['api-url'] },
  'token-url': { type: 'string', default: SPICE_CLOUD['token-url'] },
})

/** Spice.ai's own clients poll every ten seconds as well, and give a rollout ten minutes. */
const PATIENT: Pace = {
  requestMs: 30_000,
  pollMs: 10_000,
  rolloutMs: 600_000,
  stillMs: 90_000,
  totalMs: 45 * 60_000,
  removalMs: 5 * 60_000,
}

/** One Ctrl-C may arrive twice: from the terminal, and from npm. */
const SAME_INTERRUPT_MS = 2000

// Without anybody who reads the output, the apps still have to be deleted.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

const statements = readStatements()
const ids = values.only.length > 0 ? [...new Set(values.only)] : Object.keys(CHECKS)

if (values.list) for (const { id, text } of statements) console.log(`${id.padEnd(20)} ${text}`)
else process.exitCode = await check()

async function check(): Promise<number> {
  for (const id of [...ids, ...values.differ])
    if (!Object.hasOwn(CHECKS, id))
      refuse(`No statement has the id "${id}". ${suggest(id, Object.keys(CHECKS))}`)
  refuseContradictions(values.real || values.clean)
  const target = values.real || values.clean ? readTarget() : createTarget(values.differ).target
  const client = new Client(target, new AbortController().signal)
  const tell = (line: string) => console.log(client.redact(line))
  if (values.clean) {
    const left = await removeApps(client, tell)
    tellLeft(left)
    return left?.length === 0 ? 0 : 3
  }
  saveReport('', 'a')
  if (values.real) await ask(client)

  const run = await runContract(target, ids, tell, interruption())
  console.log(`\n${showTable(run, statements)}\n`)
  tellLeft(run.left)
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const cloud = values.real ? target.apiUrl : 'the sandbox'
  saveReport(writeReport(run, statements, { cloud, date: new Date(), version }), 'w')
  console.log(`The same as Markdown: ${values.report}`)
  return exitStatus(run)
}

/** Nothing may be checked in another cloud than the one that is meant, and no credential be sent to one. */
function refuseContradictions(isReal: boolean): void {
  const names = ['api-url', 'token-url'] as const
  const others = names.filter((name) => values[name] !== SPICE_CLOUD[name])
  for (const name of others)
    if (!isHttpUrl(values[name])) refuse(`--${name} is "${values[name]}"; it must be an http or https URL.`)
  if (others.length === 1)
    refuse('--api-url and --token-url are needed together: they are of one Spice.ai Cloud.')
  if (others.length > 0 && !isReal) refuse('--api-url and --token-url are for --real and --clean.')
  if (values.differ.length > 0 && isReal) refuse('--differ is for the sandbox: leave it out with --real.')
}

/** Aborts at the first signal to end. The next one ends the process. */
function interruption(): AbortSignal {
  const stop = new AbortController()
  let since = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) {
        since = performance.now()
        console.log('\nInterrupted: deleting what was created. Once more ends at once, and leaves it.')
        stop.abort()
      } else if (performance.now() - since > SAME_INTERRUPT_MS) process.exit(130)
    })
  }
  return stop.signal
}

function tellLeft(left: readonly string[] = ['apps named contract-check-…']): void {
  const advice = 'Run `npm run contract -- --clean`, or delete them in the portal.'
  if (left.length === 0) console.log('No app is left.')
  else console.error(`Could not be deleted: ${left.join(', ')}. ${advice}`)
}

/** Writes the report. Appending nothing shows, before anything is created, that it can be written. */
function saveReport(text: string, flag: 'a' | 'w'): void {
  try {
    writeFileSync(values.report, text, { flag })
  } catch (error) {
    refuse(`The report cannot be written: ${(error as Error).message}`)
  }
}

function readTarget(): Target {
  const {
    SPICE_API_TOKEN: apiToken,
    SPICE_CLIENT_ID: clientId,
    SPICE_CLIENT_SECRET: clientSecret,
  } = process.env
  if (!apiToken && !(clientId && clientSecret))
    refuse('--real needs SPICE_API_TOKEN, or SPICE_CLIENT_ID and SPICE_CLIENT_SECRET, in the environment.')
  const org = process.env.SPICE_ORG
  if (!apiToken && org) refuse('SPICE_ORG is for SPICE_API_TOKEN only: an OAuth client has one organization.')
  return {
    apiUrl: trimEndOf(values['api-url'], '/'),
    tokenUrl: values['token-url'],
    ...(apiToken && { apiToken }),
    ...(clientId && { clientId }),
    ...(clientSecret && { clientSecret }),
    ...(org && { org }),
    fetch: (input, init) => fetch(input, init),
    pace: PATIENT,
  }
}

/** Says what will happen, and goes on only if that is wanted. */
async function ask(client: Client): Promise<void> {
  if (!values.yes && !process.stdin.isTTY) refuse('Without a terminal to ask at, --real needs --yes.')
  const orFail = (error: unknown) => {
    if (error instanceof Unseen) refuse(`${error.message}. Check the credentials; nothing was created.`)
    throw error
  }
  const org = await findOrg(client).catch(orFail)
  const apps = await listApps(client).catch(orFail)
  const leftovers = apps.filter(({ name }) => isOfRun(name)).map(({ name }) => name)
  const { apiToken, apiUrl } = client.target
  const credentials = apiToken ? 'SPICE_API_TOKEN' : 'the OAuth client SPICE_CLIENT_ID'
  console.log(`This checks ${ids.length} of ${statements.length} statements against ${apiUrl}, with ${credentials}, in ${org}.

It creates   apps named contract-check-…, as the statements need them, at most 8 at a time. At most two of them are
             deployed, with one instance each of the default size, or two during a rollout. One reads public sample data,
             the other nothing that exists.
It costs     what your plan charges for these instances: about 15 minutes if nothing differs, 60 at most.
             An app that your plan has no room for is not created; its statements then cannot be seen.
It deletes   these apps again, also after Ctrl-C, and those that an earlier run has left: ${leftovers.join(', ') || 'none'}.
It touches   no other app, of which there are ${apps.length - leftovers.length}.
`)
  if (values.yes) return
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await new Promise<string>((resolve) => {
    terminal.question('Go on? Type yes: ', resolve)
    // By Ctrl-C or Ctrl-D.
    terminal.on('close', () => resolve('\n'))
  })
  terminal.close()
  if (answer.trim().toLowerCase() !== 'yes') refuse(`${answer === '\n' ? answer : ''}Nothing was created.`)
}

/** The organization in which apps would be created, as Spice Cloud calls it. */
async function findOrg(client: Client): Promise<string> {
  const { org } = client.target
  const answer = await client.api('GET', '/v1/orgs')
  const names = listAt(answer.body, 'orgs').map((listed) => client.redact(String(at(listed, 'name'))))
  // Whether it lists them is one of the statements.
  if (names.length === 0)
    return `${org ?? 'an organization'}, which GET /v1/orgs does not name: ${describe(answer)}`
  const matches = names.filter((name) => org === undefined || name.toLowerCase() === org.toLowerCase())
  const [match] = matches
  if (match === undefined || matches.length > 1)
    refuse(
      `Set SPICE_ORG to one of the organizations of the token: ${names.join(', ')}. Nothing was created.`,
    )
  return `the organization ${match}`
}
