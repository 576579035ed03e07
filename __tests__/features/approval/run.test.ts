import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import type { Fault, FaultRule } from '../../../sandbox/faults.ts'
import { succeeds } from '../../../sandbox/plan.ts'
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/server.ts'
import {
  type ActionRun,
  beforeEachCall,
  creating,
  deploy,
  expectRefusedAtOnce,
  manifest,
  namesOfWrites,
  oldSpicepod,
  onArrival,
  type RunOptions,
  spicepod,
  writesOf,
} from '../../harness/app.ts'
import fc from '../../harness/property.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { appId, inVirtualTime, onFirst, type SomeInputs } from '../../harness/run.ts'
import { readSummary } from '../../harness/summary.ts'
import { readComment } from '../../report/comment-html.ts'

const key = 'wren-4711-lark'
const files = { 'spicepod.yaml': manifest }
const app = { id: appId, name: 'taxi', spicepod: oldSpicepod, tags: { team: 'maps', owner: 'ada' } }
const inputs = { tags: 'team: data', secrets: `KEY=${key}`, replicas: '3' }

const openSandbox = (options: SandboxOptions = {}) => createSandbox({ apps: [app], ...options })

type Setup = Omit<RunOptions, 'inputs'> & { inputs?: SomeInputs }

/** A run that brings tags, a spicepod, a secret and a setting, with the requests of this run alone. */
async function run(sandbox: Sandbox, setup: Setup = {}): Promise<ActionRun & { digest: string }> {
  const before = sandbox.requests.length
  const ended = await deploy({
    in: sandbox,
    files,
    hides: [key],
    creates: createdIn(sandbox),
    serverLies: true,
    ...setup,
    inputs: { ...inputs, ...setup.inputs },
  })
  return {
    ...ended,
    requests: ended.requests.slice(before),
    digest: ended.outputs['plan-digest'] ?? 'none',
  }
}

const createdIn = ({ cloud }: Sandbox) =>
  cloud.state.records.filter(({ creationSource }) => creationSource === 'api').length

const plan = (sandbox: Sandbox, setup: Setup = {}) =>
  run(sandbox, { ...setup, inputs: { ...setup.inputs, 'dry-run': 'true' } })

/** Deploys, with as many deployments as there should be afterwards. */
function deployPlan(sandbox: Sandbox, digest: string, setup: Setup = {}, creates = 1) {
  return run(sandbox, { creates, ...setup, inputs: { 'expect-plan': digest, ...setup.inputs } })
}

function appOf({ cloud }: Sandbox) {
  const [first] = cloud.state.apps
  if (first === undefined) throw new Error('The sandbox has no app.')
  return first
}

