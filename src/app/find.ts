import { distance } from 'fastest-levenshtein'
import { PreconditionError } from '../errors.ts'
import type { App } from '../spice/schema.ts'

/** Finds an app by its name, which is unique in an organization whatever its case. */
export function findByName(apps: readonly App[], name: string): App | undefined {
  const wanted = name.toLowerCase()
  return apps.find((app) => app.name?.toLowerCase() === wanted)
}

/** At most so many names are suggested. */
const mostSuggestions = 3

/** What to say of a name that no app has. */
export function noSuchApp(name: string, apps: readonly App[]): PreconditionError {
  const names = apps.flatMap((app) => app.name ?? [])
  const near = findNear(name, names).map((each) => `\`${each}\``)
  const known =
    names.length === 0
      ? 'The organization shows no apps to these credentials.'
      : near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : `It has ${names.length} ${names.length === 1 ? 'app' : 'apps'}, none with a similar name.`
  return new PreconditionError(
    `The organization has no app named \`${name}\`. ${known}`,
    'Correct `app-name`, give the `app-id`, or set `create-app-if-missing: true` with a `region`. Apps of other organizations are not shown: check `org` and the credentials.',
  )
}

/** Names that differ from one by a typing error or so, the nearest first. */
function findNear(name: string, names: readonly string[]): string[] {
  const wanted = name.toLowerCase()
  const rank = (other: string) => {
    const candidate = other.toLowerCase()
    const holds = candidate.includes(wanted) || wanted.includes(candidate)
    return Math.min(distance(wanted, candidate), holds ? 2 : Number.POSITIVE_INFINITY)
  }
  return names
    .map((each) => ({ each, rank: rank(each) }))
    .filter(({ rank }) => rank <= Math.max(2, Math.floor(wanted.length / 3)))
    .sort((one, other) => one.rank - other.rank)
    .slice(0, mostSuggestions)
    .map(({ each }) => each)
}
