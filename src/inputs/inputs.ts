import * as v from 'valibot'
import { isMap, type JsonObject, membersOf, parseJson } from '../platform/json.ts'
import type { Runner } from '../platform/runner.ts'
import { cut } from '../platform/text.ts'
import { readId } from '../spice/schema.ts'
import {
  boolean,
  checkSource,
  credentialTable,
  type InputsRead,
  input,
  isGiven,
  matching,
  maxSeconds,
  oneOf,
  type Part,
  readTable,
  seconds,
  secondsOrNone,
  text,
  time,
  url,
  type ValuesOf,
} from './table-reader.ts'

/** The default of the input: a file that does not have to exist. */
export const defaultSpicepod = 'spicepod.yaml'

const appId = v.pipe(text, v.transform(readId), v.number('must be the numeric ID of an app, such as `4321`'))
const deploymentId = v.pipe(
  text,
  v.transform((value) => (value === 'running' ? value : readId(value))),
  v.union(
    [v.number(), v.literal('running')],
    'must be the numeric ID of a deployment, such as `4321`, or `running`',
  ),
)
/** Source: `CreateAppRequest` of the API description. */
const newAppName = /^[A-Za-z0-9-]{4,38}$/
/** Source: `UpsertSecretRequest` of the API description. */
export const secretName = /^[a-zA-Z_][a-zA-Z0-9_]*$/
/** Only the form: whether the region exists is checked against the list of the API. */
const region = v.pipe(
  text,
  v.transform((value) => value.replace(/-prod-aws-data$/, '')),
  matching(/^(?=.*[-\d])[a-z0-9]+(-[a-z0-9]+)*$/, 'the ID of a region, such as `us-east-1` or `us-west-2`'),
)
const jsonObject = v.pipe(text, v.transform(parseJson), v.custom<JsonObject>(isMap, 'must be a JSON object'))
const searchBody = v.pipe(
  text,
  v.transform(parseJson),
  v.custom<JsonObject>((body) => isText(membersOf(body).text), 'must be a JSON object with `text`'),
)
/** Only a brace marks a JSON body; everything else is a prompt. */
const chatBody = v.pipe(
  text,
  v.transform((prompt) =>
    prompt.startsWith('{') ? parseJson(prompt) : { messages: [{ role: 'user', content: prompt }] },
  ),
  v.custom<JsonObject>((body) => {
    const { messages } = membersOf(body)
    return Array.isArray(messages) && messages.length > 0
  }, 'must be a prompt, or a JSON object with `messages`'),
  // The response is read as a whole, so it must not be streamed.
  v.transform(({ stream, stream_options, model, ...body }) => (isText(model) ? { ...body, model } : body)),
)

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** The inputs that say which app is meant. */
export const appTable = {
  ...credentialTable,
  /** Base URL without a slash at its end. */
  apiUrl: input('api-url', 'every run', url, 'https://api.spice.ai'),
  org: input(
    'org',
    'every run',
    matching(/^[\w.-]+$/, 'the handle of an organization: letters, digits, dots, hyphens and underscores'),
  ),
  /** `app-id` or `app-name` is set; if both are, the ID takes precedence. */
  appId: input('app-id', 'every run', appId),
}

const wholeDigest =
  'all 64 hexadecimal digits of a `plan-digest`, which the output, the plan comment and the summary have (fewer prove nothing: two plans with the same first 12 are found in a minute)'

