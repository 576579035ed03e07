import { readFileSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { listOwnApps, removeOwnApps } from './apps.ts'
import { CHECKS, readStatements } from './checks.ts'
import { Client, type Pace, type Target } from './client.ts'
import { exitStatus, showTable, writeReport } from './report.ts'
import { runContract } from './run.ts'
import { createTarget } from './sandbox.ts'
import { Unseen } from './unseen.ts'

const help = `Checks which statements about Spice.ai Cloud hold that this action and its sandbox rely on; see docs/contract.md.

  npm run contract                      checks them against a sandbox in this process
  npm run contract -- --real            checks them against the real Spice.ai Cloud, with SPICE_API_TOKEN, or
                                        SPICE_CLIENT_ID and SPICE_CLIENT_SECRET, and perhaps SPICE_ORG, from the
                                        environment. It says what it will create, and asks first
  npm run contract -- --real --yes      does not ask
  npm run contract -- --clean           only deletes in Spice.ai Cloud what an earlier run has left
  npm run contract -- --only ID         checks one statement; can be repeated
  npm run contract -- --list            lists the statements
  npm run contract -- --differ ID       lets the sandbox differ from a statement; can be repeated
  npm run contract -- --report FILE     writes the results to another file than contract-report.md
  npm run contract -- --api-url URL --token-url URL
                                        with --real: another Spice.ai Cloud

The exit status is 0 if nothing differs, 1 if anything does, and 2 if nothing could be seen or the options are wrong.`

const { values } = readArguments({
  help: { type: 'boolean', short: 'h' },
  real: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  clean: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true, default: [] },
  differ: { type: 'string', multiple: true, default: [] },
  report: { type: 'string', default: 'contract-report.md' },
  'api-url': { type: 'string', default: 'https://api.spice.ai' },
  'token-url': { type: 'string', default: 'https://spice.ai/api/oauth/token' },
})

/** Spice.ai's own clients poll every ten seconds as well, and give a rollout ten minutes. */
const PATIENT: Pace = {
  requestMs: 30_000,
  pollMs: 10_000,
  rolloutMs: 600_000,
  stillMs: 90_000,
  totalMs: 55 * 60_000,
}

const statements = readStatements()
const ids = values.only.length > 0 ? values.only : Object.keys(CHECKS)

if (values.help) console.log(help)
else if (values.list) for (const { id, text } of statements) console.log(`${id.padEnd(20)} ${text}`)
else process.exitCode = await check()

async function check(): Promise<number> {
  for (const id of [...ids, ...values.differ])
    if (!(id in CHECKS)) fail(`No statement has the id ${id}; see --list.`)
  const target = values.real || values.clean ? readTarget() : createTarget(values.differ).target
  const client = new Client(target, new AbortController().signal)
  const tell = (line: string) => console.log(client.redact(line))
  if (values.clean) return report((await removeOwnApps(client, tell)) ?? 'unknown')
  if (values.real) await ask(client)

  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130)
      console.log('\nInterrupted: deleting what was created. Once more ends at once, and leaves it.')
      stop.abort()
    })
  }
  const run = await runContract(target, ids, tell, stop.signal)
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const cloud = values.real ? target.apiUrl : 'the sandbox'
  writeFileSync(values.report, writeReport(run, statements, { cloud, date: new Date(), version }))
  console.log(`\n${showTable(run, statements)}\nThe same as Markdown: ${values.report}`)
  report(run.left ?? 'unknown')
  return exitStatus(run.results)
}

/** Says which apps are left, and returns the exit status for that. */
function report(left: readonly string[] | 'unknown'): number {
  if (left.length === 0) return 0
  const names = left === 'unknown' ? 'apps named contract-check-…' : left.join(', ')
  console.error(
    `Could not be deleted: ${names}. Run \`npm run contract -- --clean\`, or delete them in the portal.`,
  )
  return 2
}

function readTarget(): Target {
  const {
    SPICE_API_TOKEN: apiToken,
    SPICE_CLIENT_ID: clientId,
    SPICE_CLIENT_SECRET: clientSecret,
  } = process.env
  if (!apiToken && !(clientId && clientSecret))
    fail('--real needs SPICE_API_TOKEN, or SPICE_CLIENT_ID and SPICE_CLIENT_SECRET, in the environment.')
  return {
    apiUrl: values['api-url'].replace(/\/+$/, ''),
    tokenUrl: values['token-url'],
    ...(apiToken && { apiToken }),
    ...(clientId && { clientId }),
    ...(clientSecret && { clientSecret }),
    ...(process.env.SPICE_ORG && { org: process.env.SPICE_ORG }),
    fetch: (input, init) => fetch(input, init),
    pace: PATIENT,
  }
}

/** Says what will happen, and goes on only if that is wanted. */
async function ask(client: Client): Promise<void> {
  if (!values.yes && !process.stdin.isTTY) fail('Without a terminal to ask at, --real needs --yes.')
  const leftovers = await listOwnApps(client).catch((error) => {
    if (error instanceof Unseen) fail(`${error.message}. Check the credentials; nothing was created.`)
    throw error
  })
  const { org, apiUrl } = client.target
  console.log(`This checks ${ids.length} statements against ${apiUrl}${org ? ` in the organization ${org}` : ''}.

It creates   apps named contract-check-…, at most 8 at a time, each with at most one instance, of the default size.
             They read public sample data, and one of them a database that does not exist.
It costs     what your plan charges for these instances: about 15 minutes if nothing differs, 60 at most.
             An app that your plan has no room for is not created; its statements then cannot be seen.
It deletes   these apps again, also after Ctrl-C, and those that an earlier run has left${leftovers.length > 0 ? ':\n             ' : '.'}${leftovers.map(({ name }) => name).join(', ')}
It touches   no other app.
`)
  if (values.yes) return
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  terminal.on('SIGINT', () => fail('\nNothing was created.'))
  const answer = await terminal.question('Go on? Type yes: ')
  terminal.close()
  if (answer.trim().toLowerCase() !== 'yes') fail('Nothing was created.')
}

function readArguments<Options extends ParseArgsOptionsConfig>(options: Options) {
  try {
    return parseArgs({ options })
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${help}`)
  }
}

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}
