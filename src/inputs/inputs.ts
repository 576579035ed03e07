import * as v from 'valibot'
import { InputError } from '../errors.ts'
import type { Secrets } from '../platform/redaction.ts'
import type { Runner } from '../platform/runner.ts'
import { cut, type Redact } from '../platform/text.ts'
import * as rules from './rules.ts'
import { defaultSpicepod } from './spicepod.ts'

type Rule = v.GenericSchema<string, unknown>

/** An input: its name in `action.yml`, the rule that its text follows, and the value if it is not given. */
interface InputRule<R extends Rule, Default> {
  name: string
  rule: R
  fallback: Default
}

function input<R extends Rule>(name: string, rule: R): InputRule<R, undefined>
function input<R extends Rule, const Default>(name: string, rule: R, fallback: Default): InputRule<R, Default>
function input(name: string, rule: Rule, fallback?: unknown): InputRule<Rule, unknown> {
  return { name, rule, fallback }
}

/** Every input. Times are in seconds as the user writes them, and in milliseconds here. */
const table = {
  clientId: input('client-id', rules.text),
  clientSecret: input('client-secret', rules.text),
  apiToken: input('api-token', rules.token),
  scope: input('scope', rules.text),
  tokenUrl: input('oauth-token-url', rules.url, 'https://spice.ai/api/oauth/token'),
  /** Base URL without a slash at its end. */
  apiUrl: input('api-url', rules.url, 'https://api.spice.ai'),
  org: input('org', rules.org),
  /** One of the two is given; if both are, the id takes precedence. */
  appId: input('app-id', rules.appId),
  appName: input('app-name', rules.text),
  createAppIfMissing: input('create-app-if-missing', rules.boolean, false),
  /** For a new app; also used to locate a runtime that the API does not report. */
  region: input('region', rules.region),
  visibility: input('visibility', rules.visibility, 'private'),
  /** A YAML or JSON map. */
  tags: input('tags', rules.text, ''),
  /** Relative to the workspace. */
  workingDirectory: input('working-directory', rules.text, '.'),
  channel: input('channel', rules.channel),
  replicas: input('replicas', rules.replicas),
  imageTag: input('image-tag', rules.text),
  debug: input('debug', rules.boolean, false),
  branch: input('branch', rules.text),
  commitSha: input('commit-sha', rules.text),
  commitMessage: input('commit-message', rules.text),
  /** The deployment to watch instead of creating one. */
  deploymentId: input('deployment-id', rules.deploymentId),
  onConflict: input('on-conflict', rules.onConflict, 'wait'),
  onSuperseded: input('on-superseded', rules.onSuperseded, 'fail'),
  onFailure: input('on-failure', rules.onFailure, 'none'),
  onPaused: input('on-paused', rules.onPaused, 'fail'),
  spicepodChecks: input('spicepod-checks', rules.spicepodChecks, 'strict'),
  dryRun: input('dry-run', rules.boolean, false),
  waitForCompletion: input('wait-for-completion', rules.boolean, true),
  timeoutMs: input('timeout-seconds', rules.seconds, 600_000),
  /** Undefined for an interval that adapts to the deployment. */
  pollIntervalMs: input('poll-interval-seconds', rules.pollInterval),
  requestTimeoutMs: input('request-timeout-seconds', rules.seconds, 30_000),
  githubToken: input('github-token', rules.text),
  commentOnPr: input('comment-on-pr', rules.boolean, false),
  testTables: input('test-tables', rules.text, 'none'),
  testSql: input('test-sql', rules.text, ''),
  testNsql: input('test-nsql', rules.text, ''),
  testSearch: input('test-search', rules.text, ''),
  testChat: input('test-chat', rules.text, ''),
  testChatModel: input('test-chat-model', rules.text, ''),
  testMcpTool: input('test-mcp-tool', rules.text, ''),
  testMcpArguments: input('test-mcp-arguments', rules.text, ''),
  warmupMs: input('test-warmup-seconds', rules.secondsOrNone, 60_000),
  /** For one probe. */
  testTimeoutMs: input('test-timeout-seconds', rules.seconds, 30_000),
  /** 0 skips the check of the datasets. */
  datasetTimeoutMs: input('dataset-ready-timeout-seconds', rules.secondsOrNone, 300_000),
  /** Base URL without a slash at its end; undefined for that of the app. */
  runtimeUrl: input('runtime-url', rules.url),
  failOnTestError: input('fail-on-test-error', rules.boolean, true),
}

