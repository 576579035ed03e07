import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startSandbox } from '../sandbox/server.ts'
import { readCommandLine } from '../testing/command-line.ts'
import { runAlone } from './act/alone.ts'
import { runApproval } from './act/approval.ts'
import { runFleet } from './act/fleet.ts'
import { runGate } from './act/gate.ts'
import { runRelease } from './act/release.ts'
import { type ActRun, runAct } from './act/run.ts'
import { makeEvent } from './events.ts'
import { readHeadCommit } from './head-commit.ts'
import { act, findGoTool } from './workflows/go-tool.ts'

/** The exit status if act is not available. */
const skippedStatus = 78

const help = `Runs workflows on this machine under act, an independent runner: the bundle in dist against the sandbox, in the steps
of a workflow. It makes no requests to GitHub.

  npm run test:workflow                     runs the end-to-end job of ci.yml for push, and for workflow_dispatch with
                                            inputs; and one example of each action with nothing but what its setup names
  npm run test:workflow -- --all            runs all examples, also from a plan to its deployment and for several apps,
                                            and the gate of docs/plan.md
  npm run test:workflow -- --release        runs only the release workflow, for a tag of the last commit

The exit status is ${skippedStatus} if act is not available.`

const { all, release } = readCommandLine(help, {
  all: { type: 'boolean', default: false },
  release: { type: 'boolean', default: false },
}).values

const oneOfEach = ['deploy.yml', 'remove-closed-previews.yml', 'rollback-by-hand.yml', 'watch-for-edits.yml']

const root = fileURLToPath(new URL('..', import.meta.url))
const workflow = '.github/workflows/ci.yml'

const program = findGoTool(act, root, true)
if (program === undefined) {
  console.log('Skipped: install act (https://nektosact.com), or Go to let this script install it.')
  process.exit(skippedStatus)
}

const runs = release
  ? await runRelease(program, root)
  : (
      await Promise.all([
        runJob(program, 'push'),
        runJob(program, 'workflow_dispatch'),
        ...runExamples(program),
      ])
    ).flat()
for (const { name, status, log, seconds } of runs) {
  console.log(`\n${name}: ${status === 0 ? 'passed' : 'FAILED'} after ${seconds} s`)
  // For a job that passed, print only its steps.
  console.log(
    status === 0 ? log.filter((line) => /(✅|❌) .* - Main /u.test(line)).join('\n') : log.join('\n'),
  )
  if (status !== 0) process.exitCode = 1
}

for (const url of release ? [] : await findRunningSandboxes(runs)) {
  console.log(`A sandbox still runs: ${url}`)
  process.exitCode = 1
}

function runExamples(program: string): Promise<ActRun[]>[] {
  // One of each action shows that its bundle runs; the rest is about the workflows.
  if (!all) return [runAlone(program, root, oneOfEach)]
  const played = ['plan-approve-deploy.yml', 'many-apps.yml', 'watch-for-edits.yml']
  const others = globSync('*.yml', { cwd: join(root, 'examples'), exclude: played })
  return [
    runApproval(program, root),
    runFleet(program, root),
    runGate(program, root),
    runAlone(program, root, others.sort()),
  ]
}

/** Those of the workflows that still respond after the end of their job. */
async function findRunningSandboxes(runs: readonly ActRun[]): Promise<string[]> {
  const urls = runs.flatMap(({ log }) =>
    log.flatMap((line) => /The sandbox is at (\S+),/.exec(line)?.[1] ?? []),
  )
  const answers = urls.map(async (url) => {
    const response = await fetch(`${url}/_sandbox/health`).catch(() => undefined)
    return response === undefined ? [] : [url]
  })
  if (urls.length === 0) throw new Error('No workflow has started a sandbox.')
  return (await Promise.all(answers)).flat()
}

async function runJob(program: string, event: 'push' | 'workflow_dispatch'): Promise<ActRun> {
  const folder = mkdtempSync(join(tmpdir(), 'test-workflow-'))
  // The job starts sandboxes of its own. This one stands for GitHub, whose default branch has the commit.
  const files = { 'sandbox/spicepod.yaml': readFileSync(join(root, 'sandbox/spicepod.yaml'), 'utf8') }
  const head = readHeadCommit(root)
  const branches = [{ repository: 'acme/taxi', name: 'main', sha: head.sha }]
  const github = await startSandbox({ commits: [{ sha: head.sha, files }], branches })
  try {
    const { payload, env } = makeEvent(event, head)
    const eventFile = join(folder, 'event.json')
    const inputs = event === 'push' ? {} : { inputs: { channel: 'preview', replicas: '10' } }
    writeFileSync(eventFile, JSON.stringify({ ...payload, ...inputs }))
    return await runAct(program, {
      name: event,
      event,
      workflow,
      repository: root,
      eventFile,
      env: { ...env, GITHUB_REPOSITORY: 'acme/taxi', GITHUB_API_URL: github.githubApiUrl },
      actions: {},
      args: ['--job', 'end-to-end', '--matrix', 'os:ubuntu-latest', '--secret', 'GITHUB_TOKEN=token'],
    })
  } finally {
    await github.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