describe('the digest of a plan', () => {
  test('is the same for a dry run and for the run that does it, and is in the plan comment', async () => {
    const sandbox = openSandbox()
    const dry = await plan(sandbox, { ...onPullRequest(), inputs: { 'comment-on-pr': 'true' } })
    expect(dry.digest).toMatch(/^[0-9a-f]{64}$/)
    const [comment] = sandbox.github.comments.of(7)
    expect(readComment(comment?.body ?? '')).toContain(`Plan${dry.digest}\n`)
    expect(readSummary(dry.summary)).toContain(dry.digest)
    const real = await deployPlan(sandbox, dry.digest, onPullRequest())
    expect([real.outputs.outcome, real.digest]).toEqual(['succeeded', dry.digest])
  })

  test.each([
    ['that is read in the background', { inputs: {} }],
    ['with secrets only', { inputs: { secrets: `KEY=${key}` } }],
    ['that is paused', { inputs: { 'on-paused': 'resume', replicas: '3' }, paused: true }],
  ])('is the same for an app %s', async (_, { inputs: given, ...seed }) => {
    const sandbox = openSandbox({ apps: [{ ...app, ...seed }] })
    const hides = 'secrets' in given ? [key] : []
    const setup = { in: sandbox, hides, maxWarnings: 2, serverLies: true }
    const dry = await deploy({ ...setup, inputs: { ...given, 'dry-run': 'true' } })
    const real = await deploy({ ...setup, inputs: given })
    expect(dry.outputs['plan-digest']).toMatch(/^[0-9a-f]{64}$/)
    expect(real.outputs).toMatchObject({ outcome: 'succeeded', 'plan-digest': dry.outputs['plan-digest'] })
  })

  test('is not set if the app may not be read, and then no plan is the expected one', async () => {
    const options = { client: { scopes: ['deployments:read', 'deployments:write'] } }
    const setup = { sandbox: options, inputs: { 'dry-run': 'true' } }
    expect((await deploy(setup)).outputs).not.toHaveProperty('plan-digest')
    const expecting = await deploy({ ...setup, inputs: { 'expect-plan': 'a'.repeat(64) } })
    expect([expecting.outputs.outcome, namesOfWrites(expecting)]).toEqual(['refused', []])
    expect(expecting.errors[0]).toContain('`apps:read`')
  })

  test('covers a new app, and the one that it is forked from', async () => {
    const digestOf = async (given: SomeInputs, change: (sandbox: Sandbox) => void = () => {}) => {
      const sandbox = openSandbox()
      change(sandbox)
      return (await plan(sandbox, { inputs: { ...creating, ...given } })).digest
    }
    const fork = { 'fork-from': 'taxi' }
    const digests = await Promise.all([
      digestOf({}),
      digestOf({ 'app-name': 'taxi-fares-2' }),
      digestOf({ region: 'us-west-2' }),
      digestOf({ visibility: 'public' }),
      digestOf(fork),
      digestOf({ ...fork, region: undefined }),
      digestOf(fork, (sandbox) => Object.assign(appOf(sandbox), { spicepod })),
      digestOf(fork, (sandbox) => Object.assign(appOf(sandbox), { updateChannel: 'nightly' })),
    ])
    expect(new Set(digests).size).toBe(digests.length)
    // The source changes nothing about an app that is made without it, and a fork is not connected to its repository.
    const others = await Promise.all([
      digestOf({}, (sandbox) => Object.assign(appOf(sandbox), { updateChannel: 'nightly' })),
      digestOf(fork, (sandbox) => Object.assign(appOf(sandbox), { productionBranch: 'release' })),
    ])
    expect(others).toEqual([digests[0], digests[4]])
  })
})

/** Everything on which the requests of a run depend, drawn from few values, so that some agree. */
const cases = fc.record({
  app: fc.record({
    spicepod: fc.constantFrom<Readonly<Record<string, unknown>> | null>(null, spicepod, oldSpicepod),
    tags: fc.constantFrom<Record<string, string>>({}, { team: 'data' }, { team: 'data', owner: 'ada' }),
    replicas: fc.constantFrom(1, 2),
    imageTag: fc.constantFrom(null, '2.3.1'),
    updateChannel: fc.constantFrom('stable', 'preview'),
  }),
  pod: fc.constantFrom<object | undefined>(undefined, spicepod, { ...spicepod, name: 'fares' }),
  format: fc.constantFrom<(pod: object) => string>(
    (pod) => stringify(pod),
    (pod) => `# Fares\n${stringify(pod, { sortMapEntries: true, defaultStringType: 'QUOTE_DOUBLE' })}`,
    (pod) => JSON.stringify(pod, undefined, 2),
  ),
  inputs: fc.record({
    tags: fc.constantFrom(undefined, 'team: data'),
    secrets: fc.constantFrom(undefined, 'KEY=wren-4711-lark', 'KEY=crow-0815-kite', 'OTHER=wren-4711-lark'),
    replicas: fc.constantFrom(undefined, '2'),
    channel: fc.constantFrom(undefined, 'preview'),
    'image-tag': fc.constantFrom(undefined, '2.3.1'),
    debug: fc.constantFrom('false', 'true'),
    branch: fc.constantFrom('main', 'feature/a'),
    'commit-message': fc.constantFrom('Fix', 'Break'),
  }),
})
type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never

