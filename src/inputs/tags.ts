import { type Redact, shorten } from '../platform/text.ts'

export type Tags = Readonly<Record<string, string>>

/** Source: the README of the official action; the API description does not specify it. */
const valueRule = /^[A-Za-z0-9_@-]*$/

export interface TagsInput {
  /** Undefined if the input is not set. */
  tags: Tags | undefined
  problems: string[]
}

/**
 * Reads the input `tags`, a YAML or JSON map.
 *
 * @param redact hides secrets in a text before it is cut
 */
export async function readTags(text: string, redact: Redact): Promise<TagsInput> {
  if (text === '') return { tags: undefined, problems: [] }
  const { parseStringMap } = await import('./entries.ts')
  const entries = parseStringMap(text, true)
  if (typeof entries === 'string') {
    return { tags: undefined, problems: [`\`tags\`${entries} Given: \`${shorten(text, 60, redact)}\`.`] }
  }
  const problems = entries.flatMap(([key, value]) => {
    if (key === '') return ['`tags` has an entry without a name.']
    if (valueRule.test(value)) return []
    return [
      `\`tags\`: the value of \`${key}\` is not valid. Letters, digits, \`_\`, \`@\` and \`-\` are allowed, but it is \`${value}\`.`,
    ]
  })
  return { tags: Object.fromEntries(entries), problems }
}

/** The tag that names the repository from which an app is deployed: `acme/taxi` becomes `acme_taxi`. */
export function repositoryTag(repository: string | undefined): Tags {
  return repository ? { repository: repository.replace(/[^A-Za-z0-9_@-]/g, '_') } : {}
}
