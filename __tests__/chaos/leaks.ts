import type { FaultRule } from '../../sandbox/faults.ts'
import type { InstanceLogLine, Rollout } from '../../sandbox/instance-life.ts'
import { fails, succeeds } from '../../sandbox/plan.ts'
import { createSandbox, type SandboxOptions } from '../../sandbox/server.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { runStepInMemory } from '../../testing/memory.ts'
import fc from '../harness/property.ts'
import { onPullRequest, pullSha } from '../harness/pull-request.ts'
import { pod } from '../harness/spicepods.ts'
import type { Game, Played } from './driver.ts'

// Whole runs in which secrets stand in every text of others that is shown. No character of one may be shown, however the
// text came, and however it is quoted, cut and joined on its way.

/** Letters and parts that stand in no text of the action or the sandbox. */
const letters = ['α', 'β', 'γ', 'δ', 'ε', 'Zq7', 'vK2']
const traces = /[α-ω]|\\u03[b-f]|%C[EF]%|Zq7|vK2/i
const special = [
  '"',
  "'",
  '`',
  '\\',
  '*',
  '***',
  '%',
  '%41',
  '\n',
  ' ',
  '  ',
  '/',
  '<',
  '&',
  '…',
  '::',
  '. ',
  '\t',
]

/** A value that is hidden: with at least four characters that are not white space at an end. */
const secret = (specials: readonly string[]) =>
  fc
    .tuple(
      fc.constantFrom(...letters),
      fc.array(fc.oneof(fc.constantFrom(...letters), fc.constantFrom(...specials)), {
        minLength: 3,
        maxLength: 14,
      }),
    )
    .map(([first, parts]) => first + parts.join(''))
    .filter((value) => value.trim().length >= 4)

const quote = (text: string) => JSON.stringify(text).slice(1, -1)
/** How a server may write what it repeats. */
const styles: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'as JSON': quote,
  'as JSON twice': (text) => quote(quote(text)),
  'in a URL': encodeURIComponent,
  'in a form': (text) => new URLSearchParams({ '': text }).toString().slice(1),
}

/** Lengths at which texts are cut somewhere. */
const limits = [20, 50, 60, 72, 80, 100, 120, 160, 200, 300, 500, 1000, 1500, 2000, 4000]

interface Scene {
  readonly inputs?: Readonly<Record<string, string>>
  readonly sandbox?: SandboxOptions
  readonly faults?: readonly FaultRule[]
  readonly title?: string
}

const answer = (path: string | RegExp, code: number, body: unknown, nth = 1, times = 99): FaultRule => ({
  on: { path, nth, times },
  fault: { kind: 'status', status: code, body },
})
const status = (path: string | RegExp, code: number, body: unknown): Scene => ({
  faults: [answer(path, code, body)],
})
const asking = (inputs: Record<string, string>, scene: Scene): Scene => ({ inputs, ...scene })
const spicepod = pod({
  datasets: [{ from: 's3://sandbox/trips/', name: 'trips', acceleration: {} }],
  models: [{ from: 'openai:gpt-4o', name: 'gpt' }],
})
/** A spicepod to push. Runs without its name push none. */
const ownFile = 'own.yaml'
const planning = { spicepod: ownFile, 'dry-run': 'true' }
/** A time that is later than all others. */
const later = '2099-01-01T00:00:00Z'
const column = (column_name: string, data_type: string) => [{ column_name, data_type, is_nullable: 'YES' }]
const stored = (dataset: object, app: object = {}): SandboxOptions => ({
  apps: [
    { ...DEFAULT_APP, ...app, spicepod: pod({ datasets: [{ from: 's3://sandbox/trips/', ...dataset }] }) },
  ],
})
const testFile = 'data-tests.yaml'
const tests = 'tests: [{ name: names, sql: SELECT name FROM trips, values: { name: Ada } }]'

function logging(...texts: readonly string[]): Scene {
  const log: InstanceLogLine[] = texts.flatMap((text) =>
    text.split('\n').map((line, index) => ({
      afterMs: 400,
      text: line,
      ...(index === 0 && { level: 'WARN' as const, module: 'runtime::init::dataset' }),
    })),
  )
  const states = [{ afterMs: 200, status: 'loading' as const }]
  const rollout: Partial<Rollout> = {
    instances: [
      {
        states,
        log,
        datasets: { trips: [{ afterMs: 200, status: 'Error', error_message: texts[0] ?? '' }] },
      },
    ],
  }
  return {
    inputs: { 'timeout-seconds': '100' },
    sandbox: {
      plan: [{ afterMs: 100, status: 'in_progress' }],
      deployments: [{ appId: DEFAULT_APP.id, createdMsAgo: 86_400_000 }],
      instances: { rolloutFor: () => rollout },
    },
  }
}

