import { expect, test } from '@jest/globals'
import type { Plan } from '../../sandbox/plan.ts'
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/server.ts'
import { namesOfWrites } from '../harness/app.ts'
import { pullSha as first, onPullRequest } from '../harness/pull-request.ts'
import { remove } from '../harness/remove.ts'
import { type ActionRun, cancelledOn, deploy, inVirtualTime, type RunOptions } from '../harness/run.ts'
import { manifest } from '../harness/spicepods.ts'

const number = 7
const second = 'b1a2c3d4e5f60718293a4b5c6d7e8f9001122334'
const production = { id: 4711, name: 'taxi' }
const preview = `taxi-pr-${number}`
const changed = manifest.replace('s3://bucket/trips/', 's3://bucket/rides/')

/** Long enough for something else to happen meanwhile. */
const slow: Plan = [
  { afterMs: 0, status: 'in_progress' },
  { afterMs: 5000, status: 'succeeded' },
]

/** What becomes of a deleted app. */
const deletions: [string, NonNullable<SandboxOptions['deletion']>][] = [
  ['an app that comes back with its name', {}],
  ['an app that the list still shows after its deletion', { listedFor: 3 }],
]

type Action = 'opened' | 'synchronize' | 'closed' | 'reopened'

/** A pull request, and the Spice Cloud of its preview. Its runs are numbered, as GitHub does it. */
function openPullRequest(options: SandboxOptions = {}) {
  const sandbox = createSandbox({
    apps: [production],
    client: { scopes: ['apps:write', 'deployments:write', 'apps:delete'] },
    ...options,
  })
  let runs = 0

  const optionsOf = (action: Action, sha: string): RunOptions => {
    runs += 1
    return { in: sandbox, ...onPullRequest({ action, sha }), env: { GITHUB_RUN_ID: String(runs) } }
  }
  const inputs = { 'app-id': undefined, 'app-name': preview, 'comment-on-pr': 'true' }

  return {
    sandbox,
    /** The run of a push, with the inputs of the example. */
    deploy: (action: Action, sha = first, { inputs: more, ...setup }: RunOptions = {}) =>
      withRequests(sandbox, () =>
        deploy({
          files: filesOf(sha),
          creates: deploymentsIn(sandbox) + 1,
          ...optionsOf(action, sha),
          ...setup,
          inputs: {
            scope: setup.credentials === 'token' ? undefined : 'apps:write deployments:write',
            ...inputs,
            'create-app-if-missing': 'true',
            region: 'us-east-1',
            replicas: '1',
            'on-superseded': 'pass',
            ...more,
          },
        }),
      ),
    /** The plan of what a merge would change in production. */
    plan: (action: Action, sha = first) =>
      withRequests(sandbox, () =>
        deploy({
          files: filesOf(sha),
          creates: deploymentsIn(sandbox),
          ...optionsOf(action, sha),
          inputs: { 'dry-run': 'true', 'comment-on-pr': 'true' },
        }),
      ),
    /** The run of the end of the pull request. */
    remove: ({ inputs: more, ...setup }: RunOptions = {}) =>
      withRequests(sandbox, () =>
        remove({
          ...optionsOf('closed', second),
          ...setup,
          inputs: { scope: setup.credentials === 'token' ? undefined : 'apps:delete', ...inputs, ...more },
        }),
      ),
    appNames: () => sandbox.cloud.state.apps.map(({ name }) => name),
    comments: () => sandbox.github.comments.of(number).map(({ body }) => body),
  }
}

/** The repository at a commit. */
function filesOf(sha: string): RunOptions['files'] {
  return { 'spicepod.yaml': sha === first ? manifest : changed }
}

/** A run with its own requests only. */
async function withRequests({ requests }: Sandbox, start: () => Promise<ActionRun>): Promise<ActionRun> {
  const before = requests.length
  const run = await start()
  return { ...run, requests: requests.slice(before) }
}

function deploymentsIn({ cloud }: Sandbox): number {
  return cloud.state.records.filter(({ creationSource }) => creationSource === 'api').length
}

const resultOf = ({ exitCode, outputs, annotations }: ActionRun) => [exitCode, outputs.outcome, annotations]
const good = (outcome: string) => [0, outcome, []]

