import * as v from 'valibot'
import { InputError } from '../core/errors.ts'
import { headerSafe, isBare, isPrivate, trimSlash } from '../platform/http.ts'
import type { Redaction } from '../platform/redaction.ts'
import type { Runner } from '../platform/runner.ts'
import { cut } from '../platform/text.ts'
import type { Credentials } from '../spice/auth.ts'

// One rule per kind of input. A message follows the name of the input: `replicas` must be …

export const text = v.string()

export function matching(pattern: RegExp, rule: string) {
  return v.pipe(text, v.regex(pattern, `must be ${rule}`))
}

export function oneOf<const Words extends readonly string[]>(...words: Words) {
  return v.picklist(words, () => {
    // Created only for an error, because loading the data of a locale takes a tenth of the start-up.
    const alternatives = new Intl.ListFormat('en-GB', { type: 'disjunction' })
    return `must be ${alternatives.format(words.map((word) => `\`${word}\``))}`
  })
}

export const boolean = v.pipe(
  matching(/^(true|True|TRUE|false|False|FALSE)$/, '`true` or `false`'),
  v.transform((value) => value.toLowerCase() === 'true'),
)
export const maxSeconds = 86_400

/** A time: seconds in the workflow, milliseconds in the program. */
export function time(range: string, isInRange: (seconds: number) => boolean) {
  const rule = `a number of seconds ${range}`
  return v.pipe(
    matching(/^\d+(\.\d+)?$/, rule),
    v.transform(Number),
    v.check((seconds) => isInRange(seconds) && seconds <= maxSeconds, `must be ${rule}`),
    v.transform((seconds) => seconds * 1000),
  )
}
export const seconds = time(`above 0, at most ${maxSeconds}`, (value) => value > 0)
/** 0 skips what takes the time. */
export const secondsOrNone = time(`from 0 to ${maxSeconds}`, () => true)
export const url = v.pipe(
  text,
  v.check((value) => URL.canParse(value), 'must be a URL such as `https://api.spice.ai`'),
  v.transform((value) => new URL(value)),
  v.check(
    isPrivate,
    'must start with `https://`, because credentials are sent there (`http://` is allowed for this machine only)',
  ),
  v.check(isBare, 'must be a URL without a user name, query or fragment'),
  v.transform(trimSlash),
)

/**
 * The part of a run that an input is for. A run with `deployment-id` has only those of every run. `change` decides what is
 * changed, and whether and how a deployment is requested; `new app` is sent when an app is created; `deployment` is sent
 * with the request for a deployment, but not with a resume, which takes no body; `probes` are those of the runtime.
 */
export type Part = 'every run' | 'change' | 'new app' | 'deployment' | 'probes'

/** An input by its name in `action.yml`. The fallback is its value if it is not given. */
export function input<
  InputPart extends Part,
  Rule extends v.GenericSchema<string, unknown>,
  const Default = undefined,
>(name: string, part: InputPart, rule: Rule, fallback?: Default) {
  return { name, part, rule, fallback: fallback as Default }
}

type Table = Readonly<
  Record<string, { name: string; part: Part; rule: v.GenericSchema<string, unknown>; fallback: unknown }>
>

/** The inputs that make up the credentials for Spice Cloud. */
export const credentialTable = {
  clientId: input('client-id', 'every run', text),
  clientSecret: input('client-secret', 'every run', text),
  apiToken: input('api-token', 'every run', matching(headerSafe, 'one line without spaces')),
  scope: input('scope', 'every run', text),
  tokenUrl: input('oauth-token-url', 'every run', url, 'https://spice.ai/api/oauth/token'),
}

type CredentialInputs = AllValuesOf<typeof credentialTable>

type AllValuesOf<Inputs extends Table> = {
  readonly [Name in keyof Inputs]: v.InferOutput<Inputs[Name]['rule']> | Inputs[Name]['fallback']
}

/** The values without the credentials for Spice Cloud, since the values go through the whole program. */
export type ValuesOf<Inputs extends Table> = Omit<AllValuesOf<Inputs>, keyof CredentialInputs>

export interface InputsRead<Inputs> {
  readonly inputs: Inputs
  readonly credentials: Credentials
}

