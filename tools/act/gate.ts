import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { optionsFor } from '../../sandbox/outcomes.ts'
import { succeeds } from '../../sandbox/plan.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { readSetup } from '../../testing/example-setup.ts'
import { makeEvent } from '../events.ts'
import { readHeadCommit } from '../head-commit.ts'
import { commitAll, copyExample, createActions, createRepository } from './pull-request-life.ts'
import { type ActRun, runAct } from './run.ts'
import { argumentsForSetup } from './setup.ts'

// The gate of docs/plan.md: its steps plan, check the plan with jq, and deploy what was checked.

const dataset = (name: string) => ({ name, from: `s3://acme/${name}/` })
const spicepodOf = (...names: string[]) => ({
  version: 'v1',
  kind: 'Spicepod',
  name: 'taxi',
  datasets: names.map(dataset),
})

interface Case {
  name: string
  /** The datasets of the app; the repository has trips and zones. */
  datasets: string[]
  /** The image of its last deployment; the next one gets 2.3.2. */
  imageTag: string
  passes: boolean
}

const cases: Case[] = [
  { name: 'a plan that adds a dataset', datasets: ['trips'], imageTag: '2.3.2-models', passes: true },
  { name: 'a plan that removes one', datasets: ['trips', 'fares'], imageTag: '2.3.2', passes: false },
  { name: 'a plan with an upgrade', datasets: ['trips'], imageTag: '2.2.0', passes: false },
]

/** Runs the steps for one plan after the other. */
export async function runGate(program: string, root: string): Promise<ActRun[]> {
  const runs: ActRun[] = []
  for (const each of cases) runs.push(await runCase(program, root, each))
  return runs
}

async function runCase(program: string, root: string, { name, ...planned }: Case): Promise<ActRun> {
  const folder = mkdtempSync(join(tmpdir(), 'gate-'))
  const { id } = DEFAULT_APP
  const last = { appId: id, createdMsAgo: 86_400_000, plan: succeeds(), imageTag: planned.imageTag }
  const sandbox = await startSandbox({
    ...optionsFor('succeeded', 500),
    apps: [{ ...DEFAULT_APP, spicepod: spicepodOf(...planned.datasets) }],
    deployments: [last],
    runtime: {},
  })
  try {
    const repository = createRepository(folder, 'main')
    writeFileSync(join(repository, 'spicepod.yaml'), stringify(spicepodOf('trips', 'zones')))
    commitAll(repository, name)
    const actions = createActions(folder, root, repository)
    const { payload, env } = makeEvent('push', readHeadCommit(repository))
    const eventFile = join(folder, 'event.json')
    writeFileSync(eventFile, JSON.stringify(payload))
    const run = await runAct(program, {
      name: `the gate of docs/plan.md, ${name}`,
      event: 'push',
      repository,
      eventFile,
      actions,
      workflow: writeWorkflow(folder, root, Object.keys(actions), sandbox),
      env: { ...env, GITHUB_REPOSITORY: 'acme/taxi', GITHUB_API_URL: sandbox.githubApiUrl },
      args: argumentsForSetup(setup, sandbox),
    })
    const problem = findProblem(run, sandbox, planned.passes)
    return { ...run, status: problem ? 1 : 0, log: problem ? [...run.log, problem] : run.log }
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const setup = readSetup(
  '# Setup:\n# - variable SPICE_APP_ID: -\n# - secrets SPICE_CLIENT_ID and SPICE_CLIENT_SECRET: -\nname: gate',
)

/** A workflow with the steps of the page after a checkout. */
function writeWorkflow(folder: string, root: string, actions: readonly string[], sandbox: Sandbox): string {
  const page = readFileSync(join(root, 'docs/plan.md'), 'utf8')
  const [, steps = ''] = /^### Gates$.*?^```yaml$(.*?)^```$/ms.exec(page) ?? []
  const checkout = actions.find((action) => action.startsWith('actions/checkout@'))
  const job = { 'runs-on': 'ubuntu-latest', steps: [{ uses: checkout }, ...parse(steps)] }
  const workflow = join(folder, 'gate.yml')
  writeFileSync(workflow, stringify({ name: 'Gate', on: ['push'], jobs: { deploy: job } }))
  const copies = join(folder, 'workflows')
  mkdirSync(copies)
  return copyExample(workflow, copies, { 'api-url': sandbox.url, 'oauth-token-url': sandbox.tokenUrl }).file
}

/** Describes the first thing that is not as expected. */
function findProblem(
  { status, log }: ActRun,
  { cloud, mismatches }: Sandbox,
  passes: boolean,
): string | undefined {
  try {
    assert.deepEqual(mismatches, [])
    assert.equal(status === 0, passes, 'The job did not end as expected.')
    assert.equal(cloud.state.records.length, passes ? 2 : 1, 'Not as many deployments as expected.')
    const gate = log.find((line) => /(✅|❌) .* - Main Check the plan/u.test(line))
    assert.equal(gate?.includes('✅'), passes, 'The gate did not end as expected.')
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return undefined
}
