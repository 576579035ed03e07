import * as v from 'valibot'
import { type Position, quote } from '../../core/problem.ts'
import { secretName, table } from '../../inputs/inputs.ts'
import { findTagProblems, type Tags } from '../../inputs/request.ts'
import { matching } from '../../inputs/table-reader.ts'
import { isMap, type JsonObject } from '../../platform/json.ts'
import { cut, join, plainKey } from '../../platform/text.ts'
import { explainUnknownKey } from '../../spicepod/names.ts'

// What an entry of the apps may set, and what is said of a setting that is wrong.

/** The members that each entry of the output `matrix` may have; GitHub reads them ignoring case. */
const matrixNames =
  'app app-id working-directory spicepod wave state plan-digest channel replicas image-tag tags'.split(' ')

/** Without spaces around it, as inputs are read. */
const filled = v.pipe(matching(/\S/, 'text'), v.trim())
const rules = {
  app: filled,
  'working-directory': filled,
  spicepod: filled,
  wave: v.pipe(matching(/^[1-9]$/, 'a whole number from 1 to 9'), v.transform(Number)),
  channel: table.channel.rule,
  replicas: table.replicas.rule,
  'image-tag': filled,
  tags: v.custom<Tags>(
    (tags) => isMap(tags) && Object.values(tags).every((value) => typeof value === 'string'),
    'must be a map of names to text',
  ),
  secrets: v.pipe(
    v.custom<string[]>((names) => v.is(v.array(v.string()), names), 'must be a list of names of secrets'),
    v.check(
      (names) => names.every((name) => secretName.test(name)),
      // The entry may be the value of a secret, and not its name.
      ({ input }) => {
        const entry = input.findIndex((name) => !secretName.test(name)) + 1
        return `has a name that is not allowed: entry ${entry} of the list. A name starts with a letter or underscore, followed by letters, digits and underscores`
      },
    ),
  ),
  with: v.custom<JsonObject>(isMap, 'must be a map'),
}
export type Settings = { -readonly [Name in keyof typeof rules]?: v.InferOutput<(typeof rules)[Name]> }

export type Complain = (problem: string, place?: Partial<Position>) => void

/**
 * What is shown of the apps. The input is the workflow's own, but a file may be any file of the checkout, such as one with
 * credentials: then no value is shown, and of its keys only plain ones.
 */
export interface Show {
  readonly key: (text: string) => string
  readonly value: (text: string) => string
}

const fileTagProblem =
  '`tags`: a value has other characters than letters, digits, `_`, `@` and `-`, or a tag has no name.'
export const showInput: Show = { key: quote, value: quote }
export const showFile: Show = { key: plainKey, value: () => '' }

/**
 * The settings that are right.
 * @param isNamed whether the settings have the name of the app
 */
export function readSettings(
  item: readonly (readonly [key: string, value: unknown])[],
  isNamed: boolean,
  show: Show,
  complain: Complain,
  placeOf: (...names: string[]) => Position,
): Settings {
  const { app, ...others } = rules
  const known: Readonly<Record<string, v.GenericSchema>> = isNamed ? { app, ...others } : others
  const settings = item.flatMap(([key, value]) => {
    const rule = Object.hasOwn(known, key) ? known[key] : undefined
    if (rule === undefined) {
      const { advice } = explainUnknownKey(key, Object.keys(known))
      complain(`${join(' ', 'unknown key', show.key(key))}. ${advice}`, placeOf(key))
      return []
    }
    const { success, output, issues } = v.safeParse(rule, value, { message: 'must be text' })
    if (success) return [[key, output]]
    // Text in place of names of secrets may be their values.
    const isShown = typeof value === 'string' && value !== '' && key !== 'secrets'
    const shown = isShown ? show.value(cut(value, 60)) : ''
    complain(`${join(', but it is ', `\`${key}\` ${issues[0].message}`, shown)}.`, placeOf(key))
    return []
  })
  const valid: Settings = Object.fromEntries(settings)
  const tagProblems = findTagProblems(Object.entries(valid.tags ?? {}))
  const told = show === showInput ? tagProblems : tagProblems.slice(0, 1).map(() => fileTagProblem)
  for (const problem of told) complain(problem, placeOf('tags'))
  for (const name of Object.keys(valid.with ?? {})) {
    if (!matrixNames.includes(name.toLowerCase())) continue
    complain(`the matrix has ${quote(name)} already. Choose another name in \`with\`.`, placeOf('with', name))
  }
  return valid
}
