import { describe, expect, test } from '@jest/globals'
import { type Account, actionsBot, octocat } from '../../../sandbox/github/comments.ts'
import { createSandbox, type Sandbox } from '../../../sandbox/server.ts'
import type { GithubSettings } from '../../../sandbox/settings.ts'
import type { FleetApp } from '../../../src/actions/fleet/app.ts'
import { describeEdits } from '../../../src/actions/fleet/issue.ts'
import { SpicepodDocument } from '../../../src/spicepod/document.ts'
import { appsOf, deployedAt, filesOf, fleet, spicepodOf, textOf } from '../../harness/fleet.ts'
import { applyPatch } from '../../harness/patch.ts'
import fc from '../../harness/property.ts'
import { faultAt, headSha, inVirtualTime, onFirst, type RunOptions } from '../../harness/run.ts'

const names = ['taxi', 'weather']
const files = filesOf(...names)
const apps = appsOf(...names)

function open(github: GithubSettings = {}): Sandbox {
  return createSandbox({
    apps,
    deployments: apps.map(({ id }) => deployedAt(id)),
    commits: [{ sha: headSha, files }],
    settings: { github },
  })
}

const keep = (sandbox: Sandbox, { inputs, ...options }: RunOptions = {}) =>
  fleet({ in: sandbox, files, maxWarnings: 2, ...options, inputs: { issue: 'true', ...inputs } })

/** Somebody edits an app on spice.ai; without datasets, it is as the repository has it. */
function edit(sandbox: Sandbox, name: string, ...datasets: string[]): void {
  const app = sandbox.cloud.state.apps.find((each) => each.name === name)
  if (app) app.spicepod = spicepodOf(name, ...datasets)
}

const issuesOf = ({ github }: Sandbox) =>
  github.issues.all.map(({ number, state, title }) => ({ number, state, title }))
const bodyOf = ({ github }: Sandbox, number = 1) => github.issues.find(number)?.body ?? ''
const commentsOf = ({ github }: Sandbox, number = 1) => github.comments.of(number).map(({ body }) => body)

/** The writes to GitHub since a number of requests. */
const writesSince = ({ requests }: Sandbox, before: number) =>
  requests
    .slice(before)
    .flatMap(({ method, operation = '' }) =>
      operation.startsWith('github') && operation !== 'githubGraphql' && method !== 'GET' ? [operation] : [],
    )

const title = 'Spicepods were edited on spice.ai'
const gitea = { GITHUB_SERVER_URL: 'http://gitea.acme.example:3000' }

describe.each<[string, GithubSettings, NonNullable<RunOptions['env']>]>([
  ['GitHub', {}, {}],
  ['Gitea', { forge: 'gitea' }, gitea],
])('on %s', (_, settings, env) => {
  test('the issue is opened, updated, closed with a comment, and opened again', () =>
    inVirtualTime(async () => {
      const sandbox = open(settings)
      const run = () => keep(sandbox, { env })
      const nothing = await run()
      expect([issuesOf(sandbox), nothing.outputs['issue-number']]).toEqual([[], undefined])

      edit(sandbox, 'taxi', 'trips', 'fares')
      const opened = await run()
      expect(issuesOf(sandbox)).toEqual([{ number: 1, state: 'open', title }])
      expect(opened.outputs['issue-number']).toBe('1')
      expect(opened.log).toContain('Opened issue #1')
      expect(bodyOf(sandbox)).toContain('taxi')
      expect(bodyOf(sandbox)).toContain('+ dataset fares')
      expect(bodyOf(sandbox)).toContain('To keep it')
      const patch = /<pre lang="diff">([\s\S]*?)<\/pre>/.exec(bodyOf(sandbox))?.[1]
      expect(patch).toMatch(
        /^--- a\/apps\/taxi\/spicepod\.yaml\n\+\+\+ b\/apps\/taxi\/spicepod\.yaml\n@@ -\d/,
      )

      const before = sandbox.requests.length
      const unchanged = await run()
      expect([writesSince(sandbox, before), unchanged.outputs['issue-number']]).toEqual([[], '1'])

      edit(sandbox, 'weather', 'rain')
      await run()
      expect(bodyOf(sandbox)).toContain('weather')
      expect(commentsOf(sandbox)).toEqual([])

      for (const name of names) edit(sandbox, name)
      const closed = await run()
      expect(issuesOf(sandbox)).toEqual([{ number: 1, state: 'closed', title }])
      expect(commentsOf(sandbox)).toEqual([expect.stringContaining('No app of the fleet differs')])
      expect(closed.log).toContain('Closed issue #1')

      edit(sandbox, 'taxi', 'trips', 'fares')
      await run()
      expect(issuesOf(sandbox)).toEqual([{ number: 1, state: 'open', title }])
    }))
})

