import { glob, stat } from 'node:fs/promises'
import { basename, posix } from 'node:path'
import * as v from 'valibot'
import { InputError } from '../errors.ts'
import type { Environment } from '../github/event.ts'
import { folderOf, readText } from '../inputs/files.ts'
import { defaultSpicepod, type Inputs, table } from '../inputs/inputs.ts'
import { readTags, type Tags } from '../inputs/request.ts'
import { matching, text } from '../inputs/table-reader.ts'
import { isMap, type JsonObject, membersOf } from '../platform/json.ts'
import { cut, listNames } from '../platform/text.ts'
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
  /** From 1. */
  readonly wave: number
  readonly tags?: Tags | undefined
  /** Names only. */
  readonly secrets: readonly string[]
  readonly with: JsonObject
}

/** The members that each entry of the output `matrix` may have; GitHub reads them ignoring case. */
export const matrixNames =
  'app app-id working-directory spicepod wave state plan-digest channel replicas image-tag tags'.split(' ')

const maxApps = 1000

/** What may be read as text: numbers and booleans are taken as they are written. */
const scalars = {
  app: text,
  'working-directory': text,
  spicepod: text,
  wave: v.pipe(matching(/^[1-9]$/, 'a whole number from 1 to 9'), v.transform(Number)),
  channel: table.channel.rule,
  replicas: table.replicas.rule,
  'image-tag': text,
}
const secretNames = v.array(v.pipe(v.string(), v.regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/)))
const rules = {
  tags: v.custom<JsonObject>(isMap, 'must be a map'),
  secrets: v.pipe(
    v.unknown(),
    v.check((names) => v.is(secretNames, names), 'must be a list of names of secrets'),
  ),
  with: v.custom<JsonObject>(isMap, 'must be a map'),
}
type Settings = { -readonly [Name in keyof typeof scalars]?: v.InferOutput<(typeof scalars)[Name]> } & {
  tags?: JsonObject
  secrets?: string[]
  with?: JsonObject
}

const noSettings = {
  ...{ wave: 1, channel: undefined, replicas: undefined, imageTag: undefined, tags: undefined },
  ...{ secrets: [], with: {} },
}

type Complain = (place: Partial<Position>, problem: string) => void

/** @throws InputError that names everything that is wrong with the apps */
export async function readEntries({ apps, appName }: FleetInputs, env: Environment): Promise<FleetEntry[]> {
  const problems: { place: Partial<Position>; text: string }[] = []
  const complainAbout =
    (source: string): Complain =>
    (place, problem) => {
      const column = place.column === undefined ? '' : `, column ${place.column}`
      const where = place.line === undefined ? '' : `, line ${place.line}${column}`
      problems.push({ place, text: `${source}${where}: ${problem}` })
    }
  const entries = await readAny(apps, appName, env, complainAbout)
  if (entries.length > maxApps) {
    complainAbout('`apps`')({}, `${entries.length} apps, but at most ${maxApps} are allowed in one step.`)
  }
  if (problems.length > 0) {
    throw new InputError(
      problems.sort((left, right) => comparePlaces(left.place, right.place)).map((problem) => problem.text),
    )
  }
  return entries
}

