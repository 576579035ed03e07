// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.
import { expect, test } from '@jest/globals'
import { succeeds } from '../../../sandbox/plan.ts'
import { createSandbox, MEMORY_URL, type Sandbox } from '../../../sandbox/server.ts'
import { creating, namesOfWrites } from '../../harness/app.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { type ActionRun, cancelledAfter, deploy, faultAt, type RunOptions } from '../../harness/run.ts'
import { manifest, oldSpicepod, spicepod } from '../../harness/spicepods.ts'
import { readComment } from '../../report/comment-html.ts'

const number = 7
const { hostname: host } = new URL(MEMORY_URL)
const files = { 'spicepod.yaml': manifest }
const apps = [{ id: 4711, name: 'taxi', spicepod: oldSpicepod }]

type Setup = RunOptions & { inputs?: Record<string, string | undefined> }

/** A dry run on the pull request that comments, and writes nothing else. */
async function plan({ inputs, ...setup }: Setup = {}): Promise<ActionRun> {
  const before = setup.in?.requests.length ?? 0
  const run = await deploy({
    files,
    ...(setup.in === undefined && { sandbox: { apps } }),
    ...onPullRequest(),
    ...setup,
    inputs: { 'dry-run': 'true', 'comment-on-pr': 'true', ...inputs },
  })
  const requests = run.requests.slice(before)
  const ofGitHub = /^github(CreateComment|UpdateComment|DeleteComment)$/
  expect(namesOfWrites({ requests }).filter((name) => !ofGitHub.test(name))).toEqual([])
  return run
}

function bodiesOf({ github }: Sandbox): string[] {
  return github.comments.of(number).map(({ body }) => body)
}

/** The only comment, as a reader sees it. */
function commentOf({ sandbox }: ActionRun): string {
  const [body = '', ...others] = bodiesOf(sandbox)
  expect(others).toEqual([])
  return readComment(body)
}

const titlesOf = (sandbox: Sandbox) => bodiesOf(sandbox).map((body) => readComment(body).split('\n')[0])

const bad = manifest.replace('version: v1', 'version: v1beta1')

