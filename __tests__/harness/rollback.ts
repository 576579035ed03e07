import type { RecordedCall } from '../../sandbox/call.ts'
import type { DeploymentSeed } from '../../sandbox/deployments.ts'
import type { FileSeed } from '../../sandbox/github/history.ts'
import { fails, succeeds } from '../../sandbox/plan.ts'
import type { ActionRun, RunOptions } from './run.ts'
import { pod } from './spicepods.ts'

/** The commits of a repository, oldest first, each with a spicepod of its own. */
export const shas = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [string, string, string, string]
export const [first, second, third, beside] = shas

export const manifestOf = (version: string) =>
  `version: v1\nkind: Spicepod\nname: taxi\ndatasets:\n  - from: s3://trips/${version}\n    name: trips\n`
export const podOf = (version: string) =>
  pod({ datasets: [{ from: `s3://trips/${version}`, name: 'trips' }] })

/** `main` has three commits; another branch has one more that begins at the second one. */
export const commits = [
  { sha: first, message: 'Begin', files: { 'spicepod.yaml': manifestOf('1') } as Record<string, FileSeed> },
  { sha: second, message: 'Second', parents: [first], files: { 'spicepod.yaml': manifestOf('2') } },
  { sha: third, message: 'Third', parents: [second], files: { 'spicepod.yaml': manifestOf('3') } },
  { sha: beside, message: 'Beside', parents: [second], files: { 'spicepod.yaml': manifestOf('4') } },
]

/** `main` has these files one commit below its tip. */
export const mainBelow = (sha: string, files: Record<string, FileSeed>) => [
  { sha, files },
  { sha: third, parents: [sha] },
]
export const main = { repository: 'acme/taxi', name: 'main', sha: third }

/** A deployment of a commit; the later in a list, the newer. */
/** What a deployment has that goes back to another one. */
export const back = (id: number) => ({ commitMessage: `Roll back to deployment ${id}: Second` })

export function ran(commitSha: string | undefined, more: Partial<DeploymentSeed> = {}): DeploymentSeed {
  const index = shas.indexOf(commitSha ?? '')
  return {
    appId: 4711,
    plan: succeeds(0),
    branch: 'main',
    ...(commitSha !== undefined && { commitSha }),
    ...(index >= 0 && { commitMessage: ['Begin', 'Second', 'Third', 'Beside'][index] ?? '' }),
    ...more,
  }
}

export const failed = fails(0, 'No such bucket')

/** Dates deployments an hour apart, the last one an hour ago, with ids from 901. */
export function inOrder(...seeds: DeploymentSeed[]): DeploymentSeed[] {
  const hourMs = 3_600_000
  return seeds.map((seed, index) => ({
    id: 901 + index,
    createdMsAgo: (seeds.length - index) * hourMs,
    ...seed,
  }))
}

export const app = { id: 4711, name: 'taxi', spicepod: podOf('3') }

/** Runs the action that goes back, by default from the third to the second of three good deployments. */
export async function rollBack({ sandbox, ...options }: RunOptions = {}): Promise<ActionRun> {
  // Loaded here, because the histories are also played without jest.
  const { deploy } = await import('./run.ts')
  return deploy({
    action: 'rollback',
    eventName: 'workflow_dispatch',
    event: {},
    ...options,
    sandbox: {
      apps: [app],
      deployments: inOrder(ran(first), ran(second), ran(third)),
      commits,
      branches: [main],
      firstDeploymentId: 1001,
      ...sandbox,
    },
  })
}

/** What the run wrote to Spice Cloud: the operations and their bodies, in order. */
export function writesOf({ requests }: Pick<ActionRun, 'requests'>): unknown[] {
  const isWrite = ({ method, operation = '' }: RecordedCall) =>
    method !== 'GET' && operation !== 'token' && !/^(github|runtime)/.test(operation)
  return requests.filter(isWrite).map(({ operation, body }) => [operation, body])
}
