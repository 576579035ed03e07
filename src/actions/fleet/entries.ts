import { basename, posix, resolve } from 'node:path'
import { InputError } from '../../core/errors.ts'
import { comparePlaces, type Position, quote } from '../../core/problem.ts'
import type { Environment } from '../../github/event.ts'
import { pathInWorkspace } from '../../inputs/files.ts'
import { defaultSpicepod, type Inputs } from '../../inputs/inputs.ts'
import type { Tags } from '../../inputs/request.ts'
import { nextTurn } from '../../platform/clock.ts'
import { findEntry, findFiles, readText, workspaceOf } from '../../platform/files.ts'
import { isMap, type JsonObject, membersOf } from '../../platform/json.ts'
import { cut, join, listNames, messageOf } from '../../platform/text.ts'
import { SpicepodDocument } from '../../spicepod/document.ts'
import type { FleetInputs } from './inputs.ts'
import { type Complain, readSettings, type Settings, type Show, showFile, showInput } from './settings.ts'

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

const maxApps = 1000
/** Maximum number of links that a message names. */
const maxLinks = 5
/** Name of a map or list in messages. */
const noun = 'list of apps'

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

/** @throws InputError that names everything that is wrong with the apps */
export async function readEntries({ apps, appName }: FleetInputs, env: Environment): Promise<FleetEntry[]> {
  const problems: (Partial<Position> & { problem: string })[] = []
  const complain: Complain = (problem, place) => problems.push({ problem, ...place })
  const { source, document, show } = await readSource(apps, env)
  const items =
    document === undefined
      ? await readGlobs(apps, appName, env, complain)
      : readDocument(document, show, complain)
  // A map has its names in the order of the text, but for those that consist of digits.
  items.sort((left, right) => comparePlaces(left.place, right.place))
  // Each is looked up in the file system, while nothing else can happen.
  const isTooLong = items.length > maxApps
  if (isTooLong) complain(`${items.length} apps, but at most ${maxApps} are allowed in one step.`)
  const entries = isTooLong ? [] : items.map((item) => readEntry(item, env, show, complain))
  const firsts = new Map<string, number>()
  for (const [index, { app, file }] of entries.entries()) {
    const first = firsts.get(app.toLowerCase())
    if (first === undefined) firsts.set(app.toLowerCase(), index)
    else if (app !== '') {
      // A file that was not found has no path.
      const files = listNames([entries[first]?.file ?? '', file].filter(Boolean))
      const twice = `${join(': ', 'is there twice, ignoring case', files)} (first in line ${items[first]?.place.line}).`
      const todo = document === undefined && 'Change `app-name`, or write the apps as a map.'
      complain(join(' ', items[index]?.label || 'an app', twice, todo), items[index]?.place)
    }
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

/** A map or list, what messages call it, and what they show of it. Without one, `apps` has globs. */
async function readSource(
  apps: string,
  env: Environment,
): Promise<{ source: string; document?: SpicepodDocument; show: Show }> {
  const [source, show] = ['`apps`', showInput]
  const first = apps.split('\n').find((line) => !isBlank(line)) ?? ''
  if (structured.test(first.trimStart())) return { source, document: await parse(apps), show }
  const isFile = /^[^\n*?{[]+\.(ya?ml|json)$/i.test(apps) && !/^spicepod\.ya?ml$/i.test(basename(apps))
  if (!isFile) return { source, show }
  const content = readText(apps, { workingDirectory: '.', env })
  if (content.text === undefined) throw new InputError([`${source}: ${content.problem}`])
  const document = await parse(content.text)
  const isSpicepod = membersOf(document.value).kind === 'Spicepod'
  return isSpicepod ? { source, show } : { source: apps, document, show: showFile }
}

async function parse(text: string): Promise<SpicepodDocument> {
  await nextTurn()
  // Settings are text as it is written, such as `0123`, but what goes into the matrix as it is has types.
  return new SpicepodDocument(text, { noun, isText: true })
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
function readDocument(document: SpicepodDocument, show: Show, complain: Complain): Item[] {
  const members = findMembers(document)
  for (const { text: problem, ...place } of document.faults) complain(problem, place)
  if (document.faults.length === 0 && members.length === 0) {
    complain(
      'there are no apps. Write a map of names to folders, or a list of maps with `app`.',
      document.positionOf(),
    )
  }
  return members.flatMap(({ key: at, member, place }): Item[] => {
    const name = (typeof at === 'string' && at.trim()) || undefined
    const key = name === undefined ? '' : show.key(name)
    const about: Complain = (problem, at = place) => complain(join(': ', key, problem), at)
    const isPath = typeof member === 'string' && member.trim() !== ''
    if (isPath && name !== undefined && document.typedOf(document.value, at) !== null) {
      return [{ app: name, label: key, place, path: member.trim(), settings: {}, with: {} }]
    }
    if (!isMap(member)) {
      const forms = 'a folder, the path of a spicepod, or a map.'
      about(`must be ${name === undefined ? 'a map with `app`.' : forms}`)
      return []
    }
    // `null` and `~` are nothing, and no text.
    const item = Object.entries(member).map(([setting, value]) => {
      const isNothing = typeof value === 'string' && document.typedOf(member, setting) === null
      return [setting, isNothing ? '' : value] as const
    })
    const settings = readSettings(item, name === undefined, show, about, (...names) =>
      document.keyPositionOf(at, ...names),
    )
    const { app = name ?? '' } = settings
    if (app === '' && !('app' in member)) about('an entry needs the name of its app, in `app`.')
    const label = key || (app && show.value(app))
    return [{ app, label, place, settings, with: membersOf(document.typedOf(member, 'with')) }]
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
    file = pathInWorkspace(where, env)
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
