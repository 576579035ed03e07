import type { Write } from '../app/write.ts'

/** One write, for the log: `Pushed spicepod.yaml`. */
export function describeWrite(write: Write): string {
  switch (write.kind) {
    case 'app':
      return `Created app ${write.name}${write.id === undefined ? '' : ` (${write.id})`}`
    case 'tags':
      return `Set tags ${write.keys.join(', ')}`
    case 'spicepod':
      return `Pushed ${write.path}`
    case 'secret':
      return `Stored secret ${write.name}`
  }
}

/** Several, for a sentence: `created app taxi (7), pushed spicepod.yaml, stored secrets A, B`. */
export function nameWrites(writes: readonly Write[]): string {
  const secrets = writes.flatMap((write) => (write.kind === 'secret' ? [write.name] : []))
  const others = writes.filter(({ kind }) => kind !== 'secret').map(describeWrite)
  const stored = `Stored secret${secrets.length === 1 ? '' : 's'} ${secrets.join(', ')}`
  return [...others, ...(secrets.length > 0 ? [stored] : [])]
    .map((each) => `${each[0]?.toLowerCase()}${each.slice(1)}`)
    .join(', ')
}

/**
 * What became of the app where nothing came to be deployed: nothing is left half done unsaid.
 *
 * @param writes what was written, in order
 * @param pending one of which no answer tells whether it was
 * @param onFailure what the user may count on, and which does not come
 * @returns some sentences; empty where nothing was written
 */
export function describeLeftBehind(
  writes: readonly Write[],
  pending: Write | undefined,
  onFailure: 'none' | 'restore' | 'rollback' = 'none',
): string {
  const done = writes.length > 0 ? `Before that it had changed the app: ${nameWrites(writes)}.` : ''
  const open = pending ? `Whether it ${nameWrites([pending])} is not known.` : ''
  const hasPushed = [...writes, pending].some((write) => write?.kind === 'spicepod')
  const stays =
    hasPushed && onFailure !== 'none'
      ? '`on-failure` puts back only after a failed deployment or verification.'
      : ''
  return [done, open, stays].filter(Boolean).join(' ')
}