type Table = typeof table
type ValueOf<Entry> = Entry extends InputRule<infer R, infer Default> ? v.InferOutput<R> | Default : never

/** What the workflow decided, checked. Nothing else in the program reads an input. */
export interface Inputs extends Readonly<{ [Name in keyof Table]: ValueOf<Table[Name]> }> {
  readonly credentials:
    | { readonly kind: 'token'; readonly token: string }
    | {
        readonly kind: 'client'
        readonly clientId: string
        readonly clientSecret: string
        /** Undefined for all that the client may have. */
        readonly scope: string | undefined
        readonly tokenUrl: string
      }
  /** Path of the manifest; empty to push none. */
  readonly spicepod: string
  /** The app to create if it does not exist. */
  readonly newApp: NewApp | undefined
}

export interface NewApp {
  readonly name: string
  readonly region: string
  readonly visibility: 'public' | 'private'
}

/** Hides the credentials among the inputs. Call it before anything else can be printed. */
export function maskCredentials(runner: Runner, secrets: Secrets): void {
  for (const name of ['client-secret', 'api-token', 'github-token']) {
    secrets.addCredential(runner.getInput(name))
  }
}

/**
 * Reads and checks every input but `secrets`, which is read before them.
 *
 * @param whyNoSecrets why GitHub leaves secrets empty on this event, if it does
 * @throws InputError naming all that is wrong, at once
 */
export function readInputs(runner: Runner, secrets: Secrets, whyNoSecrets?: string): Inputs {
  const problems: string[] = []
  const redact = (text: string) => secrets.redact(text)
  const read = ({ name, rule, fallback }: InputRule<Rule, unknown>): unknown => {
    const given = runner.getInput(name)
    // An expression without a value, such as an input that a push event does not have, is not given.
    if (given === '') return fallback
    const parsed = v.safeParse(rule, given)
    if (parsed.success) return parsed.output
    // A URL may hold a password.
    const isSecret = redact(given) !== given || /\/\/[^/]*@/.test(given)
    const shown = isSecret ? '.' : `, but it is \`${cut(given, 60, redact)}\`.`
    problems.push(`\`${name}\` ${parsed.issues[0].message}${shown}`)
    return fallback
  }
  const values = Object.fromEntries(
    Object.entries(table).map(([name, entry]) => [name, read(entry)]),
  ) as Pick<Inputs, keyof Table>

  const isGiven = (name: string) => runner.getInput(name) !== ''
  const credentials = chooseCredentials(values, isGiven('api-token'), whyNoSecrets)
  if (typeof credentials === 'string') problems.push(credentials)
  problems.push(...findMissing(values, isGiven, redact))
  if (problems.length > 0 || typeof credentials === 'string') throw new InputError(problems)
  const { createAppIfMissing, appName: name, region, visibility } = values
  const isComplete = createAppIfMissing && name !== undefined && region !== undefined
  return {
    ...values,
    credentials,
    // An empty string pushes none, so it differs from an input that is not set.
    spicepod: runner.isInputSet('spicepod') ? runner.getInput('spicepod') : defaultSpicepod,
    newApp: isComplete ? { name, region, visibility } : undefined,
  }
}