/** Each place at which a text of others may come. Those by lines break a secret, as the log of a runtime does. */
const scenes: Readonly<Record<string, (text: string) => Scene>> = {
  'the error of a deployment': (text) => ({ sandbox: { plan: fails(300, text) } }),
  'a deployment in progress': (text) => ({
    inputs: { 'timeout-seconds': '3' },
    sandbox: { plan: [{ afterMs: 0, status: 'in_progress', error_message: text }] },
  }),
  'a status': (text) =>
    status('listDeployments', 200, {
      deployments: [
        { id: 1001, status: text, branch: text, commit_sha: text, commit_message: text, image_tag: text },
      ],
    }),
  'a refusal': (text) => status('createDeployment', 422, { error: text, details: { [text]: [text] } }),
  'a refusal in text': (text) => status('createDeployment', 422, text),
  'a refusal of an unknown form': (text) => status('createDeployment', 400, { reason: { text } }),
  'a refused token': (text) => status('token', 401, { error: text, error_description: text }),
  'a failing list': (text) => status('listDeployments', 503, text),
  'a deployment that blocks': (text) => status('createDeployment', 409, { error: text }),
  'an error of SQL': (text) => asking({ 'test-sql': 'SELECT 1' }, status('runtimeSql', 400, text)),
  'an error of SQL in JSON': (text) =>
    asking({ 'test-tables': 'all' }, status('runtimeSql', 400, { message: text })),
  'an error of NSQL': (text) => asking({ 'test-nsql': 'how many?' }, status('runtimeNsql', 400, text)),
  'a cell': (text) => asking({ 'test-file': testFile }, status('runtimeSql', 200, [{ name: text }])),
  'a cell of JSON': (text) =>
    asking({ 'test-file': testFile }, status('runtimeSql', 200, [{ name: JSON.stringify({ text }) }])),
  'a column': (text) => asking({ 'test-file': testFile }, status('runtimeSql', 200, [{ [text]: 1 }])),
  'an error of search': (text) =>
    asking({ 'test-search': '{"text":"x"}' }, status('runtimeSearch', 400, text)),
  'an answer of a model': (text) =>
    asking(
      { 'test-chat': 'x', 'test-chat-model': 'gpt' },
      status('runtimeChat', 200, { choices: [{ message: { content: text } }] }),
    ),
  'an error of a model': (text) =>
    asking(
      { 'test-chat': 'x', 'test-chat-model': 'gpt' },
      status('runtimeChat', 200, { error: { message: text } }),
    ),
  'an error of a tool': (text) => asking({ 'test-mcp-tool': 'sql' }, status('runtimeMcp', 500, text)),
  'a dataset in error': (text) =>
    status('runtimeDatasets', 200, [{ name: 'trips', status: 'Error', error_message: text }]),
  'the name and status of a dataset': (text) =>
    status('runtimeDatasets', 200, [
      { name: 'trips', status: 'Ready' },
      { name: text, status: text },
    ]),
  'a model in error': (text) =>
    status('runtimeModels', 200, { data: [{ id: 'gpt', status: 'Error', error_message: text }] }),
  'a runtime that is not ready': (text) => status('runtimeReady', 200, text),
  'the name of a component that is stored': (text) => ({ inputs: planning, sandbox: stored({ name: text }) }),
  'a value that is stored': (text) => ({
    inputs: planning,
    sandbox: stored({ name: 'trips', description: text }),
  }),
  'a tag that is stored': (text) => ({
    inputs: { ...planning, tags: 'team: data' },
    sandbox: stored({ name: 'trips' }, { tags: { team: text } }),
  }),
  'the names of apps': (text) =>
    asking({ 'compare-with': 'x' }, status('listApps', 200, { apps: [{ id: 1, name: text }] })),
  'an app that cannot be compared with': (text) =>
    asking({ 'compare-with': 'x' }, status('listApps', 403, { error: text })),
  'a column that has changed': (text) => ({
    inputs: { 'compare-with': 'previous' },
    sandbox: { deployments: [{ appId: DEFAULT_APP.id, createdMsAgo: 86_400_000 }] },
    faults: [
      answer('runtimeSql', 200, column('id', 'Int64'), 1, 1),
      answer('runtimeSql', 200, column(text, text), 2),
    ],
  }),
  'an error of a comparison': (text) =>
    asking({ 'compare-with': 'previous' }, status('runtimeSql', 400, text)),
  'a monitor': (text) =>
    asking(
      { 'bake-seconds': '10' },
      status('listMonitors', 200, {
        monitors: [{ id: '1', name: text, status: 'active', last_fired_at: later, last_resolved_at: null }],
      }),
    ),
  'an error of GitHub': (text) => status(/\/issues\/7\/comments/, 403, { message: text }),
  'a commit message': (text) => ({ inputs: { 'commit-message': text }, title: text }),
  'the log of a deployment': (text) => ({
    sandbox: {
      plan: fails(300, 'it crashed'),
      logs: text.split('\n').map((message) => ({ timestamp: '2026-11-24T12:00:00Z', message })),
    } as SandboxOptions,
  }),
  'the reason in a log': (text) => logging(`Error initializing dataset trips. ${text}`),
  'a name in a log': (text) =>
    logging(
      `Failed to load LLM: ${text}. no`,
      `Failed to load model ${text} from spicepod. no`,
      `Failed to load embedding ${text}.`,
      `Error initializing dataset ${text}. no`,
      `Cannot connect to the dataset ${text} no`,
    ),
  'a cell in a log': (text) => logging(`The name '${text}' is reserved. dataset="${text}"`),
}
const byLine = /\blog\b/

