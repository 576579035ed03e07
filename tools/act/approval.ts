import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { optionsFor } from '../../sandbox/outcomes.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { readSetup } from '../../testing/example-setup.ts'
import { makeEvent, pullRequestNumber } from '../events.ts'
import { readHeadCommit } from '../head-commit.ts'
import { commitFiles, copyExample, createActions, createRepository } from './pull-request-life.ts'
import { type ActRun, runAct } from './run.ts'
import { argumentsForSetup, optionsForSetup } from './setup.ts'

// From a plan to its approval and deployment: `examples/plan-approve-deploy.yml` runs for a pull request, and then for
// pushes between whose jobs the app, the branch or nothing changes. act knows no reviewers, so it approves at once.

interface Step {
  name: string
  event: 'pull_request' | 'push'
  /** What happens before the job that deploys sends its first request. */
  meanwhile?: (sandbox: Sandbox) => void
  passes: boolean
  deployments: number
}

const steps: Step[] = [
  { name: 'the plan of a pull request', event: 'pull_request', passes: true, deployments: 0 },
  {
    name: 'an edit after the approval',
    event: 'push',
    meanwhile: ({ cloud }) => Object.assign(cloud.state.apps[0] ?? {}, { replicas: 3 }),
    passes: false,
    deployments: 0,
  },
  {
    name: 'a push after the approval',
    event: 'push',
    meanwhile: ({ github }) => Object.assign(github.branches, { 'acme/taxi': { main: 'b'.repeat(40) } }),
    passes: false,
    deployments: 0,
  },
  { name: 'the deployment of the approved plan', event: 'push', passes: true, deployments: 1 },
]

/** Takes the steps one after the other, and stops at the first one that does not end as expected. */
export async function runApproval(program: string, root: string): Promise<ActRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'approval-'))
  const example = join(root, 'examples/plan-approve-deploy.yml')
  const setup = readSetup(readFileSync(example, 'utf8'))
  const options = { ...optionsFor('succeeded', 500), ...optionsForSetup(setup, {}) }
  const sandbox = await startSandbox({ ...options, runtime: {} })
  sandbox.github.issues.add(pullRequestNumber)
  const runs: ActRun[] = []
  try {
    const repository = createRepository(folder, 'main')
    commitFiles(repository, root, setup, 'opened')
    const actions = createActions(folder, root, repository)
    const urls = { 'api-url': sandbox.url, 'oauth-token-url': sandbox.tokenUrl }
    const { file: workflow } = copyExample(example, folder, urls)
    const commit = readHeadCommit(repository)
    for (const [index, { name, event, meanwhile, passes, deployments }] of steps.entries()) {
      const { payload, env } = makeEvent(event, commit)
      const eventFile = join(folder, 'event.json')
      writeFileSync(eventFile, JSON.stringify(payload))
      sandbox.github.branches['acme/taxi'] = { main: commit.sha }
      if (meanwhile) beforeSecondToken(sandbox, () => meanwhile(sandbox))
      const run = await runAct(program, {
        name: `plan-approve-deploy.yml, ${name}`,
        event,
        workflow,
        repository,
        eventFile,
        actions,
        env: {
          ...env,
          GITHUB_REPOSITORY: 'acme/taxi',
          GITHUB_API_URL: sandbox.githubApiUrl,
          GITHUB_RUN_ID: String(index + 1),
        },
        args: argumentsForSetup(setup, sandbox),
      })
      const problem = findProblem(run, sandbox, passes, deployments)
      runs.push({
        ...run,
        status: problem === undefined ? 0 : 1,
        log: problem ? [...run.log, problem] : run.log,
      })
      if (problem !== undefined) break
    }
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return runs
}

/** Each job requests a token of its own: the first plans, and the second deploys. */
function beforeSecondToken({ cloud }: Sandbox, then: () => void): void {
  const handle = cloud.handle
  let tokens = 0
  cloud.handle = async (call) => {
    if (call.path.endsWith('/oauth/token') && ++tokens === 2) {
      cloud.handle = handle
      then()
    }
    return handle.call(cloud, call)
  }
}

/** Describes the first thing that is not as expected. */
function findProblem(
  { status, log }: ActRun,
  { cloud, github, mismatches }: Sandbox,
  passes: boolean,
  deployments: number,
): string | undefined {
  try {
    assert.deepEqual(mismatches, [])
    assert.equal(status === 0, passes, 'The job did not end as expected.')
    assert.equal(cloud.state.records.length, deployments)
    assert.match(github.comments.of(pullRequestNumber)[0]?.body ?? '', />Plan<\/th><td><code>[0-9a-f]{64}</)
    const isRefused = log.some((line) =>
      /The plan is not the expected one|is not the tip of branch/.test(line),
    )
    assert.equal(isRefused, !passes, 'The job was not refused for the change.')
    const secretNames = Object.keys(cloud.state.apps[0]?.secrets ?? {})
    assert.deepEqual(
      secretNames,
      deployments === 0 ? [] : ['PG_PASSWORD'],
      'A refused job has written a secret.',
    )
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return undefined
}
