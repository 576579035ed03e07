import type { Secrets } from '../secrets.ts'
import { showName } from './entry-name.ts'

/** A secret of the app, as it goes to Spice Cloud. */
export interface AppSecret {
  name: string
  value: string
}

/** What the input `secrets` holds, and what is wrong with it. */
export interface GivenSecrets {
  secrets: AppSecret[]
  problems: string[]
}

/** Source: `UpsertSecretRequest` of the API description. */
const nameRule = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/**
 * Reads the input `secrets`: dotenv text, or a YAML or JSON map. Hides every value before anything else can go wrong
 * with it; of a text that cannot be read it hides every line.
 *
 * @param appId stays readable where it is the value of a secret, too, since an output has to hold it
 * @returns problems without any value
 */
export async function readSecrets(text: string, hidden: Secrets, appId: string): Promise<GivenSecrets> {
  if (text === '') return { secrets: [], problems: [] }
  const given = await parse(text)
  if (typeof given === 'string') {
    for (const line of text.split(/\r\n|\r|\n/)) {
      hidden.addValue(line, appId)
      hidden.addValue(/[=:]\s*(.*)$/.exec(line)?.[1] ?? '', appId)
    }
    return { secrets: [], problems: [`\`secrets\` ${given}.`] }
  }
  for (const [, value] of given) hidden.addValue(value, appId)
  const bad = given.flatMap(([name], index) =>
    nameRule.test(name) ? [] : [showName(name) ?? `that of entry ${index + 1}`],
  )
  const problem = `\`secrets\` has names that cannot be used: ${bad.join(', ')}. A name starts with a letter or underscore and goes on with letters, digits and underscores.`
  // As with dotenv, the last one of a name counts.
  const secrets = [...new Map(given)].map(([name, value]) => ({ name, value }))
  return { secrets, problems: bad.length > 0 ? [problem] : [] }
}

/** The entries, or what is wrong. */
async function parse(text: string): Promise<[name: string, value: string][] | string> {
  if (isDotenv(text)) {
    const { parseDotenv } = await import('./dotenv.ts')
    const dotenv = parseDotenv(text)
    return dotenv.kind === 'entries' ? dotenv.entries : dotenv.problem
  }
  const { parseTextMap } = await import('./text-map.ts')
  const map = parseTextMap(text, false)
  return map.kind === 'map' ? map.entries : map.problem
}

/** The first line that says something tells: `NAME=value`, or `NAME: value` and `{`. */
function isDotenv(text: string): boolean {
  const line = text.split(/\r\n|\r|\n/).find((each) => !/^\s*(#|$)/.test(each)) ?? ''
  return !/^\s*[{[]/.test(line) && /^[^:=]*(=|$)/.test(line) && !/^\s*---\s*$/.test(line)
}
