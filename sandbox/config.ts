import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { CloudOptions } from './cloud.ts'
import { type AppEntry, readAppEntries, readSpicepodFile } from './config-apps.ts'
import { ConfigError, inCamelCase, problemsOf, reject, withUnderscores } from './config-form.ts'
import { type PartOptions, parts } from './config-parts.ts'
import { parseConfig, placeIn } from './config-places.ts'
import { DEFAULT_APP, DEFAULT_ORGS, type Org } from './state.ts'

export { ConfigError } from './config-form.ts'

/** The options of a sandbox that can be given as data. */
export type ConfigOptions = PartOptions & Pick<CloudOptions, 'orgs' | 'apps'>

type Config = { orgs?: Org[]; apps?: AppEntry[] } & { [Name in keyof PartOptions]?: unknown }

/**
 * Reads a config.
 *
 * @param file - its path, or `-` for the standard input
 * @throws ConfigError with a line for each problem, which starts with the name of the file
 */
export function readConfig(file: string): ConfigOptions {
  const isInput = file === '-'
  let locate = (problem: string) => problem
  try {
    const config = parseConfig(readText(isInput ? 0 : file))
    reject(config.errors.map((error) => `It is neither YAML nor JSON: ${error}.`))
    locate = config.locate
    return optionsOf(config.value, isInput ? process.cwd() : dirname(resolve(file)))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const problems = error.message.split('\n').map(locate)
    throw new ConfigError(problems.join('\n').replace(/^/gm, isInput ? 'config: ' : `${file}: `))
  }
}

/**
 * The options that a config stands for.
 *
 * @param folder - where relative paths start
 * @throws ConfigError with a line for each problem
 */
export function optionsOf(value: unknown, folder: string): ConfigOptions {
  const sent = withUnderscores(value ?? {})
  const problems = problemsOf('Config', sent)
  const config = inCamelCase(sent) as Config
  // The parts that have the right form are checked further, so that all problems are listed at once.
  const isSound = (part: keyof Config) => !problems.some((problem) => placeIn(problem)[0] === part)
  const { apps, problems: ofApps } = readAppEntries(soundEntries(config.apps, 'apps', problems), {
    orgs: isSound('orgs') ? (config.orgs ?? DEFAULT_ORGS) : undefined,
    existing: [],
    readText: (file) => readSpicepodFile(file, folder),
  })
  const known = { apps: isSound('apps') ? (config.apps ? apps : [DEFAULT_APP]) : undefined }
  // A reader of the file goes from top to bottom.
  const inFile = Object.keys(config).flatMap((name) => parts.filter(([known]) => known === name))
  reject([
    ...problems,
    ...ofApps,
    ...inFile.flatMap(([name, part]) =>
      part.problems(soundEntries(config[name] as unknown[] | undefined, name, problems), known),
    ),
  ])
  return {
    ...(config.orgs && { orgs: config.orgs }),
    ...(config.apps && { apps }),
    ...Object.fromEntries(
      parts.flatMap(([name, part]) =>
        config[name] === undefined ? [] : [[name, part.read(config[name], known)]],
      ),
    ),
  }
}

/**
 * The entries of a list that have the right form, each at its index. The others are holes, which `map` and `flatMap` skip.
 */
function soundEntries<Entry>(
  entries: readonly Entry[] | undefined,
  part: keyof Config,
  problems: readonly string[],
): Entry[] {
  const places = problems.map(placeIn)
  const sound: Entry[] = []
  if (!Array.isArray(entries)) return sound
  entries.forEach((entry, index) => {
    const isWrong = places.some(([first, second]) => first === part && second === String(index))
    if (!isWrong) sound[index] = entry
  })
  return sound
}

function readText(file: string | number): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new ConfigError(code === 'ENOENT' ? 'There is no such file.' : `It cannot be read: ${message}.`)
  }
}
