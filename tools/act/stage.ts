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
import { basename, dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'
import { optionsFor } from '../../sandbox/outcomes.ts'
import { succeeds } from '../../sandbox/plan.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts'
import type { Spicepod } from '../../sandbox/spicepod.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import type { Setup } from '../../testing/example-setup.ts'
import { type EventName, makeEvent } from '../events.ts'
import { readHeadCommit } from '../head-commit.ts'
import { type ActRun, runAct } from './run.ts'

// Where workflows run under act: a cloud with a fake GitHub, and a repository, which have what the setup of an example names,
// and nothing else.

export const ownName = 'OWNER/spice-cloud-deploy-action'

/** A workflow that runs once, and how that has to end. */
interface Scene {
  readonly name: string
  /** Path of the workflow. Only the URLs of the cloud are added to it. */
  readonly workflow: string
  readonly event: EventName
  /** Members of the payload, besides those of the event. */
  readonly payload?: object
  /** A folder with programs that come first. */
  readonly tools?: string
  /** Whether the job has to pass, which is the default. */
  readonly passes?: boolean
  /** Throws if anything is not as expected. */
  readonly check: (run: ActRun) => void
}

export interface Stage {
  readonly folder: string
  readonly repository: string
  readonly sandbox: Sandbox
  /** @returns whether the scene went as expected */
  readonly play: (scene: Scene) => Promise<boolean>
}

/** Makes a stage, plays on it, and removes it. */
export async function onStage(
  program: string,
  root: string,
  setup: Setup,
  options: SandboxOptions,
  show: (stage: Stage) => Promise<unknown>,
): Promise<ActRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stage-'))
  const sandbox = await startSandbox({ ...optionsFor('succeeded', 500), runtime: {}, ...options })
  const runs: ActRun[] = []
  try {
    const repository = join(folder, 'repository')
    execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', repository])
    const actions = createActions(folder, root, repository)
    const play = async ({ name, event, workflow, payload: more, tools, passes = true, check }: Scene) => {
      const { payload, env } = makeEvent(event, readHeadCommit(repository))
      const eventFile = join(folder, 'event.json')
      writeFileSync(eventFile, JSON.stringify({ ...payload, ...more }))
      const run = await runAct(program, {
        name,
        event,
        workflow: copyWorkflow(workflow, folder, sandbox),
        repository,
        eventFile,
        actions,
        env: {
          ...env,
          GITHUB_REPOSITORY: 'acme/taxi',
          GITHUB_API_URL: sandbox.githubApiUrl,
          GITHUB_RUN_ID: String(runs.length + 1),
        },
        args: argumentsForSetup(setup, sandbox),
        ...(tools !== undefined && { tools }),
      })
      try {
        assert.deepEqual(sandbox.mismatches, [])
        assert.equal(run.status === 0, passes, 'The workflow did not end as expected.')
        check(run)
        runs.push({ ...run, status: 0 })
        return true
      } catch (error) {
        runs.push({ ...run, status: 1, log: [...run.log, String(error)] })
        return false
      }
    }
    await show({ folder, repository, sandbox, play })
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return runs
}

const samples: Record<string, string> = {
  'spicepod.yaml': 'sandbox/spicepod.yaml',
  'data-tests.yaml': 'examples/data-tests.yaml',
}

/** Commits the files of a setup. */
export function commitFiles(repository: string, root: string, { file: files }: Setup): void {
  for (const file of files) {
    const sample = samples[basename(file)]
    if (sample === undefined) throw new Error(`There is no sample of the file ${file}.`)
    const target = join(repository, file)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(join(root, sample), target)
    // What is deployed already differs from it.
    if (basename(file) === 'spicepod.yaml') appendFileSync(target, 'metadata:\n  push: first\n')
  }
  commitAll(repository, 'first')
}

export function commitAll(repository: string, message: string): void {
  const author = ['-c', 'user.name=octocat', '-c', 'user.email=octocat@example.com']
  for (const args of [
    ['add', '.'],
    [...author, 'commit', '--allow-empty', '-qm', message],
  ])
    execFileSync('git', args, { cwd: repository, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** A cloud with the apps of a setup, whose client has its scopes. Apps that it names, or pushes nothing to, are deployed. */
export function optionsForSetup({ app, file, variable, scope }: Setup, spicepod: Spicepod): SandboxOptions {
  const named = app.map((name, index) => ({ id: DEFAULT_APP.id + 1 + index, name, spicepod }))
  const isPushed = file.includes('spicepod.yaml')
  const byId = variable.includes('SPICE_APP_ID') ? [DEFAULT_APP] : []
  const deployed = [...named, ...(isPushed ? [] : byId.map((each) => ({ ...each, spicepod })))]
  return {
    apps: [...(isPushed ? byId : []), ...deployed],
    deployments: deployed.map(({ id }) => ({ appId: id, createdMsAgo: 86_400_000, plan: succeeds() })),
    client: { scopes: scope },
  }
}

/** Options of act for the secrets and variables of a setup, and for the token that every job has. */
function argumentsForSetup({ secret, variable }: Setup, { credentials }: Sandbox): string[] {
  const values: Record<string, string> = {
    SPICE_CLIENT_ID: credentials.clientId,
    SPICE_CLIENT_SECRET: credentials.clientSecret,
    SPICE_APP_ID: String(DEFAULT_APP.id),
  }
  const pair = (name: string) => `${name}=${values[name] ?? 'wren-4711-lark'}`
  return [
    ...['--secret', 'GITHUB_TOKEN=ghs_16C7e42F292c6912E7710c838347Ae178B4a'],
    ...secret.flatMap((name) => ['--secret', pair(name)]),
    ...variable.flatMap((name) => ['--var', pair(name)]),
  ]
}

interface Workflow {
  jobs: Record<string, { steps: { uses?: string; with?: Record<string, unknown> }[] }>
}

/** Adds the URLs of the cloud to the steps that use an action of this repository. */
function copyWorkflow(source: string, folder: string, { url, tokenUrl }: Sandbox): string {
  const workflow = parse(readFileSync(source, 'utf8')) as Workflow
  for (const step of Object.values(workflow.jobs).flatMap((job) => job.steps)) {
    if (step.uses?.startsWith(`${ownName}/sandbox`) || step.with?.['api-url'] !== undefined) continue
    if (step.uses?.startsWith(ownName))
      step.with = { ...step.with, 'api-url': url, 'oauth-token-url': tokenUrl }
  }
  const file = join(folder, basename(source))
  writeFileSync(file, stringify(workflow))
  return file
}

/** The actions that the examples use: those of this repository, and a checkout that works without GitHub. */
function createActions(folder: string, root: string, repository: string): Record<string, string> {
  const own = join(folder, 'own')
  for (const path of [...globSync('{.,*}/action.yml', { cwd: root }), 'dist'])
    cpSync(join(root, path), join(own, path), { recursive: true })
  const checkout = join(folder, 'checkout')
  mkdirSync(checkout)
  const run = `git clone --quiet '${repository}' . && git checkout --quiet \${{ inputs.ref }}`
  const action = {
    inputs: { ref: { default: '' }, 'persist-credentials': { default: 'false' } },
    runs: { using: 'composite', steps: [{ run, shell: 'bash' }] },
  }
  writeFileSync(join(checkout, 'action.yml'), stringify(action))
  const examples = globSync(join(root, 'examples/*.yml')).map((file) => readFileSync(file, 'utf8'))
  const names = examples.join('\n').match(/actions\/checkout@\w+/g) ?? []
  return { ...Object.fromEntries(names.map((name) => [name, checkout])), [`${ownName}@v1`]: own }
}
