import { shorten } from '../text.ts'

export type Tags = Readonly<Record<string, string>>

/** Source: the README of the official action; the API description leaves the rule open. */
const valueRule = /^[A-Za-z0-9_@-]*$/

/** What the input `tags` holds, and what is wrong with it. */
export interface GivenTags {
  /** Undefined when the input was not given. */
  tags: Tags | undefined
  problems: string[]
}

/**
 * Reads the input `tags`, a YAML or JSON map.
 *
 * @param redact hides secrets: what is quoted of a text is cut, and half a secret is none that anybody would know
 */
export async function readTags(text: string, redact: (text: string) => string): Promise<GivenTags> {
  if (text === '') return { tags: undefined, problems: [] }
  const { parseTextMap } = await import('./text-map.ts')
  const map = parseTextMap(text, true)
  if (map.kind === 'unreadable')
    return {
      tags: undefined,
      problems: [`\`tags\` ${map.problem}, but it is \`${shorten(text, 60, redact)}\`.`],
    }
  const problems = map.entries.flatMap(([key, value]) => {
    if (key === '') return ['`tags` has an entry without a name.']
    if (valueRule.test(value)) return []
    return [
      `\`tags\` gives \`${key}\` a value that Spice Cloud does not take: letters, digits, \`_\`, \`@\` and \`-\` are allowed, but it is \`${value}\`.`,
    ]
  })
  return { tags: Object.fromEntries(map.entries), problems }
}

/** The tag that says where an app is deployed from: `acme/taxi` becomes `acme_taxi`. */
export function repositoryTag(repository: string | undefined): Tags {
  return repository ? { repository: repository.replace(/[^A-Za-z0-9_@-]/g, '_') } : {}
}

/**
 * Puts tags over those that are there, of which nothing else changes.
 *
 * @returns all tags; undefined when they are so already
 */
export function mergeTags(
  current: Readonly<Record<string, unknown>> | null | undefined,
  given: Tags,
): Readonly<Record<string, unknown>> | undefined {
  const isSo = Object.entries(given).every(
    ([key, value]) => Object.hasOwn(current ?? {}, key) && current?.[key] === value,
  )
  return isSo ? undefined : { ...current, ...given }
}