test('text of people stays, and so do their issues with the same marker', () =>
  inVirtualTime(async () => {
    const sandbox = open()
    edit(sandbox, 'taxi', 'fares')
    await keep(sandbox)
    const copy = sandbox.github.issues.put({ title: 'Copy', body: bodyOf(sandbox), user: octocat, number: 9 })
    const [issue] = sandbox.github.issues.all
    if (issue) issue.body = `Ada looks into it.\r\n\r\n${issue.body}\r\n\r\n- [ ] ask robin`
    edit(sandbox, 'weather', 'rain')
    await keep(sandbox)
    expect(issue?.body).toMatch(
      /^Ada looks into it\.\n\n<!-- spice-cloud-edits [\s\S]*rain[\s\S]*-->\n\n- \[ \] ask robin$/,
    )
    expect(copy.body).not.toContain('rain')
  }))

test.each<[string, Account, Account | undefined]>([
  ['another bot', { login: 'helper[bot]', id: 99, type: 'Bot' }, undefined],
  ['a person', octocat, undefined],
  ["GitHub's own token, with the token of an app", actionsBot, { login: 'taxi[bot]', id: 77, type: 'Bot' }],
])('a closed issue with a forged marker of %s swallows no alarm', (_, author, account = actionsBot) =>
  inVirtualTime(async () => {
    const before = open()
    edit(before, 'taxi', 'fares')
    await keep(before)
    const sandbox = open()
    sandbox.github.account = account
    sandbox.github.issues.put({ title: 'Forged', body: bodyOf(before), user: author, state: 'closed' })
    edit(sandbox, 'taxi', 'fares')
    const run = await keep(sandbox)
    expect(issuesOf(sandbox)).toMatchObject([
      { number: 1, state: 'closed' },
      { number: 2, state: 'open', title },
    ])
    expect(run.outputs['issue-number']).toBe('2')
    expect((await keep(sandbox)).outputs['issue-number']).toBe('2')
  }),
)

test.each<[string, (body: string) => string, 'open' | 'closed']>([
  ['as it was', (body) => body, 'closed'],
  ['without what it was about', (body) => body.replace(/<h3>[\s\S]*<\/details>/, ''), 'open'],
  [
    'with that below our part',
    (body) => body.replace(/(<h3>[\s\S]*<\/details>)([\s\S]*)/, '$2\n\n$1'),
    'open',
  ],
])('an issue that a person closed %s is found %s', (_, change, state) =>
  inVirtualTime(async () => {
    const sandbox = open()
    edit(sandbox, 'taxi', 'fares')
    await keep(sandbox)
    const [issue] = sandbox.github.issues.all
    if (issue) Object.assign(issue, { body: change(issue.body), state: 'closed' })
    await keep(sandbox)
    expect(issuesOf(sandbox)).toEqual([{ number: 1, state, title }])
    expect(bodyOf(sandbox)).toContain('fares')
  }),
)

test.each<[string, (body: string) => string]>([
  ['of another fleet comes first', (body) => `<!-- spice-cloud-edits name:other apps: -->\n${body}`],
  ['is not on a line of its own', (body) => `See ${body}`],
])('an issue whose marker %s is not ours', (_, change) =>
  inVirtualTime(async () => {
    const sandbox = open()
    edit(sandbox, 'taxi', 'fares')
    await keep(sandbox)
    const [issue] = sandbox.github.issues.all
    if (issue) issue.body = change(issue.body)
    await keep(sandbox)
    expect(issuesOf(sandbox)).toHaveLength(2)
  }),
)