/** Every input of the action that deploys. Times are in seconds as the user writes them, and in milliseconds here. */
export const table = {
  ...appTable,
  appName: input('app-name', 'every run', text),
  createAppIfMissing: input('create-app-if-missing', 'change', boolean, false),
  /** For a new app; also used to locate a runtime that the API does not report. */
  region: input('region', 'every run', region),
  visibility: input('visibility', 'new app', oneOf('public', 'private'), 'private'),
  /** The app to make a new one from, by its id or name. */
  forkFrom: input('fork-from', 'change', text),
  tags: input('tags', 'change', text, ''),
  /** Relative to the workspace. */
  workingDirectory: input('working-directory', 'every run', text, '.'),
  channel: input('channel', 'deployment', oneOf('stable', 'preview', 'nightly', 'internal')),
  replicas: input(
    'replicas',
    'deployment',
    v.pipe(matching(/^([1-9]|10)$/, 'a whole number from 1 to 10'), v.transform(Number)),
  ),
  imageTag: input('image-tag', 'deployment', text),
  debug: input('debug', 'deployment', boolean, false),
  branch: input('branch', 'deployment', text),
  commitSha: input('commit-sha', 'deployment', text),
  commitMessage: input('commit-message', 'deployment', text),
  deploymentId: input('deployment-id', 'every run', deploymentId),
  onConflict: input('on-conflict', 'change', oneOf('wait', 'fail'), 'wait'),
  onSuperseded: input('on-superseded', 'every run', oneOf('fail', 'pass'), 'fail'),
  onFailure: input('on-failure', 'change', oneOf('none', 'restore', 'rollback'), 'none'),
  spicepodChecks: input('spicepod-checks', 'change', oneOf('strict', 'warn', 'off'), 'strict'),
  onStuck: input('on-stuck', 'every run', oneOf('fail', 'wait'), 'fail'),
  /** How long a dataset has to be in error to count as stuck. */
  stuckAfterMs: input('stuck-after-seconds', 'every run', seconds, 120_000),
  /** `resume` deploys a paused app without a request for a deployment. */
  onPaused: input('on-paused', 'change', oneOf('fail', 'resume'), 'fail'),
  /** Reaction to a plan that removes components which others may use. */
  onRemoval: input('on-removal', 'change', oneOf('allow', 'refuse'), 'allow'),
  /** The digest of the plan that was approved. */
  expectPlan: input(
    'expect-plan',
    'every run',
    v.pipe(
      matching(/^[0-9a-f]{64}$/i, wholeDigest),
      v.transform((digits) => digits.toLowerCase()),
    ),
  ),
  requireBranchTip: input('require-branch-tip', 'change', boolean, false),
  dryRun: input('dry-run', 'every run', boolean, false),
  waitForCompletion: input('wait-for-completion', 'every run', boolean, true),
  /** How long to watch the app after its verification. */
  bakeMs: input('bake-seconds', 'every run', secondsOrNone, 0),
  timeoutMs: input('timeout-seconds', 'every run', seconds, 600_000),
  /** Undefined for an interval that adapts to the deployment. */
  pollIntervalMs: input(
    'poll-interval-seconds',
    'every run',
    time(`from 0.1 to ${maxSeconds}`, (value) => value >= 0.1),
  ),
  /** For one HTTP attempt, its body included. */
  requestTimeoutMs: input('request-timeout-seconds', 'every run', seconds, 30_000),
  githubToken: input('github-token', 'every run', text),
  commentOnPr: input('comment-on-pr', 'every run', boolean, false),
  testSql: input('test-sql', 'probes', text),
  testNsql: input('test-nsql', 'probes', text),
  /** As `POST /v1/search` takes it. */
  testSearch: input('test-search', 'probes', searchBody),
  /** In the form of OpenAI's chat completions, perhaps without the model. */
  testChat: input('test-chat', 'probes', chatBody),
  testChatModel: input('test-chat-model', 'probes', text),
  testMcpTool: input('test-mcp-tool', 'probes', text),
  testMcpArguments: input('test-mcp-arguments', 'probes', jsonObject),
  testTables: input('test-tables', 'probes', text, 'none'),
  testFile: input('test-file', 'probes', text),
  /** Name or id of another app, or `previous`. */
  compareWith: input('compare-with', 'every run', text),
  onBreakingChange: input('on-breaking-change', 'every run', oneOf('warn', 'fail'), 'warn'),
  /** For the runtime to become ready. With 0 and no check of the datasets, the probes run at once. */
  warmupMs: input('test-warmup-seconds', 'probes', secondsOrNone, 60_000),
  /** For one probe, including retries. */
  testTimeoutMs: input('test-timeout-seconds', 'probes', seconds, 30_000),
  /** 0 skips the check of the datasets. */
  datasetTimeoutMs: input('dataset-ready-timeout-seconds', 'every run', secondsOrNone, 300_000),
  /** Base URL without a slash at its end; undefined for that of the app. */
  runtimeUrl: input('runtime-url', 'every run', url),
  failOnTestError: input('fail-on-test-error', 'probes', boolean, true),
}