/** The requests of a real run and what it takes from the app, without what has no part in a plan. */
async function observe({ app: seed, pod, format, inputs: given }: Case) {
  const sandbox = openSandbox({ apps: [{ id: appId, name: 'taxi', ...seed }] })
  const setup = {
    in: sandbox,
    serverLies: true,
    files: pod === undefined ? {} : { 'spicepod.yaml': format(pod) },
    inputs: { ...given, 'spicepod-checks': 'off' },
    hides: given.secrets === undefined ? [] : [given.secrets.replace(/.*=/, '')],
  }
  const dry = await deploy({ ...setup, inputs: { ...setup.inputs, 'dry-run': 'true' } })
  // An app without a spicepod cannot be deployed, which a plan does not say.
  const real = await deploy({ ...setup, creates: seed.spicepod === null && pod === undefined ? 0 : 1 })
  const [digest, ...others] = new Set([dry, real].map(({ outputs }) => outputs['plan-digest']))
  expect(others).toEqual([])
  const writes = writesOf(real).map(([operation, body]) => {
    const { value, commit_message, spicepod: text, ...rest } = body as Record<string, unknown>
    return [operation, rest, typeof text === 'string' ? parse(text) : text]
  })
  const setsTags = writes.some(([, rest]) => (rest as object | undefined) && 'tags' in (rest as object))
  const isRead = {
    spicepod: seed.spicepod,
    tags: setsTags ? seed.tags : undefined,
    replicas: given.replicas === undefined ? seed.replicas : undefined,
    channel: given.channel === undefined ? seed.updateChannel : undefined,
    imageTag: given['image-tag'] === undefined ? seed.imageTag : undefined,
  }
  return { digest, does: { writes, isRead } }
}

test('two plans have the same digest exactly if their runs send the same to an app in the same state', async () => {
  const pairs = fc
    .tuple(cases, cases, fc.uniqueArray(fc.constantFrom('app', 'pod', 'format', 'inputs'), { maxLength: 2 }))
    .chain(([first, second, parts]) =>
      // Most of the second run is like the first one.
      fc.uniqueArray(fc.constantFrom(...Object.keys(first.inputs)), { maxLength: 2 }).map((names) => {
        const taken = Object.fromEntries(parts.map((part) => [part, second[part as keyof Case]]))
        const some = Object.fromEntries(
          names.map((name) => [name, second.inputs[name as keyof Case['inputs']]]),
        )
        return [first, { ...first, ...taken, inputs: { ...first.inputs, ...some } } as Case] as const
      }),
    )
  // Of what is drawn, too few may be the same by chance.
  const [plain] = fc.sample(cases, { numRuns: 1, seed: 1 })
  if (plain === undefined) throw new Error('Nothing was drawn.')
  const asJson = { ...plain, format: (pod: object) => JSON.stringify(pod) }
  const onOther: Case = { ...plain, inputs: { ...plain.inputs, branch: 'feature/a' } }
  const examples: [readonly [Case, Case]][] = [
    [[plain, asJson]],
    [[onOther, { ...onOther, inputs: { ...onOther.inputs, branch: 'main' } }]],
  ]
  const tally = { same: 0, different: 0 }
  await inVirtualTime(() =>
    fc.assert(
      fc.asyncProperty(pairs, async ([left, right]) => {
        const [first, second] = [await observe(left), await observe(right)]
        const isSame = isDeepStrictEqual(first.does, second.does)
        tally[isSame ? 'same' : 'different']++
        expect([first.does, second.does, first.digest === second.digest]).toEqual([
          first.does,
          second.does,
          isSame,
        ])
      }),
      { numRuns: 10, examples },
    ),
  )
  expect(Math.min(tally.same, tally.different)).toBeGreaterThan(0)
})