test('apps that could not be read close nothing, and hide nothing', () =>
  inVirtualTime(async () => {
    const sandbox = open()
    edit(sandbox, 'taxi', 'fares')
    await keep(sandbox)
    const broken = { ...files, 'apps/taxi/spicepod.yaml': 'version: [' }
    await keep(sandbox, { files: broken })
    expect(issuesOf(sandbox)).toMatchObject([{ state: 'open' }])
    edit(sandbox, 'weather', 'rain')
    await keep(sandbox, { files: broken })
    expect(bodyOf(sandbox)).toContain('<code>taxi</code> could not be read. It was edited before.')
    expect(bodyOf(sandbox)).toContain('rain')
    edit(sandbox, 'weather')
    await keep(sandbox, { files: broken })
    expect(bodyOf(sandbox)).toContain('<code>taxi</code> could not be read. It was edited before.')
    expect(bodyOf(sandbox)).not.toContain('rain')
    expect(issuesOf(sandbox)).toMatchObject([{ state: 'open' }])
  }))

test.each([
  ['later', 9, [2, 9]],
  ['earlier', 1, [1, 2]],
])('of two issues, one of which a lost request has opened %s, the first one stays open', (_, number, two) =>
  inVirtualTime(async () => {
    const sandbox = open()
    edit(sandbox, 'taxi', 'fares')
    // The number of a pull request, so that the other one gets the next.
    sandbox.github.issues.add(1)
    const appear = () =>
      sandbox.github.issues.put({ title, body: bodyOf(sandbox, 2), user: actionsBot, number })
    onFirst(sandbox, 'githubCreateIssue', appear)
    const [first = 0, second = 0] = two
    for (const _run of [1, 2]) {
      expect((await keep(sandbox)).outputs['issue-number']).toBe(String(first))
      expect([first, second].map((each) => sandbox.github.issues.find(each)?.state)).toEqual([
        'open',
        'closed',
      ])
      expect([commentsOf(sandbox, first), commentsOf(sandbox, second)]).toEqual([
        [],
        [`Duplicate of #${first}`],
      ])
    }
    await sandbox.close()
  }),
)

test.each([
  ['githubCreateIssue', 'after', 1],
  ['githubUpdateIssue', 'after', 1],
  ['githubCreateComment', 'before', 1],
  // The first request of the second run.
  ['githubUser', 'before', 3],
] as const)('a failure of %s, %s its work, neither doubles nor hides anything', (operation, when, nth) =>
  inVirtualTime(async () => {
    const sandbox = open()
    sandbox.github.account = octocat
    sandbox.cloud.faults.add(faultAt(operation, { kind: 'status', status: 502, when }, { nth }))
    edit(sandbox, 'taxi', 'fares')
    expect((await keep(sandbox)).log).toContain('Opened issue #1')
    edit(sandbox, 'taxi')
    expect((await keep(sandbox)).log).toContain('Closed issue #1')
    expect(issuesOf(sandbox)).toEqual([{ number: 1, state: 'closed', title }])
    expect(commentsOf(sandbox)).toEqual([expect.stringContaining('No app of the fleet differs')])
  }),
)

test('two fleets of a repository have an issue each', () =>
  inVirtualTime(async () => {
    const sandbox = open()
    edit(sandbox, 'taxi', 'fares')
    await keep(sandbox)
    await keep(sandbox, { inputs: { name: 'staging' } })
    expect(issuesOf(sandbox)).toEqual([
      { number: 1, state: 'open', title },
      { number: 2, state: 'open', title: `${title} (staging)` },
    ])
  }))

test.each<[string, GithubSettings, RunOptions, string]>([
  ['a missing permission', { issues: 'read' }, {}, 'Add `issues: write`'],
  [
    'issues that are turned off',
    { hasIssues: false },
    {},
    'Could not write the issue about edited apps: HTTP 4',
  ],
  ['no token', {}, { githubToken: '' }, '`github-token` is empty'],
])('%s is a warning, and fails nothing', (_, settings, options, warning) =>
  inVirtualTime(async () => {
    const sandbox = open(settings)
    edit(sandbox, 'taxi', 'fares')
    const run = await keep(sandbox, options)
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'succeeded'])
    expect(run.warnings).toEqual([expect.stringContaining(warning)])
  }),
)

