import type { ParseArgsOptionsConfig } from 'node:util'
import { OptionError, readArguments } from '../sandbox/arguments.ts'

const helpOption = { help: { type: 'boolean', short: 'h', default: false } } as const

/** Options that npm has as well. Users may have set them for all of their commands. */
const optionsOfNpm = ['help', 'json', 'only', 'yes']

/**
 * Reads the options of a command of this repository. Ends the process if they ask for help, or if one of them is wrong.
 *
 * @param expectsNames whether the command takes arguments that belong to no option
 */
export function readCommandLine<const Options extends ParseArgsOptionsConfig>(
  help: string,
  options: Options,
  expectsNames = false,
) {
  try {
    const known = { ...helpOption, ...options }
    const { values, positionals } = readArguments(process.argv.slice(2), known)
    const kept = Object.keys(known).find(isKeptByNpm)
    if (kept !== undefined) {
      throw new OptionError(`npm took --${kept} for itself. It passes on only what follows \`--\`.`)
    }
    if (!expectsNames && positionals.length > 0) {
      throw new OptionError(`"${positionals[0]}" belongs to no option; see --help.`)
    }
    if ('help' in values && values.help === true) {
      console.log(help)
      process.exit(0)
    }
    return { values, positionals }
  } catch (error) {
    if (error instanceof OptionError) refuse(error.message)
    throw error
  }
}

/** Ends the process because of a wrong option. */
export function refuse(message: string): never {
  console.error(message)
  process.exit(2)
}

/** npm reads an option before `--` as one of its own settings, and hands it on in the environment. */
function isKeptByNpm(name: string): boolean {
  if (optionsOfNpm.includes(name)) return false
  return process.env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined
}