test.each(deletions)(
  'a pull request has one preview and one comment, from its opening to its end and after it: %s',
  (_, deletion) =>
    inVirtualTime(async () => {
      const pull = openPullRequest({ deletion })
      const { state } = pull.sandbox.cloud

      const opened = await pull.deploy('opened')
      expect(resultOf(opened)).toEqual(good('succeeded'))
      expect(namesOfWrites(opened)).toEqual([
        ...['createApp', 'updateApp', 'createDeployment', 'githubCreateComment'],
      ])
      expect(pull.appNames()).toEqual(['taxi', preview])
      const app = state.apps[1]
      expect(opened.outputs).toMatchObject({ 'app-id': String(app?.id), 'app-name': preview })
      expect([app?.tags, app?.region]).toEqual([{ repository: 'acme_taxi' }, 'us-east-1'])
      expect(pull.comments()).toEqual([expect.stringMatching(/✅ .*: Deployed/)])
      expect(pull.comments()[0]).toContain(first)

      const pushed = await pull.deploy('synchronize', second)
      expect(resultOf(pushed)).toEqual(good('succeeded'))
      expect(namesOfWrites(pushed)).toEqual(['updateApp', 'createDeployment', 'githubUpdateComment'])
      expect(pushed.outputs['app-id']).toBe(opened.outputs['app-id'])
      expect(JSON.stringify(app?.spicepod)).toContain('s3://bucket/rides/')
      expect(pull.comments()).toEqual([expect.stringMatching(/✅ .*: Deployed/)])
      expect(pull.comments()[0]).toContain(second)

      const closed = await pull.remove()
      expect(resultOf(closed)).toEqual(good('removed'))
      expect(namesOfWrites(closed)).toEqual(['deleteApp', 'githubUpdateComment'])
      expect(closed.deletedApps).toEqual([app?.id])
      expect(pull.appNames()).toEqual(['taxi'])
      const [goodbye = '', ...others] = pull.comments()
      expect([goodbye, others]).toEqual([expect.stringMatching(/🗑️ .*: App deleted/), []])
      expect(goodbye).toContain('App taxi-pr-7 (4712) was deleted.')

      const again = await pull.remove()
      expect(resultOf(again)).toEqual(good('absent'))
      expect(namesOfWrites(again)).toEqual([])
      expect(pull.comments()).toEqual([goodbye])

      const reopened = await pull.deploy('reopened', second)
      expect(resultOf(reopened)).toEqual(good('succeeded'))
      expect(namesOfWrites(reopened)).toContain('githubUpdateComment')
      expect(pull.appNames()).toEqual(['taxi', preview])
      expect(JSON.stringify(state.apps[1]?.spicepod)).toContain('s3://bucket/rides/')
      expect(pull.comments()).toEqual([expect.stringMatching(/✅ .*: Deployed/)])

      expect(resultOf(await pull.remove())).toEqual(good('removed'))
      expect(pull.appNames()).toEqual(['taxi'])
      expect(pull.comments()).toEqual([expect.stringMatching(/🗑️ .*: App deleted/)])
      // Nobody has touched the app of the same repository.
      expect(state.records.filter(({ appId }) => appId === production.id)).toEqual([])
    }),
)

test('a pull request has a comment with its plan beside that of its preview, and both are updated', () =>
  inVirtualTime(async () => {
    const pull = openPullRequest()
    expect(resultOf(await pull.plan('opened'))).toEqual(good('planned'))
    await pull.deploy('opened')
    const isPlan = /<h3>Plan for .*<code>taxi<\/code>.*: 1 change</
    expect(pull.comments()).toEqual([expect.stringMatching(isPlan), expect.stringMatching(/✅ .*: Deployed/)])
    expect(pull.comments()[0]).toContain('s3://bucket/trips/')

    expect(namesOfWrites(await pull.plan('synchronize', second))).toEqual(['githubUpdateComment'])
    await pull.deploy('synchronize', second)
    expect(pull.comments()).toEqual([expect.stringMatching(isPlan), expect.stringMatching(/✅ .*: Deployed/)])
    for (const comment of pull.comments()) expect(comment).toContain(second)
    expect(pull.comments()[0]).toContain('s3://bucket/rides/')

    await pull.remove()
    expect(pull.comments()).toEqual([
      expect.stringMatching(isPlan),
      expect.stringMatching(/🗑️ .*: App deleted/),
    ])
  }))

test('a pull request that is pushed again while its preview is being deployed gets the newer commit', () =>
  inVirtualTime(async () => {
    const pull = openPullRequest({ plan: slow })
    // GitHub cancels the older run, as the workflow says.
    const cancelled = await pull.deploy('opened', first, cancelledOn('in_progress'))
    expect([cancelled.exitCode, cancelled.outputs.outcome]).toEqual([1, 'cancelled'])
    const pushed = await pull.deploy('synchronize', second)
    // That one replaced the other is no reason for a warning here.
    expect(resultOf(pushed)).toEqual(good('succeeded'))
    expect(pushed.log).toContain('Deployment 1002 replaced deployment 1001')
    expect(pull.appNames()).toEqual(['taxi', preview])
    expect(pull.comments()).toEqual([expect.stringMatching(/✅ .*: Deployed/)])
    expect(pull.comments()[0]).toContain(second)
  }))

test('a pull request that is closed while its preview is being deployed leaves nothing behind', () =>
  inVirtualTime(async () => {
    const pull = openPullRequest({ plan: slow })
    let removal: Promise<ActionRun> | undefined
    // Without a `concurrency` group, both runs are in progress. They share a token, which each of them has to mask.
    const deployed = await pull.deploy('opened', first, {
      credentials: 'token',
      onLine: (line) => {
        if (line.includes('in_progress')) removal ??= pull.remove({ credentials: 'token' })
      },
    })
    const removed = await removal
    expect(removed && resultOf(removed)).toEqual(good('removed'))
    expect(pull.appNames()).toEqual(['taxi'])
    expect([deployed.exitCode, deployed.outputs.outcome]).toEqual([1, 'unknown'])
    expect(deployed.errors[0]).toContain('the app no longer exists')
    expect(deployed.errors[0]).toContain('HTTP 404: App with ID 4712 not found')
    // The run of the push ends last, and is older.
    expect(deployed.log).toContain('already shows a newer run; comment left unchanged')
    expect(pull.comments()).toEqual([expect.stringMatching(/🗑️ .*: App deleted/)])
  }))
