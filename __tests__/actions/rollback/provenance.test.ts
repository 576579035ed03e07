import { expect, test } from '@jest/globals'
import type { FaultRule } from '../../../sandbox/faults.ts'
import type { PullRequest } from '../../../sandbox/github/pulls.ts'
import type { SandboxOptions } from '../../../sandbox/server.ts'
import {
  beside,
  commits,
  first,
  inOrder,
  main,
  manifestOf,
  ran,
  rollBack,
  third,
  writesOf,
} from '../../harness/rollback.ts'

/** A commit with a history of its own, as a push of a stranger makes it. */
const unrelated = 'e'.repeat(40)
const history = [
  ...commits,
  { sha: unrelated, message: 'Unrelated', files: { 'spicepod.yaml': manifestOf('5') } },
]

/** A deployment of a commit was the success before the one that runs. */
const after = (sha: string, branch: string | undefined, more: SandboxOptions = {}): SandboxOptions => ({
  deployments: inOrder(ran(first), ran(sha, { branch: branch ?? null }), ran(third)),
  commits: history,
  ...more,
})
const pullOf = (sha: string, more: Partial<PullRequest> = {}): PullRequest => ({
  number: 5,
  state: 'closed',
  merged: true,
  head: { ref: 'gone', sha, repo: { full_name: 'acme/taxi' } },
  ...more,
})
const status = (path: string, code: number): FaultRule => ({
  on: { path, times: 9 },
  fault: { kind: 'status', status: code },
})
const gitea = { github: { forge: 'gitea' } } as const
const giteaUrl = { GITHUB_SERVER_URL: 'http://gitea.acme.example:3000' }

test.each<[string, string, SandboxOptions, Record<string, string>?]>([
  ['beside the default branch', beside, after(beside, 'main')],
  ['of an unrelated history', unrelated, after(unrelated, 'main')],
  ['of an unrelated history, on Gitea', unrelated, after(unrelated, 'main', { settings: gitea }), giteaUrl],
  ['on a branch that is gone', beside, after(beside, 'gone')],
  ['without a branch on record', beside, after(beside, undefined)],
  [
    'of an open pull request',
    beside,
    after(beside, 'main', { pulls: [pullOf(beside, { state: 'open', merged: false })] }),
  ],
  ['of a closed pull request', beside, after(beside, 'main', { pulls: [pullOf(beside, { merged: false })] })],
  [
    'below the head of a merged pull request',
    beside,
    after(beside, 'main', { pulls: [pullOf(unrelated, { commits: [beside] })] }),
  ],
  ['whose ID is on record as the branch', beside, after(beside, beside)],
  ['whose short ID is on record as the branch', beside, after(beside, beside.slice(0, 7))],
  [
    'on a branch of a fork that is on record with its owner',
    beside,
    after(beside, 'eve:work', { branches: [main, { repository: 'acme/taxi', name: 'work', sha: beside }] }),
  ],
])('a commit %s is refused, and its whole ID is the way to deploy it', async (_, sha, sandbox, env = {}) => {
  // However it is named, it is the same commit.
  for (const to of sandbox.branches ? ['previous', '902', sha.slice(0, 9)] : ['previous']) {
    const run = await rollBack({ sandbox, env, inputs: { to } })
    expect([run.outputs.outcome, run.outputs['to-commit-sha'], writesOf(run)]).toEqual(['refused', sha, []])
    expect(run.errors[0]).toContain(`Commit ${sha} is neither on the default branch of this repository`)
    expect(run.errors[0]).toContain(`set \`to: ${sha}\``)
  }
  const named = await rollBack({ sandbox, env, inputs: { to: sha } })
  expect([named.outputs.outcome, named.outputs['live-commit-sha']]).toEqual(['succeeded', sha])
  expect(named.warnings).toEqual([expect.stringContaining(`Commit ${sha} is neither on the default branch`)])
})

test.each<[string, SandboxOptions, Record<string, string>?]>([
  [
    'on the branch on record',
    after(beside, 'refs/heads/dev', {
      branches: [main, { repository: 'acme/taxi', name: 'dev', sha: beside }],
    }),
  ],
  ['that is the head of a merged pull request', after(beside, 'gone', { pulls: [pullOf(beside)] })],
  [
    'that is the head of a merged pull request of Gitea',
    after(beside, 'gone', { pulls: [pullOf(beside)], settings: gitea }),
    giteaUrl,
  ],
])('a commit %s is deployed without a warning', async (_, sandbox, env = {}) => {
  const run = await rollBack({ sandbox, env })
  expect([run.outputs.outcome, run.outputs['live-commit-sha'], run.warnings]).toEqual([
    'succeeded',
    beside,
    [],
  ])
})

test.each([
  ['the comparison fails', status('githubCompare', 502)],
  ['the repository cannot be read', status('githubRepository', 500)],
  [
    'there is no answer about pull requests',
    { on: { path: 'githubPulls', times: 9 }, fault: { kind: 'hang' } },
  ],
  ['the token may not read pull requests', status('githubPulls', 403)],
] as const satisfies readonly (readonly [string, FaultRule])[])(
  'the way back works with a warning if %s',
  async (_, fault) => {
    const run = await rollBack({ sandbox: after(beside, 'main'), faults: [fault] })
    expect([run.outputs.outcome, run.outputs['live-commit-sha']]).toEqual(['succeeded', beside])
    expect(run.warnings).toEqual([
      expect.stringContaining('Could not check whether commit ddddddd was accepted into this repository'),
    ])
  },
)
