import { expect } from '@jest/globals'
import type { Call } from '../../sandbox/call.ts'
import type { DeploymentRequest } from '../../sandbox/deployments.ts'
import type { FaultRule } from '../../sandbox/faults.ts'
import type { Plan } from '../../sandbox/plan.ts'
import type { Sandbox } from '../../sandbox/server.ts'
import { type ActionRun, deploy, headSha, type RunOptions } from './run.ts'

export { type ActionRun, appId, deploy, deployAsProcess, headSha, type RunOptions } from './run.ts'

import { oldSpicepod, spicepod } from './spicepods.ts'

export { manifest, oldSpicepod, pod, spicepod } from './spicepods.ts'

export const succeeded: Plan = [{ afterMs: 0, status: 'succeeded' }]
export const failed: Plan = [{ afterMs: 0, status: 'failed', error_message: 'No such bucket' }]

/** The body of a valid request for a deployment. */
export const request = { branch: 'main', commit_sha: headSha, commit_message: 'Fix the meter' }

/** A run that finds the app by its name, and may create it. */
export const creating = {
  'app-id': undefined,
  'app-name': 'taxi-fares',
  'create-app-if-missing': 'true',
  region: 'us-east-1',
}

/** The writes of a run, in order: each call with its body. */
export function writesOf({
  requests,
}: Pick<ActionRun, 'requests'>): [operation: string | undefined, body: unknown][] {
  return requests
    .filter(
      ({ method, operation = '' }) => method !== 'GET' && !['token', 'githubGraphql'].includes(operation),
    )
    .map(({ operation, body }) => [operation, body])
}

/** The same without the bodies. */
export function namesOfWrites(run: Pick<ActionRun, 'requests'>): string[] {
  return writesOf(run).map(([operation]) => operation ?? 'unknown')
}

/** Does something after the first call of an operation has arrived and before the response. */
export function onArrival(sandbox: Sandbox, operation: string, then: () => void): void {
  let isDone = false
  beforeEachCall(sandbox, (call) => {
    if (isDone || !isCallOf(operation, call)) return
    isDone = true
    then()
  })
}

/** Does something whenever a call has arrived. */
export function beforeEachCall({ cloud }: Sandbox, then: (call: Call) => void): void {
  const handle = cloud.handle.bind(cloud)
  cloud.handle = async (call) => {
    then(call)
    return handle(call)
  }
}

function isCallOf(operation: string, { method, path }: { method: string; path: string }): boolean {
  const [ofMethod, ofPath] = calls[operation] ?? []
  return method === ofMethod && ofPath?.test(path) === true
}

const calls: Readonly<Record<string, [method: string, path: RegExp]>> = {
  createApp: ['POST', /\/v1\/apps$/],
  updateApp: ['PUT', /\/v1\/apps\/\d+$/],
  deleteApp: ['DELETE', /\/v1\/(apps|projects)\/\d+$/],
  forkProject: ['POST', /\/forks$/],
  listSecrets: ['GET', /\/secrets$/],
  upsertSecret: ['POST', /\/secrets$/],
  createDeployment: ['POST', /\/deployments$/],
  getDeploymentLogs: ['GET', /\/logs$/],
}

/** A repository whose main branch has the spicepod of an earlier commit, and that of this run. */
export function repositoryWith(earlierSha: string, earlier: object = oldSpicepod, own: object = spicepod) {
  const file = (value: object) => ({ 'spicepod.yaml': JSON.stringify(value) })
  return {
    commits: [
      { sha: earlierSha, files: file(earlier) },
      { sha: headSha, parents: [earlierSha], files: file(own) },
    ],
    branches: [{ repository: 'acme/taxi', name: 'main', sha: headSha }],
  }
}

/** Makes the deployments of the workflow fail, and not the earlier, successful ones. */
export function failing(...goodCommits: string[]) {
  return (_: unknown, { commit_sha = '' }: DeploymentRequest) =>
    goodCommits.includes(commit_sha) ? succeeded : failed
}

/** Checks the result of a bad input or file: one annotation with all problems, and no request. */
export async function expectRefusedAtOnce(
  setup: RunOptions,
  says: readonly (string | RegExp)[],
): Promise<ActionRun> {
  const run = await deploy(setup)
  expect(run.requests).toEqual([])
  expect(run.outputs.outcome).toBe('refused')
  expect(run.annotations).toHaveLength(1)
  for (const text of [run.errors[0], run.outputs['error-message']]) {
    for (const words of says) {
      if (typeof words === 'string') expect(text).toContain(words)
      else expect(text).toMatch(words)
    }
  }
  return run
}

/** The place of a failed run's annotation. */
export function placeOf({ commands }: ActionRun) {
  const { file, line, col } = commands.find(({ command }) => command === 'error')?.properties ?? {}
  return { file, line: Number(line), column: Number(col) }
}

/** The annotations, each with its place, in the order in which they were printed. */
export function placesOf({ commands }: Pick<ActionRun, 'commands'>) {
  return commands
    .filter(({ command }) => command === 'error' || command === 'warning')
    .map(({ command, properties, message }) => {
      const { file, line, col } = properties
      return [command, file, Number(line), Number(col), message] as const
    })
}

/** The next updates of the app are refused, because it has changed in the meantime. */
export function changingDuring(times: number): FaultRule[] {
  const body = { error: 'App changed state during the update' }
  return [{ on: { path: 'updateApp', times }, fault: { kind: 'status', status: 409, body } }]
}