/** Inputs that this action once had, and what to do instead. To ignore one in silence could deploy something else. */
const removed = {
  'default-alerts': 'Set the alert monitors of the app on spice.ai',
  issue: 'Set `fail-on: edited`, and open the issue in the workflow, as `docs/fleet.md` does',
}

/**
 * Reads and checks the inputs of a table. Invalid values use the default.
 * @param findMissing what is wrong with the inputs together
 * @throws InputError that names all problems
 */
export function readTable<Inputs extends Table & typeof credentialTable>(
  table: Inputs,
  runner: Runner,
  whyNoSecrets: string | undefined,
  findMissing: (inputs: ValuesOf<Inputs>) => string[],
): InputsRead<ValuesOf<Inputs>> {
  const problems = Object.entries(removed)
    .filter(([name]) => isGiven(name, runner))
    .map(([name, todo]) => `\`${name}\` is not an input any more. ${todo}, and remove it.`)
  const read = ({ name, rule, fallback }: Table[string]): unknown => {
    const written = runner.getInput(name)
    // An expression without a value, such as an input that a push event does not have, sets nothing.
    if (written === '') return fallback
    const parsed = v.safeParse(rule, written)
    if (parsed.success) return parsed.output
    problems.push(`\`${name}\` ${parsed.issues[0].message}${quoteGiven(written)}`)
    return fallback
  }
  const all = Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, read(entry)]))
  const { clientId, clientSecret, apiToken, scope, tokenUrl, ...inputs } = all as AllValuesOf<Inputs>
  const credentialInputs = { clientId, clientSecret, apiToken, scope, tokenUrl } as CredentialInputs
  const credentials = chooseCredentials(credentialInputs, isGiven('api-token', runner), whyNoSecrets)
  if (typeof credentials === 'string') problems.push(credentials)
  problems.push(...findMissing(inputs))
  if (problems.length > 0 || typeof credentials === 'string') throw new InputError(problems)
  return { inputs, credentials }
}

export function isGiven(name: string, runner: Runner): boolean {
  return runner.getInput(name) !== ''
}

/** Ends a sentence about an invalid value: quotes the value, unless it holds a password. */
function quoteGiven(value: string): string {
  // A URL may hold a password, or a token in its query or fragment.
  if (/\/\/[^/]*@/.test(value)) return '.'
  const shown = value.includes('://') ? value.replace(/([?#]).+/s, '$1…') : value
  return `, but it is \`${cut(shown, 60)}\`.`
}

/** The runner does not tell an input that is not set from an expression that is empty, which is the commonest mistake. */
export function checkSource(pronoun: 'it' | 'they'): string {
  const reads = pronoun === 'it' ? 'it reads' : 'they read'
  return `Check that the variable or secret that ${reads} exists for this repository, and that the job names its \`environment\`.`
}

/** Chooses the one way to authenticate. The text says what is missing if there is not exactly one. */
function chooseCredentials(
  { clientId, clientSecret, apiToken, scope, tokenUrl }: CredentialInputs,
  isApiTokenGiven: boolean,
  whyNoSecrets = '',
): Credentials | string {
  if (isApiTokenGiven) {
    const isClientGiven = clientId !== undefined || clientSecret !== undefined
    if (isClientGiven) return 'Set either `api-token`, or `client-id` and `client-secret`, but not both.'
    // The problem with a token that cannot be used has already been reported.
    return { kind: 'token', token: apiToken ?? '' }
  }
  if (clientId !== undefined && clientSecret !== undefined) {
    return { kind: 'client', clientId, clientSecret, scope, tokenUrl }
  }
  if (clientSecret !== undefined) return `\`client-id\` is empty. ${checkSource('it')}`
  return clientId === undefined
    ? `\`client-id\`, \`client-secret\` and \`api-token\` are empty: set the first two, of an OAuth client, or \`api-token\`. ${whyNoSecrets || checkSource('they')}`
    : `\`client-secret\` is empty. ${whyNoSecrets || checkSource('it')}`
}

/** Hides the credentials among the inputs. Call it before anything else can be printed. */
export function maskCredentials(runner: Runner, secrets: Redaction): void {
  for (const name of ['client-secret', 'api-token', 'github-token']) {
    secrets.addCredential(runner.getInput(name))
  }
}
