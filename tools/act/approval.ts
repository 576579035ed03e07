import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sandbox } from '../../sandbox/server.ts'
import { readSetup } from '../../testing/example-setup.ts'
import { pullRequestNumber } from '../events.ts'
import { readHeadCommit } from '../head-commit.ts'
import type { ActRun } from './run.ts'
import { commitFiles, onStage, optionsForSetup } from './stage.ts'

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
export function runApproval(program: string, root: string): Promise<ActRun[]> {
  const workflow = join(root, 'examples/plan-approve-deploy.yml')
  const setup = readSetup(readFileSync(workflow, 'utf8'))
  return onStage(program, root, setup, optionsForSetup(setup, {}), async ({ repository, sandbox, play }) => {
    const { cloud, github } = sandbox
    github.issues.add(pullRequestNumber)
    commitFiles(repository, root, setup)
    const { sha } = readHeadCommit(repository)
    for (const { name, event, meanwhile, passes, deployments } of steps) {
      github.branches['acme/taxi'] = { main: sha }
      if (meanwhile) beforeSecondToken(sandbox, () => meanwhile(sandbox))
      const check = ({ log }: ActRun) => {
        assert.equal(cloud.state.records.length, deployments)
        const [comment] = github.comments.of(pullRequestNumber)
        const body = comment?.body.replaceAll('<wbr>', '') ?? ''
        assert.match(body, />Plan<\/th><td><code>[0-9a-f]{64}</)
        const refusal = /The plan is not the expected one|is not the tip of branch/
        const isRefused = log.some((line) => refusal.test(line))
        assert.equal(isRefused, !passes, 'The job was not refused for the change.')
        const written = Object.keys(cloud.state.apps[0]?.secrets ?? {})
        const expected = deployments === 0 ? [] : ['PG_PASSWORD']
        assert.deepEqual(written, expected, 'A refused job has written a secret.')
      }
      const scene = { name: `plan-approve-deploy.yml, ${name}`, workflow, event, passes, check }
      if (!(await play(scene))) break
    }
  })
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