test('the body stays below 60,000 bytes, and hides what looks like a credential and what acts on GitHub', () =>
  inVirtualTime(async () => {
    const many = Array.from({ length: 60 }, (_, index) => `app-${index}`)
    const sandbox = createSandbox({
      apps: appsOf(...many),
      deployments: appsOf(...many).map(({ id }) => deployedAt(id)),
      commits: [{ sha: headSha, files: filesOf(...many) }],
    })
    const hostile = '@acme/ops #1 </code><img src=x> 写写写 '
    for (const { name } of sandbox.cloud.state.apps) {
      const components = Array.from({ length: 40 }, (_, index) => ({
        name: `${hostile}${index}`,
        from: 's3://b/',
        params: { s3_secret: 'do-not-show-me' },
      }))
      const app = sandbox.cloud.state.apps.find((each) => each.name === name)
      // Of several kinds, because many that are added of one kind are one line.
      const lists = ['datasets', 'views', 'catalogs', 'models', 'embeddings']
      const members = Object.groupBy(
        components,
        ({ name }) => lists[Number(name.split(' ').at(-1)) % 5] ?? '',
      )
      if (app) app.spicepod = { ...spicepodOf(name), ...members } as never
    }
    const run = await fleet({ in: sandbox, files: filesOf(...many), inputs: { issue: 'true' } })
    expect(run.outputs.counts).toBe('{"edited":60}')
    const body = bodyOf(sandbox)
    expect(Buffer.byteLength(body)).toBeLessThan(60_000)
    expect(body).toMatch(/… and \d+ more\./)
    expect(body).not.toMatch(/do-not-show-me|<img/)
    expect(body.replace(/<(pre|code)\b[\s\S]*?<\/\1>|<!--.*?-->/g, '')).not.toMatch(/@|#\d/)
  }))

describe('a patch in the issue', () => {
  const path = 'apps/taxi/spicepod.yaml'
  const shownIn = (sandbox: Sandbox) =>
    (/<pre lang="diff">([\s\S]*?)<\/pre>/.exec(bodyOf(sandbox))?.[1] ?? '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&')
  const named = (index: number) => `写_${index}_${'x'.repeat(90)}`
  /** An app with 300 datasets of which every tenth is another one on spice.ai, or all of them have a neighbor. */
  async function keepLarge(change: (name: string, index: number) => string[]) {
    const before = Array.from({ length: 300 }, (_, index) => named(index))
    const written = { ...files, [path]: textOf('taxi', ...before) }
    const sandbox = open()
    sandbox.github.history.put({ sha: headSha, files: written })
    edit(sandbox, 'taxi', ...before.flatMap(change))
    await keep(sandbox, { files: written })
    const applied = () => new SpicepodDocument(applyPatch(shownIn(sandbox), path, written[path] ?? '')).value
    expect(Buffer.byteLength(bodyOf(sandbox))).toBeLessThan(60_000)
    return { sandbox, applied, stored: spicepodOf('taxi', ...before.flatMap(change)) }
  }

  test('is whole if there is room for it', () =>
    inVirtualTime(async () => {
      const { sandbox, applied, stored } = await keepLarge((name, index) => [
        index % 10 === 5 ? `${name}_new` : name,
      ])
      expect(Buffer.byteLength(shownIn(sandbox))).toBeGreaterThan(30_000)
      expect(applied()).toEqual(stored)
      expect(bodyOf(sandbox)).toContain('<summary>Patch for <code>apps/taxi/spicepod.yaml</code></summary>')
    }))

  test('has as many whole changes as there is room for, says so, and can be applied', () =>
    inVirtualTime(async () => {
      const { sandbox, applied } = await keepLarge((name, index) => [index % 6 === 1 ? `${name}_new` : name])
      const [, shown] = /: (\d+) of 50 changes<\/summary>/.exec(bodyOf(sandbox)) ?? []
      const names = (applied() as ReturnType<typeof spicepodOf>).datasets.map(({ name }) => name)
      expect(names.filter((name) => name.endsWith('_new'))).toHaveLength(Number(shown))
      expect(Buffer.byteLength(bodyOf(sandbox))).toBeGreaterThan(58_000)
      expect(bodyOf(sandbox)).toContain('make the other changes by hand')
    }))

  test('begins with the first lines if not one change has room, and is not said to be one for git', () =>
    inVirtualTime(async () => {
      const { sandbox } = await keepLarge((name) => [name, `${name}_${'y'.repeat(60)}`])
      expect(bodyOf(sandbox)).toContain(': the first lines</summary>')
      expect(bodyOf(sandbox)).not.toContain('git apply')
      expect(Buffer.byteLength(bodyOf(sandbox))).toBeGreaterThan(58_000)
    }))
})

// The life of the issue, against a model of what people expect.

type Step = {
  readonly edits: readonly number[]
  readonly unread: readonly number[]
  /** What a person then does to the issue. */
  readonly person: 'open' | 'closed' | 'nothing'
  /** Whether the request that writes the issue does not arrive. */
  readonly loses: boolean
}

const step = fc.record({
  // For each of three apps, 0 for no edit, and else which one.
  edits: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }),
  unread: fc.subarray([0, 1, 2]),
  person: fc.constantFrom('open', 'closed', 'nothing'),
  loses: fc.boolean(),
})

