import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { ANY_REPOSITORY, putBranch } from '../../sandbox/github/branch.ts'
import { optionsFor } from '../../sandbox/outcomes.ts'
import { succeeds } from '../../sandbox/plan.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { readSetup } from '../../testing/example-setup.ts'
import { isEventName, makeEvent } from '../events.ts'
import { readHeadCommit } from '../head-commit.ts'
import { commitAll, copyExample, createActions, createRepository } from './pull-request-life.ts'
import { type ActRun, runAct } from './run.ts'
import { argumentsForSetup, optionsForSetup } from './setup.ts'

// Twelve apps of one repository: two have changed, one is new, one was edited on spice.ai, and one spicepod is broken.
// `examples/watch-for-edits.yml` opens an issue, and `examples/many-apps.yml` deploys what needs it.

const names = Array.from({ length: 12 }, (_, index) => `fleet-${String(index + 1).padStart(2, '0')}`)
const [changed, alsoChanged, added, edited, broken] = names as [string, string, string, string, string]

const spicepodOf = (name: string, dataset = 'trips') => ({
  version: 'v1',
  kind: 'Spicepod',
  name,
  datasets: [{ name: dataset, from: `s3://acme/${dataset}/` }],
})

interface Step {
  name: string
  example: string
  event: string
  /** Apps whose spicepod names another dataset than before. */
  changes: readonly string[]
  passes: boolean
  /** The apps that the run deploys. */
  deploys: readonly string[]
}

const steps: Step[] = [
  {
    name: 'an edit',
    example: 'watch-for-edits.yml',
    event: 'schedule',
    changes: [broken],
    passes: true,
    deploys: [],
  },
  {
    name: 'a push with a broken spicepod',
    example: 'many-apps.yml',
    event: 'push',
    changes: [changed, alsoChanged],
    passes: false,
    deploys: [changed, alsoChanged, added, edited],
  },
  {
    name: 'a push that mends it',
    example: 'many-apps.yml',
    event: 'push',
    changes: [changed, alsoChanged, broken],
    passes: true,
    deploys: [broken],
  },
]

/** Takes the steps one after the other, and stops at the first one that does not end as expected. */
export async function runFleet(program: string, root: string): Promise<ActRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fleet-'))
  const setup = readSetup(readFileSync(join(root, 'examples/many-apps.yml'), 'utf8'))
  const repository = createRepository(folder, 'main')
  writeSpicepods(repository, [])
  commitAll(repository, 'first')
  const first = readHeadCommit(repository)
  const apps = names
    .filter((name) => name !== added)
    .map((name, index) => ({
      id: 5001 + index,
      name,
      spicepod: spicepodOf(name, name === edited ? 'fares' : 'trips'),
    }))
  const files = Object.fromEntries(names.map((name) => [fileOf(name), stringify(spicepodOf(name))]))
  const sandbox = await startSandbox({
    ...optionsFor('succeeded', 500),
    ...optionsForSetup({ ...setup, app: [] }, {}),
    apps,
    deployments: apps.map(({ id }) => ({
      appId: id,
      createdMsAgo: 86_400_000,
      plan: succeeds(),
      commitSha: first.sha,
      branch: 'main',
    })),
    commits: [{ sha: first.sha, files }],
    runtime: {},
  })
  const runs: ActRun[] = []
  try {
    for (const [index, step] of steps.entries()) {
      writeSpicepods(repository, step.changes)
      commitAll(repository, step.name)
      const run = await runStep(program, { root, folder, repository, sandbox, setup, runId: index + 1 }, step)
      runs.push(run)
      if (run.status !== 0) break
    }
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return runs
}

interface Surroundings {
  root: string
  folder: string
  repository: string
  sandbox: Sandbox
  setup: ReturnType<typeof readSetup>
  runId: number
}

async function runStep(
  program: string,
  { root, folder, repository, sandbox, setup, runId }: Surroundings,
  step: Step,
): Promise<ActRun> {
  const { example, event } = step
  if (!isEventName(event)) throw new Error(`There is no sample of the event ${event}.`)
  const head = readHeadCommit(repository)
  putBranch(sandbox.github.branches, { repository: ANY_REPOSITORY, name: 'main', sha: head.sha })
  const { payload, env } = makeEvent(event, head)
  const eventFile = join(folder, 'event.json')
  writeFileSync(eventFile, JSON.stringify(payload))
  const before = sandbox.cloud.state.records.length
  const urls = { 'api-url': sandbox.url, 'oauth-token-url': sandbox.tokenUrl }
  mkdirSync(join(folder, String(runId)))
  const run = await runAct(program, {
    name: `${example}, ${step.name}`,
    event,
    repository,
    eventFile,
    workflow: copyExample(join(root, 'examples', example), join(folder, String(runId)), urls).file,
    actions: createActions(join(folder, String(runId)), root, repository),
    env: {
      ...env,
      GITHUB_REPOSITORY: 'acme/taxi',
      GITHUB_API_URL: sandbox.githubApiUrl,
      GITHUB_RUN_ID: String(runId),
    },
    args: argumentsForSetup(setup, sandbox),
  })
  const problem = findProblem(run, step, sandbox, before)
  return { ...run, status: problem ? 1 : 0, log: problem ? [...run.log, problem] : run.log }
}

function fileOf(name: string): string {
  return `apps/${name}/spicepod.yaml`
}

/** Writes the spicepods of all apps; one is broken as long as it is not among those that have changed. */
function writeSpicepods(repository: string, changes: readonly string[]): void {
  for (const name of names) {
    mkdirSync(join(repository, 'apps', name), { recursive: true })
    const text = stringify(spicepodOf(name, changes.includes(name) ? 'zones' : 'trips'))
    const isBroken = name === broken && !changes.includes(name)
    writeFileSync(join(repository, fileOf(name)), isBroken ? 'version: [' : text)
  }
}

/** Describes the first thing that is not as expected. */
function findProblem(
  { status }: ActRun,
  { passes, deploys }: Step,
  { cloud, github, mismatches }: Sandbox,
  before: number,
): string | undefined {
  try {
    assert.deepEqual(mismatches, [])
    assert.equal(status === 0, passes, 'The workflow did not end as expected.')
    const { apps, records } = cloud.state
    const deployed = records.slice(before).map(({ appId }) => apps.find(({ id }) => id === appId)?.name)
    assert.deepEqual(deployed.sort(), [...deploys].sort())
    assert.match(github.issues.all[0]?.body ?? '', new RegExp(`<code>${edited}</code>`))
    assert.equal(github.issues.all.length, 1)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return undefined
}
