import * as core from '@actions/core'
import * as v from 'valibot'
import type { DeploymentId } from './deployment-id.ts'
import { InputError } from './errors.ts'
import * as rules from './input-rules.ts'
import type { Secrets } from './secrets.ts'
import type { ClientCredentials } from './spice/auth.ts'
import { cut } from './text.ts'

/** Everything that the workflow decided, checked. Nothing else in the program reads an input. */
export interface Inputs {
  readonly credentials:
    | { readonly kind: 'token'; readonly token: string }
    | ({ readonly kind: 'client' } & Readonly<ClientCredentials>)
  /** Base URL without a slash at its end. */
  readonly apiUrl: string
  readonly org: string | undefined
  /** One of the two is there; with both the id counts. */
  readonly appId: number | undefined
  readonly appName: string | undefined
  /** Where a new app is to run, and where that of an app is looked for which does not tell. */
  readonly region: string | undefined
  /** What to make where there is no app of that name. */
  readonly newApp: { readonly region: string; readonly visibility: 'public' | 'private' } | undefined
  /** A YAML or JSON map, empty where it was not given. */
  readonly tags: string
  /** Path of the manifest; empty where none is to be pushed. */
  readonly spicepod: string
  /** Relative to the workspace. */
  readonly workingDirectory: string
  readonly channel: string | undefined
  readonly replicas: number | undefined
  readonly imageTag: string | undefined
  readonly debug: boolean
  readonly branch: string | undefined
  readonly commitSha: string | undefined
  readonly commitMessage: string | undefined
  /** The deployment to watch instead of creating one. */
  readonly deploymentId: DeploymentId | undefined
  readonly onConflict: 'wait' | 'fail'
  readonly onSuperseded: 'fail' | 'pass'
  readonly onFailure: 'none' | 'restore' | 'rollback'
  readonly dryRun: boolean
  readonly waitForCompletion: boolean
  readonly timeoutMs: number
  /** Undefined for an interval that follows the deployment. */
  readonly pollIntervalMs: number | undefined
  readonly requestTimeoutMs: number
  readonly githubToken: string | undefined
  readonly commentOnPr: boolean
  /** What to ask of the runtime, as the user wrote it. */
  readonly probes: Readonly<Record<ProbeInput, string>>
  readonly warmupMs: number
  /** For one probe. */
  readonly testTimeoutMs: number
  /** 0 leaves the check of the datasets out. */
  readonly datasetTimeoutMs: number
  /** Base URL without a slash at its end; undefined for that of the app. */
  readonly runtimeUrl: string | undefined
  readonly failOnTestError: boolean
}

export type ProbeInput =
  | 'testSql'
  | 'testNsql'
  | 'testSearch'
  | 'testChat'
  | 'testChatModel'
  | 'testMcpTool'
  | 'testMcpArguments'

/** Hides the credentials among the inputs. To be called before anything else can be printed. */
export function maskCredentials(secrets: Secrets): void {
  for (const name of ['client-secret', 'api-token', 'github-token'])
    secrets.addCredential(core.getInput(name))
}

/** The secrets for the app as the user wrote them, and the app's id, which must stay readable. */
export function readSecretsInput(): { text: string; appId: string } {
  return { text: core.getInput('secrets'), appId: core.getInput('app-id') }
}

/** What the input `spicepod` is where nobody gives it: a file that need not be there. */
export const defaultSpicepod = 'spicepod.yaml'

/**
 * Reads and checks every input.
 *
 * @param whyNoSecrets what GitHub does on this event that leaves secrets empty, when it does
 * @throws InputError naming all that is wrong, at once
 */
