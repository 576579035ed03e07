/** An instance as a list of the Management API has it. */
interface ListedInstance {
  readonly name: string
  readonly status?: string | undefined
  /** By the clock of the instance. */
  readonly startedAtMs: number | undefined
}

/** The instances of one deployment over some lists. */
export interface KnownInstances {
  /** When each that runs was started, by its name. */
  readonly running: ReadonlyMap<string, number | undefined>
  /** Names in any list, also of other deployments. */
  readonly seen: ReadonlySet<string>
  /** Those that came since the first list, run, and have replaced none, in order. */
  readonly came: readonly string[]
  /** Those that went, and that none has replaced, in order. */
  readonly went: readonly string[]
  /** A sentence for each that was replaced. */
  readonly replaced: readonly { readonly name: string; readonly text: string }[]
}

/**
 * Adds a list. One that came where another one went replaces it: more or fewer instances are a matter of scaling. So
 * does one of the same name that was started again.
 * @param startedFromMs instances that were started earlier belong to other deployments
 */
export function addInstances(
  before: KnownInstances | undefined,
  list: readonly ListedInstance[],
  startedFromMs = Number.NEGATIVE_INFINITY,
): KnownInstances {
  const current = list.filter(({ status }) => status !== 'terminating')
  const seen = new Set([...(before?.seen ?? []), ...list.map(({ name }) => name)])
  const starts = (instances: readonly ListedInstance[]) =>
    new Map(instances.map(({ name, startedAtMs }) => [name, startedAtMs ?? before?.running.get(name)]))
  if (before === undefined || before.running.size + before.went.length === 0) {
    const own = current.filter(({ startedAtMs = startedFromMs }) => startedAtMs >= startedFromMs)
    return { running: starts(own), seen, came: [], went: [], replaced: [] }
  }
  const { running } = before
  const lastStartMs = Math.max(...Array.from(running.values(), (ms = Number.NEGATIVE_INFINITY) => ms))
  const isNew = ({ name, startedAtMs = Number.POSITIVE_INFINITY }: ListedInstance) =>
    !before.seen.has(name) && startedAtMs > lastStartMs
  const isKnown = ({ name }: ListedInstance) => running.has(name) || before.went.includes(name)
  const own = current.filter((instance) => isKnown(instance) || isNew(instance))
  const isListed = (name: string) => own.some((instance) => instance.name === name)
  const restarted = own.filter(({ name, startedAtMs }) => {
    const earlierMs = running.get(name)
    return earlierMs !== undefined && startedAtMs !== undefined && startedAtMs !== earlierMs
  })
  // One that has gone again replaces none.
  const came = [...before.came, ...own.filter(isNew).map(({ name }) => name)].filter(isListed)
  // A list may have left one out by mistake.
  const went = [...before.went, ...running.keys()].filter((name) => !isListed(name))
  const pairs = came.slice(0, went.length).map((name, index) => ({
    name,
    text: `Instance ${went[index]} was replaced by ${name}.`,
  }))
  const restarts = restarted.map(({ name }) => ({ name, text: `Instance ${name} was started again.` }))
  return {
    ...{ running: starts(own), seen, came: came.slice(pairs.length), went: went.slice(pairs.length) },
    replaced: [...before.replaced, ...restarts, ...pairs],
  }
}
