import * as core from '@actions/core'
import * as v from 'valibot'
import { InputError } from './errors.ts'
import type { Secrets } from './secrets.ts'
import type { ClientCredentials } from './spice/auth.ts'

/** Everything that the workflow decided, checked. Nothing else in the program reads an input. */
export interface Inputs {
  readonly credentials:
    | { readonly kind: 'token'; readonly token: string }
    | ({ readonly kind: 'client' } & Readonly<ClientCredentials>)
  /** Base URL without a slash at its end. */
  readonly apiUrl: string
  readonly org: string | undefined
  readonly appId: number
  readonly channel: string | undefined
  readonly replicas: number | undefined
  readonly imageTag: string | undefined
  readonly debug: boolean
  readonly branch: string | undefined
  readonly commitSha: string | undefined
  readonly commitMessage: string | undefined
  /** The deployment to watch instead of creating one. */
  readonly deploymentId: number | undefined
  readonly onConflict: 'wait' | 'fail'
  readonly onSuperseded: 'fail' | 'pass'
  readonly waitForCompletion: boolean
  readonly timeoutMs: number
  /** Undefined for an interval that follows the deployment. */
  readonly pollIntervalMs: number | undefined
  readonly requestTimeoutMs: number
  readonly githubToken: string | undefined
}

const maxSeconds = 86_400

const text = v.string()
const token = v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/, 'must be one line without spaces'))
const boolean = v.pipe(
  v.string(),
  v.regex(/^(true|True|TRUE|false|False|FALSE)$/, 'must be `true` or `false`'),
  v.transform((value) => value.toLowerCase() === 'true'),
)
const id = (of: string) =>
  v.pipe(
    v.string(),
    v.regex(/^[1-9]\d{0,15}$/, `must be the numeric id of ${of}, such as \`4321\``),
    v.transform(Number),
    v.safeInteger(`must be the numeric id of ${of}, such as \`4321\``),
  )
const channel = v.picklist(
  ['stable', 'preview', 'nightly', 'internal'],
  'must be `stable`, `preview`, `nightly` or `internal`',
)
const onConflict = v.picklist(['wait', 'fail'], 'must be `wait` or `fail`')
const onSuperseded = v.picklist(['fail', 'pass'], 'must be `fail` or `pass`')
const replicas = v.pipe(
  v.string(),
  v.regex(/^([1-9]|10)$/, 'must be a whole number from 1 to 10'),
  v.transform(Number),
)
const org = v.pipe(
  v.string(),
  v.regex(/^[\w.-]+$/, 'must be the handle of an organization: letters, digits, dots, hyphens, underscores'),
)

/** A time in seconds as the user writes it, in milliseconds as the program uses it. */
function seconds(least: number) {
  const rule =
    least > 0
      ? `must be a number of seconds from ${least} to ${maxSeconds}`
      : `must be a number of seconds above 0, at most ${maxSeconds}`
  return v.pipe(
    v.string(),
    v.regex(/^\d+(\.\d+)?$/, rule),
    v.transform(Number),
    v.check((value) => value > 0 && value >= least && value <= maxSeconds, rule),
    v.transform((value) => value * 1000),
  )
}

const url = v.pipe(
  v.string(),
  v.check((value) => URL.canParse(value), 'must be a URL such as `https://api.spice.ai`'),
  v.transform((value) => new URL(value)),
  v.check(
    ({ protocol, hostname }) => protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)),
    'must start with `https://`, since credentials are sent there (`http://` is for this machine only)',
  ),
  v.check(
    ({ username, password, search, hash }) => `${username}${password}${search}${hash}` === '',
    'must be a URL without user name, query and fragment',
  ),
  v.transform(({ href }) => href.replace(/\/+$/, '')),
)

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname)
}

/** Hides the secrets of the inputs. To be called before anything else can be printed. */
export function maskSecrets(secrets: Secrets): void {
  for (const name of ['client-secret', 'api-token', 'github-token']) secrets.add(core.getInput(name))
}

/**
 * Reads and checks every input.
 *
 * @param whyNoSecrets what GitHub does on this event that leaves secrets empty, when it does
 * @throws InputError naming all that is wrong, at once
 */
export function readInputs(secrets: Secrets, whyNoSecrets?: string): Inputs {
  const problems: string[] = []
  const read = <Schema extends v.GenericSchema<string, unknown>>(
    name: string,
    schema: Schema,
  ): v.InferOutput<Schema> | undefined => {
    const given = core.getInput(name)
    // An expression without a value, such as an input that a push event does not have, counts as not given.
    if (given === '') return undefined
    const parsed = v.safeParse(schema, given)
    if (parsed.success) return parsed.output
    const isSecret = secrets.redact(given) !== given
    problems.push(
      `\`${name}\` ${parsed.issues[0].message}${isSecret ? '.' : `, but it is \`${cut(given)}\`.`}`,
    )
    return undefined
  }

  const apiUrl = read('api-url', url) ?? 'https://api.spice.ai'
  const tokenUrl = read('oauth-token-url', url) ?? 'https://spice.ai/api/oauth/token'
  const credentials = chooseCredentials({
    clientId: read('client-id', text),
    clientSecret: read('client-secret', text),
    scope: read('scope', text),
    tokenUrl,
    apiToken: read('api-token', token),
    isApiTokenGiven: core.getInput('api-token') !== '',
    whyNoSecrets,
  })
  if (typeof credentials === 'string') problems.push(credentials)

  if (core.getInput('app-id') === '')
    problems.push('`app-id` is missing: give the numeric id of the app to deploy.')

  const inputs = {
    apiUrl,
    org: read('org', org),
    appId: read('app-id', id('an app')),
    channel: read('channel', channel),
    replicas: read('replicas', replicas),
    imageTag: read('image-tag', text),
    debug: read('debug', boolean) ?? false,
    branch: read('branch', text),
    commitSha: read('commit-sha', text),
    commitMessage: read('commit-message', text),
    deploymentId: read('deployment-id', id('a deployment')),
    onConflict: read('on-conflict', onConflict) ?? ('wait' as const),
    onSuperseded: read('on-superseded', onSuperseded) ?? ('fail' as const),
    waitForCompletion: read('wait-for-completion', boolean) ?? true,
    timeoutMs: read('timeout-seconds', seconds(0)) ?? 600_000,
    pollIntervalMs: read('poll-interval-seconds', seconds(0.1)),
    requestTimeoutMs: read('request-timeout-seconds', seconds(0)) ?? 30_000,
    githubToken: read('github-token', text),
  }

  if (problems.length > 0 || inputs.appId === undefined || typeof credentials === 'string') {
    throw new InputError(problems)
  }
  return { ...inputs, appId: inputs.appId, credentials }
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

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