function appWith(index: number, edition: number, isUnread: boolean): FleetApp {
  const entry = { app: `app-${index}`, wave: 1, secrets: [], with: {}, workingDirectory: '.', spicepod: 'a' }
  const file = { path: 'a', text: '', value: {}, locate: () => ({ file: 'a', line: 1, column: 1 }) }
  const edit = { key: `${edition}`.repeat(12), stored: { edition }, file, deployment: { id: 5 } as never }
  return {
    entry: entry as never,
    state: isUnread ? 'unknown' : edition > 0 ? 'edited' : 'current',
    isEditKnown: !isUnread,
    ...(!isUnread && edition > 0 && { edit }),
  }
}

test('over many histories the issue is open while something is edited that nobody has closed it for', () => {
  return fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps: readonly Step[]) => {
      let issue: { number: number; body: string; isOpen: boolean } | undefined
      /** The edits that are known, and those among them for which a person has closed the issue. */
      const known = new Map<number, number>()
      for (const { edits, unread, person, loses } of steps) {
        const read = edits.flatMap((edition, index) =>
          unread.includes(index) ? [] : [[index, edition] as const],
        )
        const isNews = read.some(([index, edition]) => edition > 0 && known.get(index) !== edition)
        const apps = edits.map((edition, index) => appWith(index, edition, unread.includes(index)))
        const text = describeEdits(
          { name: 'fleet', apps, deploy: ['new', 'edited', 'changed', 'failed'], isIncomplete: false },
          { org: 'acme', env: {}, redact: (all) => all },
        )
        const change = await text.change(issue)
        const wasOpen = issue?.isOpen === true
        if (loses && change !== undefined) continue
        if (change !== undefined) issue = { number: 1, body: change.body, isOpen: change.isOpen }
        for (const [index, edition] of read) {
          if (edition > 0) known.set(index, edition)
          else known.delete(index)
        }
        if (issue !== undefined) {
          expect(issue.isOpen).toBe(isNews || (wasOpen && known.size > 0))
          expect(text.isOurs(issue.body)).toBe(true)
          expect(issue.body).not.toContain('undefined')
          // A second run has nothing to write.
          expect(await text.change(issue)).toBeUndefined()
          expect(change?.comment !== undefined).toBe(wasOpen && !issue.isOpen)
        } else expect(known.size).toBe(0)
        if (person !== 'nothing' && issue !== undefined) issue = { ...issue, isOpen: person === 'open' }
      }
    }),
    { numRuns: 250 },
  )
})
