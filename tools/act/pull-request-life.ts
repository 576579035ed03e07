import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { optionsFor } from '../../sandbox/outcomes.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { joinSetups, readSetup, type Setup } from '../../testing/example-setup.ts'
import { makeEvent, pullRequestNumber } from '../events.ts'
import { readHeadCommit } from '../head-commit.ts'
import { sampleTables, withoutZones } from '../sample-data.ts'
import { type ActRun, runAct } from './run.ts'
import { argumentsForSetup, optionsForSetup, writeFiles } from './setup.ts'

// The life of a pull request: every workflow of `examples` for pull requests runs for the events of one pull request,
// against one sandbox with its fake GitHub. After each event, the apps and the comments must be as users expect them.

type Action = 'opened' | 'synchronize' | 'closed' | 'reopened'

interface Step {
  action: Action
  /** The names of all apps after the event. */
  apps: string[]
  /** The headings of all comments after the event. */
  comments: string[]
}

/** The app that the example compares its preview with. */
const production = 'taxi'
const preview = `taxi-pr-${pullRequestNumber}`
const plan = `✅ Plan for ${DEFAULT_APP.name}: 2 changes`
/** The plan of the example that starts a sandbox of its own. */
const planWithoutAccount = '✅ Plan for older-taxi: 1 change'
const plans = [planWithoutAccount, plan]
const deployed = {
  apps: [DEFAULT_APP.name, production, preview],
  comments: [`✅ Deployed: ${preview}`, ...plans],
}
const removed = { apps: [DEFAULT_APP.name, production], comments: [...plans, `🗑️ App deleted: ${preview}`] }

const steps: Step[] = [
  { action: 'opened', ...deployed },
  { action: 'synchronize', ...deployed },
  { action: 'closed', ...removed },
  // A second removal.
  { action: 'closed', ...removed },
  { action: 'reopened', ...deployed },
]

export const ownName = 'OWNER/spice-cloud-deploy-action'

interface Workflow {
  on: { pull_request?: { types?: string[] } | null }
  jobs: Record<string, { steps: { uses?: string; with?: Record<string, unknown> }[] }>
}

/** Sends the events one after the other, and stops at the first one after which something is wrong. */
export async function runPullRequestLife(program: string, root: string): Promise<ActRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pull-request-'))
  const spicepod = parse(readFileSync(join(root, 'sandbox/spicepod.yaml'), 'utf8'))
  const examples = examplesForPullRequests(root)
  const setup = joinSetups(examples.map((example) => readSetup(readFileSync(example, 'utf8'))))
  const sandbox = await startSandbox({
    ...optionsFor('succeeded', 500),
    ...optionsForSetup(setup, spicepod),
    tables: [...sampleTables, withoutZones(production)],
    runtime: {},
  })
  // GitHub knows only the number of the pull request.
  sandbox.github.issues.add(pullRequestNumber)
  const runs: ActRun[] = []
  let runId = 0
  try {
    const repository = createRepository(folder, 'feature')
    const actions = createActions(folder, root, repository)
    const workflows = copyExamples(examples, folder, sandbox)
    for (const { action, ...expected } of steps) {
      if (action !== 'closed') commitFiles(repository, root, setup, action)
      const eventFile = writeEvent(folder, repository, action)
      const started = workflows.filter(({ types }) => types.includes(action))
      const ended = await Promise.all(
        started.map(({ file }) =>
          runAct(program, {
            name: `${basename(file)}, pull request ${action}`,
            event: 'pull_request',
            workflow: file,
            repository,
            eventFile,
            env: environment(sandbox, repository, ++runId),
            actions,
            args: argumentsForSetup(setup, sandbox),
          }),
        ),
      )
      runs.push(...ended)
      const problem = findDifference(sandbox, expected, repository)
      if (problem !== undefined) {
        runs.push({
          name: `apps and comments, pull request ${action}`,
          status: 1,
          log: [problem],
          seconds: 0,
        })
      }
      if (runs.some(({ status }) => status !== 0)) break
    }
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return runs
}