/** Inputs that other inputs require. */
function findMissing(
  { createAppIfMissing, appName }: Pick<Inputs, 'createAppIfMissing' | 'appName'>,
  isGiven: (name: string) => boolean,
  redact: Redact,
): string[] {
  if (!createAppIfMissing) {
    return isGiven('app-id') || isGiven('app-name')
      ? []
      : ['No app specified: set its numeric `app-id`, or `app-name`.']
  }
  const problems: string[] = []
  if (!isGiven('app-name')) problems.push('`app-name` is required with `create-app-if-missing: true`.')
  if (!isGiven('region')) {
    problems.push(
      '`region` is required with `create-app-if-missing: true`: the region for the new app, for example `us-east-1`.',
    )
  }
  if (appName !== undefined && !v.is(rules.newAppName, appName)) {
    problems.push(
      `\`app-name\` must be 4 to 38 letters, digits and hyphens with \`create-app-if-missing: true\`, but it is \`${cut(appName, 60, redact)}\`.`,
    )
  }
  return problems
}

/** The one way to authenticate that was given, or the sentence that says what is missing. */
function chooseCredentials(
  {
    clientId,
    clientSecret,
    apiToken,
    scope,
    tokenUrl,
  }: Pick<Inputs, 'clientId' | 'clientSecret' | 'apiToken' | 'scope' | 'tokenUrl'>,
  isApiTokenGiven: boolean,
  whyNoSecrets: string | undefined,
): Inputs['credentials'] | string {
  const hint = whyNoSecrets === undefined ? '' : ` ${whyNoSecrets}`
  if (isApiTokenGiven && (clientId !== undefined || clientSecret !== undefined)) {
    return 'Set either `api-token`, or `client-id` and `client-secret`, but not both.'
  }
  // What is wrong with a token that cannot be used has been said already.
  if (isApiTokenGiven) return { kind: 'token', token: apiToken ?? '' }
  if (clientId !== undefined && clientSecret !== undefined) {
    return { kind: 'client', clientId, clientSecret, scope, tokenUrl }
  }
  if (clientId !== undefined) return `\`client-secret\` is required when \`client-id\` is set.${hint}`
  if (clientSecret !== undefined) return '`client-id` is required when `client-secret` is set.'
  return `No credentials: set \`client-id\` and \`client-secret\` of an OAuth client, or \`api-token\`.${hint}`
}

const ignoredWhenWatching = [
  'createAppIfMissing',
  'tags',
  'channel',
  'replicas',
  'imageTag',
  'debug',
  'branch',
  'commitSha',
  'commitMessage',
  'onFailure',
] as const satisfies readonly (keyof Table)[]

/** A resume takes no body: it deploys what the app has stored. */
const ignoredWhenResuming = [
  'channel',
  'replicas',
  'imageTag',
  'debug',
  'branch',
  'commitSha',
  'commitMessage',
] as const satisfies readonly (keyof Table)[]

/** Names the inputs that are set although a run that resumes an app cannot send them; empty if there are none. */
export function describeIgnoredByResume(inputs: Inputs): string {
  const names = ignoredWhenResuming
    .filter((name) => inputs[name] !== table[name].fallback)
    .map((name) => `\`${table[name].name}\``)
  if (names.length === 0) return ''
  return `Ignored because the app is paused, and resuming it deploys its stored settings: ${names.join(', ')}.`
}

/** Names the inputs that are set although a run that watches a deployment ignores them; empty if there are none. */
export function describeIgnored(inputs: Inputs, hasSecrets: boolean): string {
  const names: string[] = ignoredWhenWatching
    .filter((name) => inputs[name] !== table[name].fallback)
    .map((name) => table[name].name)
  // The default is there even if nobody has set it.
  if (inputs.spicepod !== '' && inputs.spicepod !== defaultSpicepod) names.push('spicepod')
  if (hasSecrets) names.push('secrets')
  if (names.length === 0) return ''
  return `Ignored because \`deployment-id\` is set: ${names.map((name) => `\`${name}\``).join(', ')}.`
}
