/** An instance as a list of the Management API has it. */
interface ListedInstance {
  readonly name: string
  readonly status?: string | undefined
  /** By the clock of the instance. */
  readonly startedAtMs: number | undefined
}

/** The instances of one deployment over some lists. */
export interface KnownInstances {
  /** When each was started last, by its name; 0 if not known. One that went stays until another one replaces it. */
  readonly own: ReadonlyMap<string, number>
  /** Names of instances that belong to other deployments, or have been replaced. */
  readonly others: readonly string[]
  /** Instances that are ready since the last list, beside the own ones: replicas, unless an own one goes at once. */
  readonly spare: readonly string[]
  /** Instances that the last list shows to be replaced, with a sentence for each. */
  readonly replaced: readonly { readonly name: string; readonly reason: string }[]
}

/**
 * Adds a list. One that came where another one went replaces it: more or fewer instances are a matter of scaling. So
 * does one of the same name that was started again.
 * @param before undefined until a list has any of them
 * @param createdMs when the deployment was created: an instance that was started earlier belongs to another one
 */
export function addInstances(
  before: KnownInstances | undefined,
  list: readonly ListedInstance[],
  createdMs: number,
): KnownInstances | undefined {
  const running = list.filter(({ status }) => status !== 'terminating')
  // The time of a start may have lost its milliseconds.
  const sinceMs = 1000 * Math.floor(createdMs / 1000)
  const ours = running.filter(({ startedAtMs = sinceMs }) => startedAtMs >= sinceMs)
  if (before === undefined) {
    const own = new Map(ours.map(({ name, startedAtMs = 0 }) => [name, startedAtMs]))
    const others = list.map(({ name }) => name).filter((name) => !own.has(name))
    return own.size > 0 ? { own, others, spare: [], replaced: [] } : undefined
  }
  const { own } = before
  // A list may leave out an instance by mistake, or when it was started, or be older than the one before.
  const went = [...own.keys()].filter((name) => !running.some((instance) => instance.name === name))
  const came = ours
    .filter(({ name }) => !own.has(name) && !before.others.includes(name))
    .sort((left, right) => (right.startedAtMs ?? 0) - (left.startedAtMs ?? 0))
  const pairs = came.slice(0, went.length).map(({ name }, index) => ({ name, old: went[index] ?? '' }))
  const old = pairs.map((pair) => pair.old)
  const extra = came.slice(pairs.length).filter(({ status = 'ready' }) => status === 'ready')
  const isOwn = ({ name }: { readonly name: string }) =>
    own.has(name) || before.spare.includes(name) || pairs.some((pair) => pair.name === name)
  const starts = running
    .filter(isOwn)
    .map(({ name, startedAtMs = 0 }) => [name, Math.max(startedAtMs, own.get(name) ?? 0)] as const)
  const restarted = starts.filter(([name, startedAtMs]) => startedAtMs > (own.get(name) || startedAtMs))
  return {
    own: new Map([...own, ...starts].filter(([name]) => !old.includes(name))),
    others: [...before.others, ...old],
    spare: extra.map(({ name }) => name),
    replaced: [
      ...restarted.map(([name]) => ({ name, reason: `Instance ${name} was started again.` })),
      ...pairs.map(({ name, old }) => ({ name, reason: `Instance ${old} was replaced by ${name}.` })),
    ],
  }
}
