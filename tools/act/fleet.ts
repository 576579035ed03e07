import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { ANY_REPOSITORY, putBranch } from '../../sandbox/github/branch.ts'
import { succeeds } from '../../sandbox/plan.ts'
import { readSetup } from '../../testing/example-setup.ts'
import type { EventName } from '../events.ts'
import { readHeadCommit } from '../head-commit.ts'
import type { ActRun } from './run.ts'
import { commitAll, onStage, optionsForSetup } from './stage.ts'

// Apps of one repository: two have changed, one is new, one was edited on spice.ai, one spicepod is broken, and one is as it
// was. `examples/watch-for-edits.yml` asks for an issue, and `examples/many-apps.yml` deploys what needs it.

const names = ['changed', 'also-changed', 'added', 'edited', 'broken', 'current'] as const
type Name = (typeof names)[number]

const spicepodOf = (name: string, dataset = 'trips') => ({
  version: 'v1',
  kind: 'Spicepod',
  name,
  datasets: [{ name: dataset, from: `s3://acme/${dataset}/` }],
})

interface Step {
  name: string
  example: string
  event: EventName
  /** Apps whose spicepod names another dataset than before. */
  changes: readonly Name[]
  passes: boolean
  /** The apps that the run deploys. */
  deploys: readonly Name[]
  /** What `gh` was asked for. */
  asks?: readonly string[]
}

const steps: Step[] = [
  {
    name: 'an edit',
    example: 'watch-for-edits.yml',
    event: 'schedule',
    changes: ['broken'],
    passes: false,
    deploys: [],
    asks: ['issue list', 'issue create'],
  },
  {
    name: 'a push with a broken spicepod',
    example: 'many-apps.yml',
    event: 'push',
    changes: ['changed', 'also-changed'],
    passes: false,
    deploys: ['changed', 'also-changed', 'added', 'edited'],
  },
  {
    name: 'a push that mends it',
    example: 'many-apps.yml',
    event: 'push',
    changes: ['changed', 'also-changed', 'broken'],
    passes: true,
    deploys: ['broken'],
  },
]

/** Takes the steps one after the other, and stops at the first one that does not end as expected. */
export function runFleet(program: string, root: string): Promise<ActRun[]> {
  const setup = readSetup(readFileSync(join(root, 'examples/many-apps.yml'), 'utf8'))
  const first = 'f'.repeat(40)
  const apps = names
    .filter((name) => name !== 'added')
    .map((name, index) => ({
      id: 5001 + index,
      name,
      spicepod: spicepodOf(name, name === 'edited' ? 'fares' : 'trips'),
    }))
  const from = { createdMsAgo: 86_400_000, plan: succeeds(), commitSha: first, branch: 'main' }
  const options = {
    ...optionsForSetup({ ...setup, app: [] }, {}),
    apps,
    deployments: apps.map(({ id }) => ({ appId: id, ...from })),
    commits: [
      {
        sha: first,
        files: Object.fromEntries(names.map((name) => [fileOf(name), stringify(spicepodOf(name))])),
      },
    ],
  }
  return onStage(program, root, setup, options, async ({ folder, repository, sandbox, play }) => {
    const { cloud, github } = sandbox
    const tools = join(folder, 'tools')
    const calls = join(folder, 'calls')
    mkdirSync(tools)
    writeFileSync(join(tools, 'gh'), `#!/bin/sh\necho "$1 $2" >> '${calls}'\n`, { mode: 0o755 })
    for (const { name, example, event, changes, passes, deploys, asks = [] } of steps) {
      writeSpicepods(repository, changes)
      commitAll(repository, name)
      const { sha } = readHeadCommit(repository)
      putBranch(github.branches, { repository: ANY_REPOSITORY, name: 'main', sha })
      const before = cloud.state.records.length
      const check = () => {
        const { apps, records } = cloud.state
        const deployed = records.slice(before).map(({ appId }) => apps.find(({ id }) => id === appId)?.name)
        assert.deepEqual(deployed.sort(), [...deploys].sort())
        assert.deepEqual(readLines(calls), asks)
        writeFileSync(calls, '')
      }
      const workflow = join(root, 'examples', example)
      if (!(await play({ name: `${example}, ${name}`, workflow, event, tools, passes, check }))) break
    }
  })
}

function readLines(file: string): string[] {
  return readFileSync(file, { encoding: 'utf8', flag: 'a+' }).split('\n').filter(Boolean)
}

function fileOf(name: string): string {
  return `apps/${name}/spicepod.yaml`
}

/** Writes the spicepods of all apps; one is broken as long as it is not among those that have changed. */
function writeSpicepods(repository: string, changes: readonly Name[]): void {
  for (const name of names) {
    mkdirSync(join(repository, 'apps', name), { recursive: true })
    const text = stringify(spicepodOf(name, changes.includes(name) ? 'zones' : 'trips'))
    const isBroken = name === 'broken' && !changes.includes(name)
    writeFileSync(join(repository, fileOf(name)), isBroken ? 'version: [' : text)
  }
}
