import { basename, posix, resolve } from 'node:path'
import * as v from 'valibot'
import { InputError } from '../errors.ts'
import type { Environment } from '../github/event.ts'
import { pathInRepository } from '../inputs/files.ts'
import { defaultSpicepod, type Inputs, table } from '../inputs/inputs.ts'
import { findTagProblems, secretName, secretNameRule, type Tags } from '../inputs/request.ts'
import { matching } from '../inputs/table-reader.ts'
import { findEntry, findFiles, readText, workspaceOf } from '../platform/files.ts'
import { isMap, type JsonObject, membersOf } from '../platform/json.ts'
import { cut, join, listNames, messageOf, plainKey } from '../platform/text.ts'
import { comparePlaces, type Position, quote } from '../problem.ts'
import { SpicepodDocument } from '../spicepod/document.ts'
import { findNearest } from '../spicepod/names.ts'
import type { FleetInputs } from './inputs.ts'

/** An app of the fleet, as the input `apps` describes it. */
export interface FleetEntry extends Pick<Inputs, 'channel' | 'replicas' | 'imageTag'> {
  readonly app: string
  readonly workingDirectory: string
  /** Path inside the working directory. */
  readonly spicepod: string
  /** Path of the spicepod in the repository. */
  readonly file: string
  /** From 1. */
  readonly wave: number
  readonly tags?: Tags | undefined
  /** Names only. */
  readonly secrets: readonly string[]
  readonly with: JsonObject
}

/** The members that each entry of the output `matrix` may have; GitHub reads them ignoring case. */
const matrixNames =
  'app app-id working-directory spicepod wave state plan-digest channel replicas image-tag tags'.split(' ')

const maxApps = 1000
/** Maximum number of links that a message names. */
const maxLinks = 5
/** Name of a map or list in messages. */
const noun = 'list of apps'

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
        return `has a name that is not allowed: entry ${entry} of the list. ${secretNameRule}`
      },
    ),
  ),
  with: v.custom<JsonObject>(isMap, 'must be a map'),
}
type Settings = { -readonly [Name in keyof typeof rules]?: v.InferOutput<(typeof rules)[Name]> }

/** An app before its spicepod is found. */
interface Item {
  /** Empty if it is not known. */
  readonly app: string
  /** The app as messages call it; empty if they may not, because its name is a value of a file. */
  readonly label: string
  readonly place: Partial<Position>
  /** Path of a folder or a spicepod, instead of those in the settings. */
  readonly path?: string | undefined
  readonly settings: Settings
  readonly with: JsonObject
}

type Complain = (problem: string, place?: Partial<Position>) => void

/**
 * What is shown of the apps. The input is the workflow's own, but a file may be any file of the checkout, such as one with
 * credentials: then no value is shown, and of its keys only plain ones.
 */
interface Show {
  readonly key: (text: string) => string
  readonly value: (text: string) => string
}

const fileTagProblem =
  '`tags`: a value has other characters than letters, digits, `_`, `@` and `-`, or a tag has no name.'
const showInput: Show = { key: quote, value: quote }
const showFile: Show = { key: plainKey, value: () => '' }

/** @throws InputError that names everything that is wrong with the apps */
export async function readEntries({ apps, appName }: FleetInputs, env: Environment): Promise<FleetEntry[]> {
  const problems: (Partial<Position> & { problem: string })[] = []
  const complain: Complain = (problem, place) => problems.push({ problem, ...place })
  const { source, text, show } = readSource(apps, env)
  const items =
    text === undefined ? await readGlobs(apps, appName, env, complain) : readDocument(text, show, complain)
  // A map has its names in the order of the text, but for those that consist of digits.
  items.sort((left, right) => comparePlaces(left.place, right.place))
  const entries = items.map((item) => readEntry(item, env, show, complain))
  const firsts = new Map<string, number>()
  for (const [index, { app, file }] of entries.entries()) {
    const first = firsts.get(app.toLowerCase())
    if (first === undefined) firsts.set(app.toLowerCase(), index)
    else if (app !== '') {
      // A file that was not found has no path.
      const files = listNames([entries[first]?.file ?? '', file].filter(Boolean))
      const twice = `${join(': ', 'is there twice, ignoring case', files)} (first in line ${items[first]?.place.line}).`
      const todo = text === undefined && 'Change `app-name`, or write the apps as a map.'
      complain(join(' ', items[index]?.label || 'an app', twice, todo), items[index]?.place)
    }
  }
  if (entries.length > maxApps) {
    complain(`${entries.length} apps, but at most ${maxApps} are allowed in one step.`)
  }
  if (problems.length === 0) return entries
  throw new InputError(
    problems.sort(comparePlaces).map(({ problem, line, column }) => {
      const inLine = column === undefined ? '' : `, column ${column}`
      return `${source}${line === undefined ? '' : `, line ${line}${inLine}`}: ${problem}`
    }),
  )
}

