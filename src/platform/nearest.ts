import { distance } from 'fastest-levenshtein'

/** Longer names are no typos of the names that there are. */
const maxLength = 64

/** The names that somebody may have meant, the most similar first: by about a typo, in any case, or because they are alike. */
export function findNearest(
  name: string,
  candidates: Iterable<string>,
  isAlike: (candidate: string) => boolean = () => false,
): string[] {
  if (name.length > maxLength) return []
  const maxTypos = Math.max(2, Math.floor(name.length / 3))
  return Array.from(candidates, (candidate) => {
    const typos = distance(name.toLowerCase(), candidate.toLowerCase())
    return { candidate, typos: isAlike(candidate) ? Math.min(typos, 2) : typos }
  })
    .filter(({ typos }) => typos <= maxTypos)
    .sort((left, right) => left.typos - right.typos)
    .map(({ candidate }) => candidate)
}
