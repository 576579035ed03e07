import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { eventNames, isEventName, makeEvent } from './events.ts'
import { readHeadCommit } from './head-commit.ts'
import { act, findGoTool } from './workflows/go-tool.ts'

// Runs the end-to-end job of ci.yml on this machine under act, an independent runner: the bundle in dist against the
// sandbox, in the steps of a workflow. It makes no requests to GitHub.
//
//   npm run test:workflow                            for push, and for workflow_dispatch with inputs
//   npm run test:workflow -- --event pull_request    for another event; can be repeated

/** The exit status if act is not available. */
const skippedStatus = 78

const { values } = parseArgs({
  options: { event: { type: 'string', multiple: true, default: ['push', 'workflow_dispatch'] } },
})

const root = fileURLToPath(new URL('..', import.meta.url))
const workflow = '.github/workflows/ci.yml'

const program = findGoTool(act, root, true)
if (program === undefined) {
  console.log('Skipped: install act (https://nektosact.com), or Go to let this script install it.')
  process.exit(skippedStatus)
}

const runs = values.event.map(async (name) => ({ name, ...(await runJob(program, name)) }))
for (const { name, status, log, seconds } of await Promise.all(runs)) {
  console.log(`\n${name}: ${status === 0 ? 'passed' : 'FAILED'} after ${seconds} s`)
  // For a job that passed, print only its steps.
  console.log(
    status === 0 ? log.filter((line) => /(✅|❌) .* - Main /u.test(line)).join('\n') : log.join('\n'),
  )
  if (status !== 0) process.exitCode = 1
}

async function runJob(program: string, name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'test-workflow-'))
  try {
    const { eventFile, env } = writeEvent(folder, name)
    const started = Date.now()
    const { status, log } = await run(program, [
      ...[name, '--workflows', workflow, '--job', 'end-to-end', '--matrix', 'os:ubuntu-latest'],
      // Without a container.
      ...['--platform', 'ubuntu-latest=-self-hosted', '--action-cache-path', join(folder, 'act')],
      ...['--no-cache-server', '--log-prefix-job-id', '--eventpath', eventFile],
      ...withoutSetupNode(folder),
      ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ])
    return { status, log, seconds: Math.round((Date.now() - started) / 1000) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function writeEvent(folder: string, name: string) {
  if (!isEventName(name)) throw new Error(`--event must be one of ${eventNames.join(', ')}, but is ${name}.`)
  const { payload, env } = makeEvent(name, readHeadCommit(root))
  const eventFile = join(folder, 'event.json')
  const inputs = name === 'workflow_dispatch' ? { inputs: { channel: 'preview', replicas: '10' } } : {}
  writeFileSync(eventFile, JSON.stringify({ ...payload, ...inputs }))
  return { eventFile, env: { ...env, GITHUB_REPOSITORY: 'acme/taxi' } }
}

/** Options that replace setup-node with an action that does nothing: Node 24 is already first on the PATH. */
function withoutSetupNode(folder: string): string[] {
  const stub = join(folder, 'setup-node')
  mkdirSync(stub)
  writeFileSync(
    join(stub, 'action.yml'),
    'runs: { using: composite, steps: [{ run: node --version, shell: bash }] }\n',
  )
  const used = readFileSync(join(root, workflow), 'utf8').match(/actions\/setup-node@\w+/g) ?? []
  return [...new Set(used)].flatMap((name) => ['--local-repository', `${name}=${stub}`])
}

function run(act: string, args: string[]): Promise<{ status: number | null; log: string[] }> {
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter)
  const child = spawn(act, args, {
    cwd: root,
    env: { ...process.env, PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 300_000,
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve({ status, log: log.trimEnd().split('\n') }))
  })
}