const isBlank = (line: string) => /^\s*(#|$)/.test(line)
/** Tells a map or list from globs by its first line, so that a mistake in it is not read as a glob. */
const structured = /^((%YAML|\?)\s|-(\s|--|$)|\[\s*($|[{"\]])|\{\s*($|\})|\{.*:|(["'].*["']|[^*?{[]*):(\s|$))/

/** The text of a map or list, what messages call it, and what they show of it. Without a text, `apps` has globs. */
function readSource(apps: string, env: Environment): { source: string; text?: string; show: Show } {
  const [source, show] = ['`apps`', showInput]
  const first = apps.split('\n').find((line) => !isBlank(line)) ?? ''
  if (structured.test(first.trimStart())) return { source, text: apps, show }
  const isFile = /^[^\n*?{[]+\.(ya?ml|json)$/i.test(apps) && !/^spicepod\.ya?ml$/i.test(basename(apps))
  if (!isFile) return { source, show }
  const content = readText(apps, { workingDirectory: '.', env })
  if (content.text === undefined) throw new InputError([`${source}: ${content.problem}`])
  const isSpicepod = membersOf(new SpicepodDocument(content.text).value).kind === 'Spicepod'
  return isSpicepod ? { source, show } : { source: apps, text: content.text, show: showFile }
}

async function readGlobs(
  apps: string,
  appName: string,
  env: Environment,
  complain: Complain,
): Promise<Item[]> {
  const repository = env.GITHUB_REPOSITORY?.split('/')[1] ?? ''
  const items = new Map<string, Item>()
  for (const [index, written] of apps.split('\n').entries()) {
    if (isBlank(written)) continue
    const [pattern, place] = [written.trim(), { line: index + 1 }]
    const { files, skipped } = await findFiles(pattern, env)
    if (files.length === 0) {
      const links = `Links that lead out of the repository are not followed: ${listNames(skipped.slice(0, maxLinks))}.`
      complain(`no file matches ${quote(cut(pattern, 200))}.${skipped.length > 0 ? ` ${links}` : ''}`, place)
    }
    for (const path of files) {
      const directory = basename(posix.dirname(path))
      const app = appName.replaceAll('{directory}', () => (directory === '.' ? repository : directory))
      if (!items.has(path)) items.set(path, { app, label: quote(app), path, place, settings: {}, with: {} })
    }
  }
  return [...items.values()]
}

/** Reads a map of apps by name, or a list in which each names its app. */
function readDocument(text: string, show: Show, complain: Complain): Item[] {
  // Settings are text as it is written, such as `0123`, but what goes into the matrix as it is has types.
  const document = new SpicepodDocument(text, { noun, isText: true })
  const keyOf = ({ line, column }: Position) => `${line}:${column}`
  const typed = new Map(
    findMembers(new SpicepodDocument(text, { noun })).map(({ place, member }) => [keyOf(place), member]),
  )
  const members = findMembers(document)
  for (const { text: problem, ...place } of document.faults) complain(problem, place)
  if (document.faults.length === 0 && members.length === 0) {
    complain(
      'there are no apps. Write a map of names to folders, or a list of maps with `app`.',
      document.positionOf(),
    )
  }
  const { app: _, ...ofMap } = rules
  return members.flatMap(({ key: at, member, place }): Item[] => {
    const name = (typeof at === 'string' && at.trim()) || undefined
    const key = name === undefined ? '' : show.key(name)
    const about: Complain = (problem, at = place) => complain(join(': ', key, problem), at)
    const typedMember = typed.get(keyOf(place))
    if (typeof member === 'string' && member.trim() !== '' && typedMember !== null && name !== undefined) {
      return [{ app: name, label: key, place, path: member.trim(), settings: {}, with: {} }]
    }
    if (!isMap(member)) {
      const forms = 'a folder, the path of a spicepod, or a map.'
      about(`must be ${name === undefined ? 'a map with `app`.' : forms}`)
      return []
    }
    const types = membersOf(typedMember)
    // `null` and `~` are nothing, and no text.
    const item = Object.entries(member).map(
      ([setting, value]) => [setting, types[setting] === null ? '' : value] as const,
    )
    const settings = readSettings(item, name === undefined ? rules : ofMap, show, about, (...names) =>
      document.keyPositionOf(at, ...names),
    )
    const { app = name ?? '' } = settings
    if (app === '' && !('app' in member)) about('an entry needs the name of its app, in `app`.')
    const label = key || (app && show.value(app))
    return [{ app, label, place, settings, with: membersOf(types.with) }]
  })
}

/** The members of a map or list, each with its key and the place of it. */
function findMembers(document: SpicepodDocument) {
  const { value } = document
  const isList = Array.isArray(value)
  return Object.entries(isList ? value : membersOf(value)).map(([name, member]: [string, unknown]) => {
    const key = isList ? Number(name) : name
    return { key, member, place: document.keyPositionOf(key) }
  })
}

/** The settings that are right. */
function readSettings(
  item: readonly (readonly [key: string, value: unknown])[],
  known: Readonly<Record<string, v.GenericSchema>>,
  show: Show,
  complain: Complain,
  placeOf: (...names: string[]) => Position,
): Settings {
  const settings = item.flatMap(([key, value]) => {
    const rule = Object.hasOwn(known, key) ? known[key] : undefined
    if (rule === undefined) {
      const [near] = findNearest(key, Object.keys(known))
      const todo = near ? `Did you mean \`${near}\`?` : `Known are ${listNames(Object.keys(known))}.`
      complain(`${join(' ', 'unknown key', show.key(key))}. ${todo}`, placeOf(key))
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

/** Finds the spicepod of an app. */
function readEntry(
  { app, label, place, path, settings, with: more }: Item,
  env: Environment,
  show: Show,
  complain: Complain,
): FleetEntry {
  const find = (...parts: string[]) =>
    findEntry(resolve(workspaceOf(env), ...parts), { workingDirectory: '.', env })
  const given = path === undefined ? 'missing' : find(path).kind
  // What a link leads to is not looked at, so only its name says what it stands for.
  const isFile = given === 'file' || (given === 'refused' && /\.ya?ml$/i.test(path ?? ''))
  const isSpicepod = path !== undefined && isFile
  const folder = isSpicepod ? posix.dirname(path) : (path ?? settings['working-directory'] ?? '.')
  const fileName = isSpicepod ? posix.basename(path) : settings.spicepod
  const names = fileName === undefined ? [defaultSpicepod, 'spicepod.yml'] : [fileName]
  const entries = names.map((name) => find(folder, name))
  const index = entries.findIndex(({ kind }) => kind === 'file' || kind === 'refused')
  const about = (problem: string) => complain(join(': ', label, problem), place)
  const where = {
    workingDirectory: posix.normalize(folder).replace(/(?<=.)\/$/, ''),
    spicepod: posix.normalize(names[Math.max(0, index)] ?? ''),
  }
  let file = ''
  const entry = entries[index]
  try {
    file = pathInRepository(where, env)
    const written = entry !== undefined || find(folder).kind !== 'missing' ? file : folder
    const shown = show.value(written) || 'its file or folder'
    if (entry === undefined) about(`${shown} does not exist. Does the workflow check out the repository?`)
    else if (entry.kind === 'refused') about(`${shown} ${entry.refusal}`)
    if (entry?.kind !== 'file') file = ''
  } catch (error) {
    about(show === showInput ? messageOf(error) : 'its spicepod must be a file in the repository.')
  }
  const { wave = 1, channel, replicas, 'image-tag': imageTag, tags } = settings
  const secrets = [...new Set(settings.secrets)]
  return { app, ...where, file, wave, channel, replicas, imageTag, tags, secrets, with: more }
}