test('the comment of a dry run says what a real run would do, with the list that log and summary have', async () => {
  const run = await plan({
    inputs: { tags: 'team: data', secrets: 'KEY=wren-4711-lark', replicas: '3', channel: 'preview' },
    hides: ['wren-4711-lark'],
  })
  expect([run.exitCode, run.outputs.outcome, run.warnings]).toEqual([0, 'planned', []])
  const [body = ''] = bodiesOf(run.sandbox)
  expect(body.split('\n')[0]).toBe(`<!-- spice-cloud-plan app:4711@${host} run:1234567890.1 -->`)
  const comment = commentOf(run)
  expect(comment).toMatch(/^Plan for taxi: 4 changes, 1 of them a removal ⚠️\n/)
  for (const step of [
    ...['Set tag repository: acme_taxi', 'Set tag team: data'],
    ...['Push spicepod.yaml: 3 lines added, 2 removed', 'Store secrets KEY (new)'],
    'Create a deployment: branch feature/meter, commit 9a8b7c6, channel preview, 3 replicas, message "A commit message of the sandbox"',
  ]) {
    expect(comment).toContain(`\n${step}\n`)
    expect(run.log).toContain(step)
  }
  expect(comment).toContain('Branchfeature/meter\nCommit9a8b7c6')
  expect(comment).toContain('Channelpreview\nReplicas3\n')
  expect(comment).toContain('+datasets:\n+  - from: s3://bucket/trips/')
  expect(body).toContain('<details><summary>Spicepod changes</summary>')
  expect(body).toContain('href="https://github.com/acme/taxi/actions/runs/1234567890"')
  expect(run.log).toMatch(/^Commented on pull request #7: /m)
  expect(run.lines.at(-1)).toMatch(/^Dry run complete; nothing was changed\./)
})

test('the comment of a dry run says that there are no changes', async () => {
  const deployments = [{ appId: 4711, plan: succeeds(0), createdMsAgo: 60_000 }]
  const run = await plan({ sandbox: { apps: [{ id: 4711, name: 'taxi', spicepod }], deployments } })
  expect(commentOf(run)).toMatch(
    /^Plan for taxi: no changes\nNo differences found\. A real run would still:\s+Spicepod unchanged/,
  )
})

test('the comment of a dry run says how a new app would be created, and is found again once there is the app', async () => {
  const inputs = { ...creating, org: 'acme' }
  const first = await plan({ inputs, env: { GITHUB_RUN_ID: '1' } })
  expect(commentOf(first)).toMatch(/^Plan for taxi-fares: 2 changes\n/)
  const second = await plan({
    inputs,
    sandbox: {
      apps: [...apps, { id: 4712, name: 'taxi-fares', spicepod }],
      deployments: [{ appId: 4712, plan: succeeds(0), createdMsAgo: 60_000 }],
    },
    prepare: ({ github }) => github.comments.add(number, bodiesOf(first.sandbox)[0] ?? ''),
    env: { GITHUB_RUN_ID: '2' },
  })
  expect(commentOf(second)).toMatch(/^Plan for taxi-fares: no changes\n/)
})

test('the comment of a dry run is not written if the run is cancelled', async () => {
  const faults = [faultAt('token', { kind: 'hang', when: 'after' })]
  const run = await plan({ creates: 0, faults, ...cancelledAfter('token') })
  expect(run.outputs.outcome).toBe('cancelled')
  expect(bodiesOf(run.sandbox)).toEqual([])
})

test('the comment of a dry run is not written without `comment-on-pr`', async () => {
  const run = await plan({ inputs: { 'comment-on-pr': 'false' } })
  expect(run.requests.filter(({ path }) => /comments|pulls/.test(path))).toEqual([])
})

test('the comment of a dry run that is refused has the errors of the spicepod, and is mended by the next run', async () => {
  const sandbox = createSandbox({ apps })
  const refused = await plan({ in: sandbox, files: { 'spicepod.yaml': bad }, env: { GITHUB_RUN_ID: '1' } })
  expect([refused.exitCode, refused.outputs.outcome]).toEqual([1, 'refused'])
  expect(commentOf(refused)).toMatch(
    /^❌ Plan for taxi: 1 error\nWhat to do: .*`?spicepod-checks: warn`?.*\s+Spicepod.*\n❌ spicepod\.yaml:2Spice 2\.0 removed version: v1beta1\./,
  )
  await plan({ in: sandbox, env: { GITHUB_RUN_ID: '2' } })
  expect(titlesOf(sandbox)).toEqual(['Plan for taxi: 1 change, a removal ⚠️'])
})

test('replaces the plan before it although the app was never looked for', async () => {
  const sandbox = createSandbox({ apps })
  const inputs = { 'app-id': undefined, 'app-name': 'Taxi' }
  await plan({ in: sandbox, inputs, env: { GITHUB_RUN_ID: '1' } })
  const files = { 'spicepod.yaml': 'version: v1\nkind: Spicepod\nname: [taxi\n' }
  const refused = await plan({ in: sandbox, inputs, files, env: { GITHUB_RUN_ID: '2' } })
  expect(commentOf(refused)).toMatch(/^❌ Plan: \d errors?\n[\s\S]*❌ spicepod\.yaml:\d/)
  await plan({ in: sandbox, inputs, env: { GITHUB_RUN_ID: '3' } })
  expect(titlesOf(sandbox)).toEqual(['Plan for taxi: 1 change, a removal ⚠️'])
})

test('the comment of a dry run that is refused has warnings beside a plan', async () => {
  const run = await plan({ files: { 'spicepod.yaml': bad }, inputs: { 'spicepod-checks': 'warn' } })
  expect(run.exitCode).toBe(0)
  expect(commentOf(run)).toMatch(
    /^Plan for taxi: 1 change, a removal ⚠️, 1 warning\n[\s\S]*⚠️ spicepod\.yaml:2Spice 2\.0 removed version: v1beta1\./,
  )
})

test('the comment of a dry run that is refused says why there is no plan', async () => {
  const run = await plan({ inputs: { 'app-id': undefined, 'app-name': 'taxo' } })
  expect(commentOf(run)).toMatch(/^❌ No plan\nThe organization has no app named taxo\./)
})

const secret = 'Zq7vKx2mWp9dRt4b'
const lines = 'first-line-of-it\nsecond-line-of-it'

test('secrets are hidden, those that are written into the spicepod, too', async () => {
  const text = `${manifest}    params:
      pg_pass: hunter2hunter2
      pg_user: ${secret}
      note: ${JSON.stringify(lines)}
      other: \${secrets:KEY}
`
  const run = await plan({
    files: { 'spicepod.yaml': text },
    inputs: { secrets: JSON.stringify({ KEY: secret, LINES: lines }) },
    hides: [secret, lines, ...lines.split('\n')],
  })
  const [body = ''] = bodiesOf(run.sandbox)
  expect(body).not.toMatch(/hunter2|Zq7v|line-of-it/)
  expect(readComment(body)).toContain('+      pg_pass: (hidden)')
  expect(readComment(body)).toContain('+      other: ${secrets:KEY}')
  expect(readComment(body)).toContain('Store secrets KEY (new), LINES (new)')
})

// Unit tests have the other failures: `github/errors`.
test.each<[string, Setup, string]>([
  ['the token may only read', { prepare: readOnly }, '`pull-requests: write`'],
  ['no answer', { faults: [{ on: { path: /github/, times: 99 }, fault: { kind: 'hang' } }] }, 'within 10s'],
])('a comment that cannot be written does not fail the dry run: %s', async (_, setup, warning) => {
  const run = await plan(setup)
  expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'planned'])
  expect(run.warnings).toEqual([expect.stringContaining(warning)])
  expect(run.warnings[0]).toMatch(/ The dry run is not affected\.$/)
  expect(bodiesOf(run.sandbox)).toEqual([])
})

function readOnly({ github }: Sandbox): void {
  Object.assign(github, { access: 'read' })
}
