import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { ANY_REPOSITORY } from '../sandbox/github/branch.ts'
import { fails, succeeds } from '../sandbox/plan.ts'
import type { SandboxOptions } from '../sandbox/server.ts'
import { DEFAULT_APP } from '../sandbox/state.ts'

const hourMs = 3_600_000

/**
 * An app and its repository with three commits, each of which was deployed: the second deployment failed, and the third one
 * has lost a dataset.
 */
export function optionsForHistory(root: string): SandboxOptions & { apps: object } {
  const good = readFileSync(`${root}/sandbox/spicepod.yaml`, 'utf8')
  const bad = good.replace(/ {2}- from: s3:\/\/sandbox\/orders\/[\s\S]*/, '')
  const history = [
    { message: 'Add the orders', text: good, plan: succeeds(41_000) },
    { message: 'Read the orders of a bucket that is not there', text: good, plan: fails(52_000) },
    { message: 'Clean up', text: bad, plan: succeeds(38_000) },
  ]
  const shas = ['1c', '2f', '3e'].map((digits) => digits.repeat(20))
  const entries = history.map((entry, index) => ({
    ...entry,
    sha: shas[index] ?? '',
    parent: shas[index - 1],
  }))
  return {
    apps: [{ ...DEFAULT_APP, spicepod: parse(bad) }],
    deployments: entries.map(({ sha, message, plan }, index) => ({
      appId: DEFAULT_APP.id,
      plan,
      branch: 'main',
      commitSha: sha,
      commitMessage: message,
      createdMsAgo: (3 - index) * hourMs,
    })),
    commits: entries.map(({ sha, message, text, parent }) => ({
      sha,
      message,
      files: { 'spicepod.yaml': text },
      ...(parent !== undefined && { parents: [parent] }),
    })),
    branches: [{ repository: ANY_REPOSITORY, name: 'main', sha: shas[2] ?? '' }],
  }
}