const drawn = fc.constantFrom(...Object.keys(scenes)).chain((scene) => {
  const value = secret(byLine.test(scene) ? special.filter((text) => text !== '\n') : special)
  return fc.record({
    scene: fc.constant(scene),
    value,
    another: value,
    style: fc.constantFrom(...Object.keys(styles)),
    before: fc.oneof(
      fc.nat(40),
      fc.tuple(fc.constantFrom(...limits), fc.nat(60)).map(([limit, less]) => Math.max(0, limit - less)),
    ),
    filler: fc.constantFrom('x', 'x ', 'it is '),
    opening: fc.constantFrom('', ' ', '"', "'", '`', '\\', ': ', '(', '\n'),
    after: fc.constantFrom('', '"', "'", ' and more', '\nand more', ` ${'y '.repeat(300)}`),
    /** How another secret stands beside it, if it does. */
    joint: fc.constantFrom('none', 'none', ' ', '', 'overlapping'),
    /** Whether the other one is what the run authenticates with. */
    isCredential: fc.boolean(),
    isDry: fc.nat(9).map((draw) => draw === 0),
  })
})
type Leak = typeof drawn extends fc.Arbitrary<infer Value> ? Value : never

/** Runs the action, and finds what is shown of its secrets: nothing, if all is well. */
async function playLeak(
  { scene, value, another: other, style, before, filler, opening, after, joint, isCredential, isDry }: Leak,
  workspace: string,
  areTold: boolean,
): Promise<Played> {
  const start = filler.repeat(Math.ceil(before / filler.length)).slice(0, before)
  const write = styles[style] ?? String
  const overlap = joint === 'overlapping' ? value.trim().slice(-4) : ''
  const another = overlap + other
  const beside = joint === 'none' ? '' : overlap === '' ? joint + write(another) : write(other)
  const text = `${start}${byLine.test(scene) ? opening.trim() : opening}${write(value.trim())}${beside}${after}`
  const { inputs, sandbox: options, faults = [], title = 'Meter' } = scenes[scene]?.(text) ?? {}
  const sandbox = createSandbox({
    apps: [{ ...DEFAULT_APP, spicepod }],
    plan: succeeds(300),
    runtime: {},
    ...(isCredential && areTold && !/\s/.test(another) && { client: { clientSecret: another } }),
    ...options,
  })
  sandbox.cloud.faults.add(...faults)
  sandbox.github.issues.add(7)
  const result = await runStepInMemory(
    {
      ...onPullRequest({ sha: pullSha, more: { title } }),
      githubToken: 'ghs_16C7e42F292c6912E7710c838347Ae178B4a',
      env: { GITHUB_API_URL: sandbox.githubApiUrl, RUNNER_DEBUG: '1', GITHUB_WORKSPACE: workspace },
      inputs: {
        'commit-message': 'Fix the meter',
        'comment-on-pr': 'true',
        'api-url': sandbox.url,
        'oauth-token-url': sandbox.tokenUrl,
        'client-id': sandbox.credentials.clientId,
        'client-secret': sandbox.credentials.clientSecret,
        'app-id': String(DEFAULT_APP.id),
        'timeout-seconds': '16',
        'request-timeout-seconds': '2',
        'dataset-ready-timeout-seconds': '4',
        'test-warmup-seconds': '2',
        'test-timeout-seconds': '2',
        'on-failure': 'none',
        ...(isDry && { 'dry-run': 'true' }),
        ...inputs,
        ...(areTold && { secrets: JSON.stringify({ PG_PASS: value, OTHER: another, SHORT: 'abc' }) }),
      },
    },
    sandbox,
  )
  const comments = sandbox.github.comments.of(7).map(({ body }) => body)
  const { log, summary, outputs, state } = result
  const printed = log
    .split('\n')
    .filter((line) => !line.startsWith('::add-mask::'))
    .join('\n')
  const texts = [printed, summary, ...Object.values({ ...outputs, ...state }), ...comments]
  const happened = [
    scene,
    ...(texts.some((shown) => shown.includes('***')) ? [`hidden: ${scene}`] : []),
    ...(texts.some((shown) => shown.includes('…')) ? ['cut'] : []),
  ]
  const found = texts.flatMap((shown) =>
    shown.split('\n').flatMap((line) => {
      const at = line.search(traces)
      return at === -1 ? [] : [line.slice(Math.max(0, at - 60), at + 60)]
    }),
  )
  return { happened, found: found.map((shown) => `shown of a secret: ${shown}`), transcript: '' }
}

/** Secrets in all texts of others. The lie is that the action is not told them. */
export const leaks: Game<Leak, 'untold'> = {
  draws: drawn,
  files: { [testFile]: tests, [ownFile]: JSON.stringify(spicepod) },
  play: (leak, { workspace, lie }) => playLeak(leak, workspace, lie === undefined),
}