describe('a run with `expect-plan`', () => {
  test.each<[string, (sandbox: Sandbox) => void, Setup?]>([
    ['another spicepod in the portal', (it) => Object.assign(appOf(it), { spicepod })],
    ['another value of a tag that the run sets', (it) => Object.assign(appOf(it), { tags: { team: 'ml' } })],
    ['another branch in the portal', (it) => Object.assign(appOf(it), { productionBranch: 'release' })],
    ['a range of versions in the portal', (it) => Object.assign(appOf(it), { config: { version: '2.x' } })],
    [
      'another spicepod in the repository',
      () => {},
      { files: { 'spicepod.yaml': `${manifest}views: []\n` } },
    ],
    ['another commit', () => {}, { env: { GITHUB_SHA: 'b'.repeat(40) } }],
    ['one more secret', () => {}, { inputs: { secrets: `KEY=${key}\nMORE=${key}` } }],
  ])(
    'is refused before it writes after %s, and shows the plan as it is now',
    async (_, change, setup = {}) => {
      const sandbox = openSandbox()
      const { digest } = await plan(sandbox)
      change(sandbox)
      const before = structuredClone(appOf(sandbox))
      const refused = await deployPlan(sandbox, digest, setup, 0)
      expect([refused.exitCode, refused.outputs.outcome, namesOfWrites(refused)]).toEqual([1, 'refused', []])
      expect(appOf(sandbox)).toEqual(before)
      const now = await plan(sandbox, setup)
      expect(refused.digest).toBe(now.digest)
      expect(refused.digest).not.toBe(digest)
      expect(refused.errors[0]).toContain(
        `The plan is not the expected one: its digest is ${now.digest.slice(0, 12)}, and `,
      )
      const [, steps] = /\nA real run would:\n([\s\S]*Create a deployment: .*\n)/.exec(now.log) ?? []
      expect(refused.log).toContain(`\nThe plan as it is now:\n${steps}`)
      expect(readSummary(refused.summary)).toMatch(
        /The plan as it is now:[\s\S]*Create a deployment: branch /,
      )
      expect(refused.log + refused.summary).not.toContain('A real run would')
      const dry = await plan(sandbox, { ...setup, inputs: { ...setup.inputs, 'expect-plan': digest } })
      expect([dry.exitCode, dry.outputs.outcome]).toEqual([1, 'refused'])
    },
  )

  test.each<[string, (sandbox: Sandbox) => void, Setup?]>([
    ['nothing has changed', () => {}],
    [
      'the value of a secret is another one',
      () => {},
      { inputs: { secrets: 'KEY=crow-0815-kite' }, hides: ['crow-0815-kite'] },
    ],
    [
      'the spicepod is formatted in another way',
      () => {},
      { files: { 'spicepod.yaml': stringify(spicepod) } },
    ],
    ['the message is another one', () => {}, { inputs: { 'commit-message': 'Break the meter' } }],
    ['a setting that the run brings was changed', (it) => Object.assign(appOf(it), { replicas: 5 })],
    ['the app has got the secret', (it) => appOf(it).secretStore.put('KEY', key, 0)],
  ])('deploys if %s', async (_, change, setup = {}) => {
    const sandbox = openSandbox()
    const { digest } = await plan(sandbox)
    change(sandbox)
    const real = await deployPlan(sandbox, digest.toUpperCase(), setup)
    expect([real.outputs.outcome, real.digest]).toEqual(['succeeded', digest])
  })

  test('is refused for the last digit, too, and shows it', async () => {
    const sandbox = openSandbox()
    const { digest } = await plan(sandbox)
    const other = `${digest.slice(0, 63)}${digest.endsWith('0') ? '1' : '0'}`
    const refused = await deployPlan(sandbox, other, {}, 0)
    expect(refused.outputs.outcome).toBe('refused')
    expect(refused.errors[0]).toContain(`its digest is ${digest}, and \`expect-plan\` is ${other}.`)
  })

  test('shows the plan as it is now in the comment of a dry run', async () => {
    const sandbox = openSandbox()
    const given = { 'comment-on-pr': 'true', 'expect-plan': 'a'.repeat(64) }
    const refused = await plan(sandbox, { ...onPullRequest(), inputs: given })
    const comment = readComment(sandbox.github.comments.of(7)[0]?.body ?? '')
    for (const words of [
      '❌ Plan for taxi: 4 changes',
      'The plan is not the expected one',
      'Set tag repository: acme_taxi',
      `Plan${refused.digest}\n`,
    ])
      expect(comment).toContain(words)
  })

  test('is refused at once together with `deployment-id`', async () => {
    const given = { 'expect-plan': 'a'.repeat(64), 'deployment-id': '7' }
    await expectRefusedAtOnce({ inputs: given }, ['`expect-plan` cannot be set with `deployment-id`'])
  })

  test('only watches as a re-run whose earlier attempt is in progress, with a note', async () => {
    const sandbox = openSandbox()
    const { digest } = await plan(sandbox)
    await deployPlan(sandbox, digest, { inputs: { 'wait-for-completion': 'false' } })
    const again = await deployPlan(sandbox, digest, { env: { GITHUB_RUN_ATTEMPT: '2' } })
    expect([again.outputs.outcome, namesOfWrites(again)]).toEqual(['succeeded', []])
    expect(again.log).toContain('`expect-plan` is not checked, because watching a deployment writes nothing.')
  })
})