export function readInputs(secrets: Secrets, whyNoSecrets?: string): Inputs {
  const problems: string[] = []
  const redact = (text: string) => secrets.redact(text)
  const read = <Schema extends v.GenericSchema<string, unknown>>(
    name: string,
    schema: Schema,
  ): v.InferOutput<Schema> | undefined => {
    const given = core.getInput(name)
    // An expression without a value, such as an input that a push event does not have, counts as not given.
    if (given === '') return undefined
    const parsed = v.safeParse(schema, given)
    if (parsed.success) return parsed.output
    // A URL may hold a password.
    const isSecret = redact(given) !== given || /\/\/[^/]*@/.test(given)
    problems.push(
      `\`${name}\` ${parsed.issues[0].message}${isSecret ? '.' : `, but it is \`${cut(given, 60, redact)}\`.`}`,
    )
    return undefined
  }

  const apiUrl = read('api-url', rules.url) ?? 'https://api.spice.ai'
  const tokenUrl = read('oauth-token-url', rules.url) ?? 'https://spice.ai/api/oauth/token'
  const credentials = chooseCredentials({
    clientId: read('client-id', rules.text),
    clientSecret: read('client-secret', rules.text),
    scope: read('scope', rules.text),
    tokenUrl,
    apiToken: read('api-token', rules.token),
    isApiTokenGiven: core.getInput('api-token') !== '',
    whyNoSecrets,
  })
  if (typeof credentials === 'string') problems.push(credentials)

  const appId = read('app-id', rules.appId)
  const mayCreate = read('create-app-if-missing', rules.boolean) ?? false
  const appName = read('app-name', mayCreate ? rules.newAppName : rules.text)
  const region = read('region', rules.region)
  const visibility = read('visibility', rules.visibility) ?? 'private'
  const missing = (name: string) => core.getInput(name) === ''
  if (mayCreate && missing('app-name'))
    problems.push('`app-name` is missing: `create-app-if-missing` needs it.')
  if (mayCreate && missing('region'))
    problems.push(
      '`region` is missing: `create-app-if-missing` needs it. Give where a new app is to run, such as `us-east-1`.',
    )
  if (!mayCreate && missing('app-id') && missing('app-name'))
    problems.push('The app is missing: give its numeric `app-id` or its `app-name`.')

  const inputs = {
    credentials,
    apiUrl,
    org: read('org', rules.org),
    appId,
    appName,
    region,
    newApp: mayCreate && region !== undefined ? { region, visibility } : undefined,
    tags: core.getInput('tags'),
    // Given as nothing it pushes none; a runner that knows the defaults always gives it.
    spicepod: process.env.INPUT_SPICEPOD === undefined ? defaultSpicepod : core.getInput('spicepod'),
    workingDirectory: core.getInput('working-directory') || '.',
    channel: read('channel', rules.channel),
    replicas: read('replicas', rules.replicas),
    imageTag: read('image-tag', rules.text),
    debug: read('debug', rules.boolean) ?? false,
    branch: read('branch', rules.text),
    commitSha: read('commit-sha', rules.text),
    commitMessage: read('commit-message', rules.text),
    deploymentId: read('deployment-id', rules.deploymentId),
    onConflict: read('on-conflict', rules.onConflict) ?? ('wait' as const),
    onSuperseded: read('on-superseded', rules.onSuperseded) ?? ('fail' as const),
    onFailure: read('on-failure', rules.onFailure) ?? ('none' as const),
    dryRun: read('dry-run', rules.boolean) ?? false,
    waitForCompletion: read('wait-for-completion', rules.boolean) ?? true,
    timeoutMs: read('timeout-seconds', rules.seconds(0)) ?? 600_000,
    pollIntervalMs: read('poll-interval-seconds', rules.seconds(0.1)),
    requestTimeoutMs: read('request-timeout-seconds', rules.seconds(0)) ?? 30_000,
    githubToken: read('github-token', rules.text),
    commentOnPr: read('comment-on-pr', rules.boolean) ?? false,
    probes: {
      testSql: core.getInput('test-sql'),
      testNsql: core.getInput('test-nsql'),
      testSearch: core.getInput('test-search'),
      testChat: core.getInput('test-chat'),
      testChatModel: core.getInput('test-chat-model'),
      testMcpTool: core.getInput('test-mcp-tool'),
      testMcpArguments: core.getInput('test-mcp-arguments'),
    },
    warmupMs: read('test-warmup-seconds', rules.secondsOrNone) ?? 60_000,
    testTimeoutMs: read('test-timeout-seconds', rules.seconds(0)) ?? 30_000,
    datasetTimeoutMs: read('dataset-ready-timeout-seconds', rules.secondsOrNone) ?? 300_000,
    runtimeUrl: read('runtime-url', rules.url),
    failOnTestError: read('fail-on-test-error', rules.boolean) ?? true,
  }

  if (problems.length > 0 || typeof credentials === 'string') throw new InputError(problems)
  return { ...inputs, credentials }
}

interface GivenCredentials {
  clientId: string | undefined
  clientSecret: string | undefined
  scope: string | undefined
  tokenUrl: string
  apiToken: string | undefined
  isApiTokenGiven: boolean
  whyNoSecrets: string | undefined
}

/** The one way to authenticate that was given, or the sentence that says why there is none. */
function chooseCredentials(given: GivenCredentials): Inputs['credentials'] | string {
  const { clientId, clientSecret, scope, tokenUrl, apiToken, isApiTokenGiven, whyNoSecrets } = given
  const hint = whyNoSecrets === undefined ? '' : ` ${whyNoSecrets}`
  if (isApiTokenGiven && (clientId !== undefined || clientSecret !== undefined)) {
    return '`api-token` and `client-id` with `client-secret` are two ways to authenticate: give one of them only.'
  }
  // What is wrong with a token that cannot be used has been said already.
  if (isApiTokenGiven) return { kind: 'token', token: apiToken ?? '' }
  if (clientId !== undefined && clientSecret !== undefined) {
    return { kind: 'client', clientId, clientSecret, scope, tokenUrl }
  }
  if (clientId !== undefined)
    return `\`client-secret\` is missing or empty: it goes with \`client-id\`.${hint}`
  if (clientSecret !== undefined) return '`client-id` is missing or empty: it goes with `client-secret`.'
  return `No credentials: give \`client-id\` and \`client-secret\` of an OAuth client, or an \`api-token\`.${hint}`
}
