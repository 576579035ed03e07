import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { succeeds } from '../../sandbox/plan.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { readSetup } from '../../testing/example-setup.ts'
import type { ActRun } from './run.ts'
import { commitAll, onStage } from './stage.ts'

// The gate of docs/plan.md: its steps plan, check the plan with jq, and deploy what was checked.

const spicepodOf = (...names: string[]) => ({
  version: 'v1',
  kind: 'Spicepod',
  name: 'taxi',
  datasets: names.map((name) => ({ name, from: `s3://acme/${name}/` })),
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

const setup = readSetup(
  '# Setup:\n# - variable SPICE_APP_ID: -\n# - secrets SPICE_CLIENT_ID and SPICE_CLIENT_SECRET: -\nname: gate',
)

/** Runs the steps for one plan after the other. */
export async function runGate(program: string, root: string): Promise<ActRun[]> {
  const runs = cases.map(({ name, datasets, imageTag, passes }) => {
    const last = { appId: DEFAULT_APP.id, createdMsAgo: 86_400_000, plan: succeeds(), imageTag }
    const options = { apps: [{ ...DEFAULT_APP, spicepod: spicepodOf(...datasets) }], deployments: [last] }
    return onStage(program, root, setup, options, async ({ folder, repository, sandbox, play }) => {
      writeFileSync(join(repository, 'spicepod.yaml'), stringify(spicepodOf('trips', 'zones')))
      commitAll(repository, name)
      await play({
        name: `the gate of docs/plan.md, ${name}`,
        workflow: writeWorkflow(folder, root),
        event: 'push',
        passes,
        check({ log }) {
          const { length } = sandbox.cloud.state.records
          assert.equal(length, passes ? 2 : 1, 'Not as many deployments as expected.')
          const gate = log.find((line) => /(✅|❌) .* - Main Check the plan/u.test(line))
          assert.equal(gate?.includes('✅'), passes, 'The gate did not end as expected.')
        },
      })
    })
  })
  return (await Promise.all(runs)).flat()
}

/** A workflow with the steps of the page after a checkout. */
function writeWorkflow(folder: string, root: string): string {
  const page = readFileSync(join(root, 'docs/plan.md'), 'utf8')
  const [, steps = ''] = /^### Gates$.*?^```yaml$(.*?)^```$/ms.exec(page) ?? []
  const example = readFileSync(join(root, 'examples/deploy.yml'), 'utf8')
  const [checkout] = /actions\/checkout@\w+/.exec(example) ?? []
  const job = { 'runs-on': 'ubuntu-latest', steps: [{ uses: checkout }, ...parse(steps)] }
  mkdirSync(join(folder, 'page'))
  const workflow = join(folder, 'page/gate.yml')
  writeFileSync(workflow, stringify({ name: 'Gate', on: ['push'], jobs: { deploy: job } }))
  return workflow
}