/** Describes the first thing that is not as expected. */
function findDifference(
  { cloud, github, mismatches }: Sandbox,
  expected: Omit<Step, 'action'>,
  repository: string,
): string | undefined {
  const { apps } = cloud.state
  const comments = github.comments.of(pullRequestNumber)
  const headings = comments.map(({ body }) => /<h3>(.*)<\/h3>/.exec(body)?.[1]?.replaceAll(/<[^>]+>/g, ''))
  try {
    assert.deepEqual(mismatches, [])
    assert.deepEqual({ apps: apps.map(({ name }) => name), comments: headings.sort() }, expected)
    const app = apps.find(({ name }) => name === preview)
    if (app !== undefined) {
      const spicepod = parse(readFileSync(join(repository, 'spicepod.yaml'), 'utf8'))
      assert.deepEqual(app.spicepod, spicepod)
      assert.deepEqual(app.tags, { repository: 'acme_taxi' })
      const { sha } = readHeadCommit(repository)
      assert.equal(cloud.state.deploymentsOf(app.id)[0]?.commit_sha, sha)
      const comment = comments.find(({ body }) => body.includes(`Deployed: `))?.body ?? ''
      for (const words of ['trips by zone', '✅ passed', '+ zone Utf8'])
        assert.ok(comment.includes(words), comment)
      for (const { body } of comments)
        assert.ok(body.includes(sha), `This comment is not about ${sha}:\n${body}`)
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return undefined
}

/** A repository, which has one branch. */
export function createRepository(folder: string, branch: string): string {
  const repository = join(folder, 'repository')
  mkdirSync(repository)
  git(repository, 'init', '--quiet', '--initial-branch', branch)
  return repository
}

/** Commits the files of a setup. Each push changes the spicepod. */
export function commitFiles(repository: string, root: string, setup: Setup, message: string): void {
  writeFiles(setup, repository, root)
  for (const file of globSync(join(repository, '**/spicepod.yaml'))) {
    appendFileSync(file, `metadata:\n  push: ${message}\n`)
  }
  commitAll(repository, message)
}

export function commitAll(repository: string, message: string): void {
  git(repository, 'add', '.')
  git(
    repository,
    '-c',
    'user.name=octocat',
    '-c',
    'user.email=octocat@example.com',
    'commit',
    '--allow-empty',
    '-qm',
    message,
  )
}

function git(folder: string, ...args: string[]): void {
  execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

function writeEvent(folder: string, repository: string, action: Action): string {
  const { payload } = makeEvent('pull_request', readHeadCommit(repository))
  const file = join(folder, 'event.json')
  writeFileSync(file, JSON.stringify({ ...payload, action }))
  return file
}

function examplesForPullRequests(root: string): string[] {
  return globSync(join(root, 'examples/*.yml')).filter((example) => {
    // They have tests of their own: approval.ts and fleet.ts run them.
    if (['plan-approve-deploy.yml', 'many-apps.yml'].includes(basename(example))) return false
    return 'pull_request' in (parse(readFileSync(example, 'utf8')) as Workflow).on
  })
}

/** Copies examples, each with the types of events that start it. Only URLs are added to them. */
function copyExamples(examples: readonly string[], folder: string, sandbox: Sandbox) {
  const urls = { 'api-url': sandbox.url, 'oauth-token-url': sandbox.tokenUrl }
  return examples.map((example) => {
    const { file, workflow } = copyExample(example, folder, urls)
    return { file, types: workflow.on.pull_request?.types ?? ['opened', 'synchronize', 'reopened'] }
  })
}

/** Adds these inputs to the steps of an example that use an action of this repository. */
export function copyExample(
  example: string,
  folder: string,
  urls: Record<string, string>,
): { file: string; workflow: Workflow } {
  const workflow = parse(readFileSync(example, 'utf8')) as Workflow
  for (const step of Object.values(workflow.jobs).flatMap((job) => job.steps)) {
    if (step.uses?.startsWith(`${ownName}/sandbox`) || step.with?.['api-url'] !== undefined) continue
    if (step.uses?.startsWith(ownName)) step.with = { ...step.with, ...urls }
  }
  const file = join(folder, basename(example))
  writeFileSync(file, stringify(workflow))
  return { file, workflow }
}

/** The actions that the examples use: those of this repository, and a checkout that works without GitHub. */
export function createActions(folder: string, root: string, repository: string): Record<string, string> {
  const own = join(folder, 'own')
  for (const path of [
    'action.yml',
    'fleet/action.yml',
    'remove/action.yml',
    'rollback/action.yml',
    'sandbox/action.yml',
    'dist',
  ]) {
    cpSync(join(root, path), join(own, path), { recursive: true })
  }
  const checkout = join(folder, 'checkout')
  mkdirSync(checkout)
  const run = `git clone --quiet '${repository}' . && git checkout --quiet \${{ inputs.ref }}`
  writeFileSync(
    join(checkout, 'action.yml'),
    stringify({
      inputs: { ref: { default: '' }, 'persist-credentials': { default: 'false' } },
      runs: { using: 'composite', steps: [{ run, shell: 'bash' }] },
    }),
  )
  const examples = globSync(join(root, 'examples/*.yml')).map((file) => readFileSync(file, 'utf8'))
  const names = examples.join('\n').match(/actions\/checkout@\w+/g) ?? []
  return { ...Object.fromEntries(names.map((name) => [name, checkout])), [`${ownName}@v1`]: own }
}

function environment(sandbox: Sandbox, repository: string, runId: number): Record<string, string> {
  const { env } = makeEvent('pull_request', readHeadCommit(repository))
  return {
    ...env,
    GITHUB_REPOSITORY: 'acme/taxi',
    GITHUB_API_URL: sandbox.githubApiUrl,
    GITHUB_RUN_ID: String(runId),
  }
}