/** What messages call a map or list. */
const noun = 'list of apps'
/** Tells a map or list from globs by its first line, so that a mistake in it is not read as a glob. */
const structured = /^(-(\s|$)|\[\s*($|[{"\]])|\{\s*($|\})|\{.*:|[^*?{[]*:(\s|$))/

async function readAny(
  apps: string,
  appName: string,
  env: Environment,
  complainAbout: (source: string) => Complain,
): Promise<FleetEntry[]> {
  const lines = apps.split(/\r?\n/).map((line) => line.trim())
  const isBlank = (line: string) => line === '' || line.startsWith('#')
  const first = lines.find((line) => !isBlank(line)) ?? ''
  if (structured.test(first)) {
    return readDocument(new SpicepodDocument(apps, { noun }), apps, env, complainAbout('`apps`'))
  }
  const isFile = lines.length === 1 && /\.(ya?ml|json)$/i.test(first) && !/[*?{[]/.test(first)
  if (isFile && !/^spicepod\.ya?ml$/i.test(basename(first))) {
    const limit = 'at most 1 MiB is allowed, but it has'
    const content = await readText(first, folderOf('.', env), env, limit)
    if (content.text === undefined) {
      complainAbout('`apps`')({}, content.problem)
      return []
    }
    const document = new SpicepodDocument(content.text, { noun })
    if (membersOf(document.value).kind !== 'Spicepod') {
      return readDocument(document, content.text, env, complainAbout(first))
    }
  }
  return readGlobs(lines, isBlank, appName, env, complainAbout('`apps`'))
}

async function readGlobs(
  lines: readonly string[],
  isBlank: (line: string) => boolean,
  appName: string,
  env: Environment,
  complain: Complain,
): Promise<FleetEntry[]> {
  const cwd = folderOf('.', env)
  const paths = new Map<string, Position>()
  for (const [index, pattern] of lines.entries()) {
    if (isBlank(pattern)) continue
    const place = { line: index + 1, column: 1 }
    const matches: string[] = []
    for await (const match of glob(pattern, {
      cwd,
      exclude: (path) => /(^|[\\/])(node_modules|\.git)$/.test(path),
    })) {
      if ((await stat(folderOf(match, env)).catch(() => undefined))?.isFile()) {
        matches.push(posix.normalize(match.replaceAll('\\', '/')))
      }
    }
    if (matches.length === 0) complain({ line: place.line }, `no file matches ${quote(cut(pattern, 200))}.`)
    for (const path of matches.sort()) if (!paths.has(path)) paths.set(path, place)
  }
  const owners = new Map<string, string>()
  return Array.from(paths, ([path, { line }]) => {
    const workingDirectory = posix.dirname(path)
    const repository = env.GITHUB_REPOSITORY?.split('/')[1] ?? ''
    const directory = workingDirectory === '.' ? repository : basename(workingDirectory)
    const app = appName.replaceAll('{directory}', directory)
    const owner = owners.get(app.toLowerCase())
    if (owner !== undefined) {
      complain(
        { line },
        `${listNames([owner, path])} both have the name ${quote(app)}. Change \`app-name\`, or write the apps as a map.`,
      )
    }
    owners.set(app.toLowerCase(), owner ?? path)
    return { ...noSettings, app, workingDirectory, spicepod: posix.basename(path) }
  })
}

/** Reads a map of apps by name, or a list in which each names its app. */
async function readDocument(
  document: SpicepodDocument,
  source: string,
  env: Environment,
  complain: Complain,
): Promise<FleetEntry[]> {
  const { value, faults } = document
  for (const fault of faults) complain(fault, fault.text)
  const isList = Array.isArray(value)
  const items: [string | number, unknown][] = isList ? [...value.entries()] : Object.entries(membersOf(value))
  if (faults.length === 0 && items.length === 0) {
    complain(
      document.positionOf(),
      'there are no apps. Write a map of names to folders, or a list of maps with `app`.',
    )
  }
  const firsts = new Map<string, Position>()
  const read = await Promise.all(
    items.map(async ([key, item]) => {
      const place = isList ? document.positionOf(key) : document.keyPositionOf(key)
      const at = (name: string) => document.keyPositionOf(key, name)
      const about: Complain = (where, problem) =>
        complain(where, isList ? problem : `${quote(String(key))}: ${problem}`)
      const settings = readSettings(item, isList, document, source, place, at, about)
      if (settings === undefined) return []
      const app = isList ? (settings.app ?? '') : String(key)
      if (app.trim() === '') about(place, 'an entry needs the name of its app, in `app`.')
      const first = firsts.get(app.toLowerCase())
      if (first !== undefined)
        about(place, `${quote(app)} is there twice, ignoring case (first in line ${first.line}).`)
      firsts.set(app.toLowerCase(), first ?? place)
      const { tags, problems } = await readTags(settings.tags ? JSON.stringify(settings.tags) : '')
      for (const problem of problems) about(at('tags'), problem)
      const folder = typeof item === 'string' ? undefined : (settings['working-directory'] ?? '.')
      const path = typeof item === 'string' ? item : settings.spicepod
      const where = await findSpicepod(folder, path, env, (problem) => about(place, problem))
      const { wave = 1, channel, replicas, 'image-tag': imageTag, secrets = [], with: more = {} } = settings
      const entry = { app, ...where, wave, channel, replicas, imageTag, tags, secrets, with: more }
      return [{ entry, place }]
    }),
  )
  // A map has its names in the order of the text, but for those that consist of digits.
  const sorted = read.flat().sort((left, right) => comparePlaces(left.place, right.place))
  return sorted.map(({ entry }) => entry)
}

function readSettings(
  item: unknown,
  isList: boolean,
  document: SpicepodDocument,
  source: string,
  place: Position,
  at: (name: string) => Position,
  complain: Complain,
): Settings | undefined {
  if (typeof item === 'string' && !isList) return {}
  if (!isMap(item)) {
    complain(
      place,
      isList ? 'must be a map with `app`.' : 'must be a folder, the path of a spicepod, or a map.',
    )
    return undefined
  }
  const { app, ...others } = scalars
  const known = { ...(isList && { app }), ...others, ...rules } as Record<string, v.GenericSchema>
  const settings = Object.entries(item).flatMap(([key, value]) => {
    const rule = Object.hasOwn(known, key) ? known[key] : undefined
    if (rule === undefined) {
      const [near] = findNearest(key, Object.keys(known))
      complain(at(key), `unknown key ${quote(key)}.${near ? ` Did you mean \`${near}\`?` : ''}`)
      return []
    }
    const written = key in scalars ? readWritten(value, document.placeOf(item, key), source) : value
    const parsed = v.safeParse(rule, key === 'tags' ? readTexts(value, document, source) : written)
    if (!parsed.success) {
      const shown = typeof written === 'string' ? `, but it is \`${cut(written, 60)}\`` : ''
      const rule = key in scalars && typeof written !== 'string' ? 'must be text' : parsed.issues[0].message
      complain(at(key), `\`${key}\` ${rule}${shown}.`)
      return []
    }
    return [[key, parsed.output]]
  })
  const taken = Object.keys(membersOf(item.with)).filter((name) => matrixNames.includes(name.toLowerCase()))
  for (const name of taken) {
    complain(
      document.keyPlaceOf(item.with, name),
      `the matrix has ${quote(name)} already. Choose another name in \`with\`.`,
    )
  }
  return Object.fromEntries(settings) as Settings
}

/** A number or boolean as it is written: `0123`, and not 123. */
function readWritten(value: unknown, { line, column }: Position, source: string): unknown {
  if (value === null || Array.isArray(value) || isMap(value) || typeof value === 'string') return value
  const rest = source.split('\n', line)[line - 1]?.slice(column - 1)
  return /^[-+.\w]+/.exec(rest ?? '')?.[0] ?? String(value)
}

function readTexts(tags: unknown, document: SpicepodDocument, source: string): unknown {
  if (!isMap(tags)) return tags
  return Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [
      key,
      readWritten(value, document.placeOf(tags, key), source),
    ]),
  )
}

/** Finds the spicepod of an entry. Without a working directory, the path is a folder or a spicepod. */
async function findSpicepod(
  folder: string | undefined,
  path: string | undefined,
  env: Environment,
  complain: (problem: string) => void,
): Promise<Pick<FleetEntry, 'workingDirectory' | 'spicepod'>> {
  const kindOf = (relative: string) => stat(folderOf(relative, env)).catch(() => undefined)
  const tidy = (relative: string) => posix.normalize(relative).replace(/(?<=.)\/$/, '')
  const isFile = folder === undefined && (await kindOf(path ?? ''))?.isFile()
  const workingDirectory = tidy(folder ?? (isFile ? posix.dirname(path ?? '') : (path ?? '.')))
  const spicepod = isFile ? posix.basename(path ?? '') : folder === undefined ? undefined : path
  const candidates = spicepod === undefined ? [defaultSpicepod, 'spicepod.yml'] : [spicepod]
  for (const candidate of candidates) {
    if ((await kindOf(posix.join(workingDirectory, candidate)))?.isFile()) {
      return { workingDirectory, spicepod: candidate }
    }
  }
  const missing = (await kindOf(workingDirectory)) === undefined ? workingDirectory : candidates[0]
  const inside = missing === workingDirectory ? '' : ` in ${quote(workingDirectory)}`
  complain(`${quote(missing ?? '')} does not exist${inside}. Does the workflow check out the repository?`)
  return { workingDirectory, spicepod: candidates[0] ?? defaultSpicepod }
}