describe('a run with `expect-plan` whose first write conflicts', () => {
  const changed = { spicepod: { ...spicepod, name: 'portal' } }
  const conflictAfter = async (change: object, creates: number) => {
    const sandbox = openSandbox()
    const { digest } = await plan(sandbox)
    onArrival(sandbox, 'updateApp', () => Object.assign(appOf(sandbox), change))
    const conflict = { kind: 'status', status: 409, body: { error: 'The app was changed' } } as const
    const faults = [{ on: { path: 'updateApp' }, fault: conflict }]
    return { sandbox, run: await deployPlan(sandbox, digest, { faults }, creates) }
  }

  test.each<[string, object]>([
    ['spicepod', changed],
    ['channel', { updateChannel: 'nightly' }],
    ['map of tags', { tags: { ...app.tags, owner: 'grace' } }],
  ])('is refused if the app has another %s by then', async (_, change) => {
    const { sandbox, run: refused } = await conflictAfter(change, 0)
    expect([refused.outputs.outcome, namesOfWrites(refused)]).toEqual(['refused', ['updateApp']])
    expect(refused.errors[0]).toContain('Somebody else created or changed the app at the same moment')
    expect(appOf(sandbox)).toMatchObject({ spicepod: oldSpicepod, tags: app.tags, ...change })
  })

  test('deploys if the app has no other plan by then', async () => {
    const { run: real } = await conflictAfter({ description: 'Taxis' }, 1)
    expect(real.outputs.outcome).toBe('succeeded')
  })

  /** The first attempt of a write gets no response. Somebody else then changes the app, so the next one is refused. */
  const lostThenConflict = async (nth: number, when: 'before' | 'after', change: object, creates: number) => {
    const sandbox = openSandbox()
    const { digest } = await plan(sandbox)
    let updates = 0
    beforeEachCall(sandbox, ({ method }) => {
      if (method === 'PUT' && ++updates === nth + 1) Object.assign(appOf(sandbox), change)
    })
    const faults: FaultRule[] = [
      { on: { path: 'updateApp', nth }, fault: { kind: 'reset', when } },
      { on: { path: 'updateApp', nth: nth + 1 }, fault: { kind: 'status', status: 409 } },
    ]
    return { sandbox, run: await deployPlan(sandbox, digest, { faults }, creates) }
  }
  const nightly = { updateChannel: 'nightly' }
  const theirs = { tags: { ...app.tags, team: 'ml' } }
  const ours = { tags: { ...app.tags, team: 'data', repository: 'acme_taxi' } }

  // The first update sets tags, the second one pushes the spicepod.
  test.each<[string, number, 'before' | 'after', object, object]>([
    ['lost tags that were not applied', 1, 'before', nightly, { tags: app.tags, spicepod: oldSpicepod }],
    ['lost tags that were applied', 1, 'after', nightly, { ...ours, spicepod: oldSpicepod }],
    ['a lost spicepod that was not applied', 2, 'before', nightly, { ...ours, spicepod: oldSpicepod }],
    ['a lost spicepod that was applied, which it restores', 2, 'after', nightly, { spicepod: oldSpicepod }],
    ['lost tags, if the spicepod is another one', 1, 'before', changed, { tags: app.tags, ...changed }],
    ['a lost spicepod, if a tag is another one', 2, 'before', theirs, { ...theirs, spicepod: oldSpicepod }],
    ['a lost spicepod, if there is another one', 2, 'before', changed, { ...ours, ...changed }],
  ])('is refused after %s', async (_, nth, when, change, expected) => {
    const { sandbox, run: refused } = await lostThenConflict(nth, when, change, 0)
    expect(refused.outputs.outcome).toBe('refused')
    expect(namesOfWrites(refused)).not.toContain('upsertSecret')
    expect(refused.errors[0]).toContain('Somebody else created or changed the app at the same moment')
    expect(appOf(sandbox)).toMatchObject(expected)
  })

  test.each([1, 2])('deploys after lost update %d if only that has changed the app', async (nth) => {
    for (const when of ['before', 'after'] as const) {
      const { sandbox, run: real } = await lostThenConflict(nth, when, { description: 'Taxis' }, 1)
      expect(real.outputs.outcome).toBe('succeeded')
      expect(appOf(sandbox)).toMatchObject({ ...ours, spicepod })
    }
  })
})

