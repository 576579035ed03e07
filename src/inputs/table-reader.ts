import * as v from 'valibot'
import { InputError } from '../errors.ts'
import type { Runner } from '../platform/runner.ts'
import { cut } from '../platform/text.ts'
import type { Credentials } from '../spice/auth.ts'
import { type CredentialInputs, chooseCredentials } from './credentials.ts'

/** Situations in which some inputs are ignored: the end of the sentence that says why. */
export const whyIgnored = {
  watching: '`deployment-id` is set',
  forking: '`fork-from` is set',
  resuming: 'the app is paused, and resuming it deploys its stored settings',
  notWaiting: '`wait-for-completion` is `false`',
}

export type Situation = keyof typeof whyIgnored

/** What an input is for, and the situations in which it is ignored because that does not take place. */
export const parts = {
  'every run': [],
  /** Decides what is changed, and whether and how a deployment is requested. */
  change: ['watching'],
  /** Sent when an app is created, but not when it is forked. */
  'new app': ['watching', 'forking'],
  /** Sent with the request for a deployment. A resume takes no body. */
  deployment: ['watching', 'resuming'],
  /** What the runtime is asked. */
  probes: ['notWaiting'],
} satisfies Record<string, Situation[]>

export type Part = keyof typeof parts

/** An input by its name in `action.yml`. The fallback is its value if it is not given. */
export function input<
  InputPart extends Part,
  Rule extends v.GenericSchema<string, unknown>,
  const Default = undefined,
>(name: string, part: InputPart, rule: Rule, fallback?: Default) {
  return { name, part, rule, fallback: fallback as Default }
}

export type Table = Readonly<
  Record<string, { name: string; part: Part; rule: v.GenericSchema<string, unknown>; fallback: unknown }>
>

type AllValuesOf<Inputs extends Table> = {
  readonly [Name in keyof Inputs]: v.InferOutput<Inputs[Name]['rule']> | Inputs[Name]['fallback']
}

/** The values without the credentials for Spice Cloud, since the values go through the whole program. */
export type ValuesOf<Inputs extends Table> = Omit<AllValuesOf<Inputs>, keyof CredentialInputs>

/**
 * Reads and checks the inputs of a table. Invalid values use the default.
 * @param findMissing what is wrong with the inputs together
 * @throws InputError that names all problems
 */
export function readTable<Inputs extends Table & Readonly<Record<keyof CredentialInputs, Table[string]>>>(
  inputs: Inputs,
  runner: Runner,
  whyNoSecrets: string | undefined,
  findMissing: (values: ValuesOf<Inputs>) => string[],
): { values: ValuesOf<Inputs>; credentials: Credentials } {
  const problems: string[] = []
  const read = ({ name, rule, fallback }: Table[string]): unknown => {
    const written = runner.getInput(name)
    // An expression without a value, such as an input that a push event does not have, sets nothing.
    if (written === '') return fallback
    const parsed = v.safeParse(rule, written)
    if (parsed.success) return parsed.output
    problems.push(`\`${name}\` ${parsed.issues[0].message}${quoteGiven(written)}`)
    return fallback
  }
  const all = Object.fromEntries(Object.entries(inputs).map(([name, entry]) => [name, read(entry)]))
  const { clientId, clientSecret, apiToken, scope, tokenUrl, ...values } = all as AllValuesOf<Inputs>
  const credentialInputs = { clientId, clientSecret, apiToken, scope, tokenUrl } as CredentialInputs
  const isTokenGiven = isGiven('api-token', runner)
  const credentials = chooseCredentials(credentialInputs, isTokenGiven, whyNoSecrets)
  if (typeof credentials === 'string') problems.push(credentials)
  problems.push(...findMissing(values))
  if (problems.length > 0 || typeof credentials === 'string') throw new InputError(problems)
  return { values, credentials }
}

/** Whether an input has a value, valid or not. */
export function isGiven(name: string, runner: Runner): boolean {
  return runner.getInput(name) !== ''
}

/** Ends a sentence about an invalid value: quotes the value, unless it holds a password. */
export function quoteGiven(value: string): string {
  // A URL may hold a password.
  return /\/\/[^/]*@/.test(value) ? '.' : `, but it is \`${cut(value, 60)}\`.`
}
