import type { Redaction } from '../platform/redaction.ts'
import { listNames } from '../platform/text.ts'

export interface AppSecret {
  name: string
  value: string
}

export interface SecretsInput {
  secrets: AppSecret[]
  problems: string[]
}

/** Source: `UpsertSecretRequest` of the API description. */
const nameRule = /^[a-zA-Z_][a-zA-Z0-9_]*$/

/** Reads the input `secrets`, and hides every value, or every line if it cannot be read, but never the app ID. */
export async function readSecrets(text: string, hidden: Redaction, appId: string): Promise<SecretsInput> {
  if (text === '') return { secrets: [], problems: [] }
  const { parseEntries, quoteSecretName } = await import('./entries.ts')
  const { entries, problem: unreadable } = parseEntries(text)
  if (unreadable !== undefined) {
    for (const line of text.split(/\r\n|\r|\n/)) {
      hidden.addValue(line, appId)
      hidden.addValue(/[=:]\s*(.*)/s.exec(line)?.[1] ?? '', appId)
    }
    return { secrets: [], problems: [`\`secrets\`${unreadable}`] }
  }
  for (const [, value] of entries) hidden.addValue(value, appId)
  const invalid = entries.flatMap(([name], index) =>
    nameRule.test(name) ? [] : [quoteSecretName(name) ?? `the name of entry ${index + 1}`],
  )
  const problem = `\`secrets\` has invalid names: ${invalid.join(', ')}. A name starts with a letter or underscore, followed by letters, digits and underscores.`
  // As in dotenv, the last entry of a name takes precedence.
  const secrets = [...new Map(entries)].map(([name, value]) => ({ name, value }))
  return { secrets, problems: invalid.length > 0 ? [problem] : [] }
}

/** A GitHub secret that does not exist is an empty text in the workflow, and GitHub does not warn about it. */
export function describeEmpty(secrets: readonly AppSecret[]): string {
  const empty = secrets.filter(({ value }) => value === '' || value === 'null')
  if (empty.length === 0) return ''
  const names = listNames(empty.map(({ name }) => name))
  return empty.length === 1
    ? `Secret ${names} is empty. Check that the GitHub secret exists and that this workflow can read it.`
    : `Secrets ${names} are empty. Check that the GitHub secrets exist and that this workflow can read them.`
}