test('a run with `expect-plan` uses no app that somebody else has created instead', async () => {
  const sandbox = openSandbox()
  const { digest } = await plan(sandbox, { inputs: creating })
  onArrival(sandbox, 'createApp', () => {
    sandbox.cloud.state.apps.push({ ...appOf(sandbox), id: 4799, name: 'taxi-fares' })
  })
  const refused = await deployPlan(sandbox, digest, { inputs: creating }, 0)
  expect([refused.outputs.outcome, namesOfWrites(refused)]).toEqual(['refused', ['createApp']])
  expect(refused.errors[0]).toContain('Somebody else created or changed the app at the same moment')
})

test('a run with `expect-plan` deploys no app that was resumed after its plan was made', async () => {
  const sandbox = openSandbox({ apps: [{ ...app, paused: true }] })
  const resuming = { 'on-paused': 'resume', replicas: undefined }
  const { digest } = await plan(sandbox, { inputs: resuming })
  onFirst(sandbox, 'upsertSecret', () => Object.assign(appOf(sandbox), { pausedAt: null }))
  const refused = await deployPlan(sandbox, digest, { inputs: resuming }, 0)
  expect(refused.outputs.outcome).toBe('refused')
  expect(refused.errors[0]).toContain('The app was changed after this run had read it')
  expect(appOf(sandbox).spicepod).toEqual(oldSpicepod)
})

describe('a run with `expect-plan` that waits for another deployment', () => {
  const waiting = (change: (sandbox: Sandbox) => void, creates: number) =>
    inVirtualTime(async () => {
      const sandbox = openSandbox({ conflicts: 'unfinished' })
      const { digest } = await plan(sandbox)
      sandbox.cloud.state.seed({ appId, plan: succeeds(2000) })
      onFirst(sandbox, 'createDeployment', () => change(sandbox))
      const setup = { inputs: { 'on-paused': 'resume' } }
      return { sandbox, run: await deployPlan(sandbox, digest, setup, creates) }
    })

  test('deploys if the app is still what it has made of it', async () => {
    const { run: real } = await waiting((it) => Object.assign(appOf(it), { description: 'Taxis' }), 1)
    expect([real.outputs.outcome, real.log]).toEqual(['succeeded', expect.stringContaining('Waiting for ')])
  })

  test.each<[string, object, isRestored: boolean]>([
    ['another spicepod', { spicepod: { ...spicepod, name: 'portal' } }, false],
    ['another channel', { updateChannel: 'preview' }, true],
    ['a range of versions', { config: { version: '2.x' } }, true],
    ['another value of a tag that the run has set', { tags: { team: 'ml' } }, true],
    ['a pause', { pausedAt: Date.UTC(2026, 10, 24) }, true],
  ])('is refused after %s meanwhile', async (_, change, isRestored) => {
    const { sandbox, run: refused } = await waiting((it) => Object.assign(appOf(it), change), 0)
    expect([refused.outputs.outcome, sandbox.cloud.state.records.length]).toEqual(['refused', 1])
    expect(refused.errors[0]).toContain('The app was changed after this run had read it')
    expect(refused.errors[0]).toContain('Changes already made: set tags repository, team, ')
    expect(refused.errors[0]).toContain('stored secret KEY')
    expect(appOf(sandbox)).toMatchObject(isRestored ? { ...change, spicepod: oldSpicepod } : change)
    expect(namesOfWrites(refused).at(-1)).toBe(isRestored ? 'updateApp' : 'createDeployment')
  })
})

