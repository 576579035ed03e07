import { type ParseArgsOptionsConfig, parseArgs } from 'node:util'
import { suggest } from './config-form.ts'

/** Wrong options. The message has a sentence for each problem. */
export class OptionError extends Error {}

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options; allowPositionals: true }>
>

/** Like `parseArgs`, with problems in words of one sentence. */
export function readArguments<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
): Parsed<Options> {
  const lenient = { args: [...args], options, strict: false, allowPositionals: true } as const
  for (const token of parseArgs({ ...lenient, tokens: true }).tokens) {
    if (token.kind !== 'option') continue
    const { name, rawName, value, inlineValue } = token
    const option = Object.hasOwn(options, name) ? options[name] : undefined
    if (option === undefined) {
      const names = Object.keys(options).map((known) => `--${known}`)
      throw new OptionError(`${rawName} is not an option. ${suggest(rawName, names)}`)
    }
    // The next option is no value, but a negative number is one.
    const isNextOption = inlineValue === false && /^-+[a-z]/i.test(value)
    if (option.type === 'string' && (value === undefined || value === '' || isNextOption))
      throw new OptionError(`${rawName} needs a value.`)
    if (option.type === 'boolean' && value !== undefined) throw new OptionError(`${rawName} takes no value.`)
  }
  return parseArgs(lenient) as Parsed<Options>
}