/** The inputs of the action that deletes an app. */
export const removalTable = {
  ...appTable,
  appName: input(
    'app-name',
    'every run',
    // Source: `CreateAppRequest` of the API description. Shorter names do not exist.
    v.pipe(text, v.minLength(4, 'must have at least 4 characters')),
  ),
  /** Deletes only an app that is tagged with the repository of the run. */
  requireRepositoryTag: input('require-repository-tag', 'every run', boolean, true),
  dryRun: table.dryRun,
  githubToken: table.githubToken,
  commentOnPr: table.commentOnPr,
  timeoutMs: input('timeout-seconds', 'every run', seconds, 120_000),
  requestTimeoutMs: table.requestTimeoutMs,
}

export type RemovalInputs = ValuesOf<typeof removalTable>

type Values = ValuesOf<typeof table>

/** The values of the inputs for some parts of a run. */
export type InputsOf<Parts extends Part> = Pick<
  Values,
  { [Name in keyof Values]: (typeof table)[Name]['part'] extends Parts ? Name : never }[keyof Values]
>

/**
 * What the workflow decided, checked. `secrets` is read apart, and so are the credentials and `app-id` before anything
 * else: the credentials to hide them, and the ID for the outputs of a run whose inputs are not valid.
 */
export interface Inputs extends Values {
  /** Path of the manifest; empty to push none. */
  readonly spicepod: string
  /** The app to create if it does not exist. */
  readonly newApp: NewApp | undefined
}

/** The region may be undefined for a fork. */
export interface NewApp extends InputsOf<'new app'>, Pick<Values, 'region'> {
  readonly name: string
}

/** Reads and checks every input but `secrets`, which is read before them. All problems are reported together. */
export function readInputs(runner: Runner, whyNoSecrets?: string): InputsRead<Inputs> {
  const { inputs, credentials } = readTable(table, runner, whyNoSecrets, (all) => findMissing(all, runner))
  const { createAppIfMissing, appName: name, region, visibility } = inputs
  const newApp = createAppIfMissing && name !== undefined ? { name, region, visibility } : undefined
  // An empty string pushes none, so it differs from an input that is not set.
  const spicepod = runner.isInputSet('spicepod') ? runner.getInput('spicepod') : defaultSpicepod
  return { inputs: { ...inputs, spicepod, newApp }, credentials }
}

/** Reads and checks the inputs of the action that deletes an app. All problems are reported together. */
export function readRemovalInputs(runner: Runner, whyNoSecrets?: string): InputsRead<RemovalInputs> {
  return readTable(removalTable, runner, whyNoSecrets, () => findMissingApp(runner))
}

export function findMissingApp(runner: Runner): string[] {
  const isNamed = isGiven('app-id', runner) || isGiven('app-name', runner)
  return isNamed ? [] : [`\`app-id\` and \`app-name\` are empty. ${checkSource('they')}`]
}

function findMissing(
  { createAppIfMissing, appName, forkFrom, deploymentId, expectPlan, testChat, testChatModel }: Values,
  runner: Runner,
): string[] {
  const problems: string[] = []
  if (testChat !== undefined && (testChat.model ?? testChatModel) === undefined) {
    problems.push('`test-chat-model` is required when `test-chat` does not specify a model.')
  }
  if (deploymentId !== undefined && expectPlan !== undefined) {
    problems.push('`expect-plan` cannot be set with `deployment-id`, which deploys nothing.')
  }
  // Inputs about creating an app are ignored.
  if (deploymentId !== undefined) return [...problems, ...findMissingApp(runner)]
  if (!createAppIfMissing) {
    problems.push(...findMissingApp(runner))
    if (forkFrom !== undefined) problems.push('`fork-from` requires `create-app-if-missing: true`.')
    return problems
  }
  const condition = 'with `create-app-if-missing: true`'
  if (!isGiven('app-name', runner)) {
    problems.push(`\`app-name\` is empty, and required ${condition}. ${checkSource('it')}`)
  }
  if (!isGiven('region', runner) && forkFrom === undefined) {
    problems.push(
      `\`region\` is required ${condition}: the region for the new app, for example \`us-east-1\`.`,
    )
  }
  if (appName !== undefined && !newAppName.test(appName)) {
    const rule = `must be 4 to 38 letters, digits and hyphens ${condition}`
    problems.push(`\`app-name\` ${rule}, but it is \`${cut(appName, 60)}\`.`)
  }
  if (appName !== undefined && forkFrom?.toLowerCase() === appName.toLowerCase()) {
    problems.push('`fork-from` must be another app than `app-name`.')
  }
  return problems
}