describe('a run with `expect-plan` whose create leaves late', () => {
  const outage = (status: number) => ({ kind: 'status', status, headers: { 'retry-after': '10' } }) as const
  const late: [why: string, operation: string, Fault, outcome: string][] = [
    ['was turned away', 'createDeployment', outage(429), 'refused'],
    ['follows a slow write', 'upsertSecret', outage(429), 'refused'],
    ['failed with a 5xx', 'createDeployment', outage(503), 'unknown'],
    ['was lost', 'createDeployment', { kind: 'reset', when: 'before' }, 'unknown'],
    ['was turned away and is a resume', 'resumeProject', outage(429), 'refused'],
  ]
  const deployLate = (operation: string, fault: Fault, change: object, creates: number) =>
    inVirtualTime(async () => {
      const paused = operation === 'resumeProject'
      const sandbox = openSandbox({ apps: [{ ...app, paused }] })
      const resuming = paused ? { 'on-paused': 'resume', replicas: undefined } : {}
      const given = { 'timeout-seconds': '120', 'request-timeout-seconds': '2', ...resuming }
      const { digest } = await plan(sandbox, { inputs: given })
      onFirst(sandbox, operation, () => Object.assign(appOf(sandbox), change))
      const faults = [{ on: { path: operation }, fault }]
      return { sandbox, run: await deployPlan(sandbox, digest, { inputs: given, faults }, creates) }
    })

  test.each(late)('is not deployed if it %s and the app was changed', async (_, path, fault, outcome) => {
    const { sandbox, run: stopped } = await deployLate(path, fault, { updateChannel: 'nightly' }, 0)
    expect([stopped.outputs.outcome, sandbox.cloud.state.records]).toEqual([outcome, []])
    expect(stopped.errors[0]).toContain('The app was changed after this run had read it')
    // What a lost create would deploy stays.
    expect(appOf(sandbox).spicepod).toEqual(outcome === 'refused' ? oldSpicepod : spicepod)
  })

  test.each(late)('is deployed if it %s and only the description was changed', async (_, path, fault) => {
    const { run: real } = await deployLate(path, fault, { description: 'Taxis' }, 1)
    expect(real.outputs.outcome).toBe('succeeded')
  })
})

describe('an edit at the moment of the create', () => {
  const edited = { ...spicepod, datasets: [] }
  test.each(['false', 'true'])('makes the run unverified, with `fail-on-test-error: %s`', async (mode) => {
    const sandbox = openSandbox()
    const { digest } = await plan(sandbox)
    const ended = await deployPlan(sandbox, digest, {
      prepare: (started) =>
        onArrival(started, 'createDeployment', () => {
          appOf(sandbox).spicepod = edited as never
        }),
      inputs: { 'fail-on-test-error': mode, 'on-failure': 'rollback' },
    })
    expect([ended.exitCode, ended.outputs.outcome, ended.outputs.verified]).toEqual([
      1,
      'unverified',
      'false',
    ])
    const says = 'The app was edited while it was deployed: deployment 1001 may not have the approved plan.'
    for (const text of [ended.errors[0], ended.outputs['error-message'], readSummary(ended.summary)]) {
      expect(text).toContain(says)
    }
    // What somebody else has stored stays.
    expect(appOf(sandbox).spicepod).toEqual(edited)
  })

  test('is not looked for without `expect-plan`, and a read that fails is a note', async () => {
    const sandbox = openSandbox()
    const { digest } = await plan(sandbox)
    const unread = faultAfterCreate(sandbox)
    const ended = await deployPlan(sandbox, digest, { prepare: unread })
    expect(ended.outputs.outcome).toBe('succeeded')
    expect(ended.log).toContain('Could not determine whether the app was edited while deployment 1001')
  })
})

/** Lets no app be read once a deployment was created. */
function faultAfterCreate(sandbox: Sandbox) {
  return (started: Sandbox) =>
    onArrival(started, 'createDeployment', () => {
      sandbox.cloud.faults.add({
        on: { path: 'getApp', times: 1 },
        fault: { kind: 'status', status: 403 },
      })
    })
}
