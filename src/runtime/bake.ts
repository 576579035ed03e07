import prettyMilliseconds from 'pretty-ms'
import { capitalize, cut, endWithStop, readableLength, shorten, uncapitalize } from '../platform/text.ts'
import type { Location, ProblemKind } from '../problem.ts'
import { finderByName, type NameKind } from '../spicepod/names.ts'
import type { Expected } from '../spicepod/served.ts'
import { type ComponentKind, describeError, isHealthy, isInError } from './lists.ts'
import type { Dataset } from './verification.ts'

// Signs that an app shows while it is watched, and when they mean that it has gone bad. Times are on the run's clock.

interface Subject {
  /** A runtime that is not ready is a problem of its `deployment`. */
  readonly kind: ProblemKind
  readonly name: string
}

/** A look is bad if it shows at least one sign that the app has gone bad. */
export interface Sign extends Subject {
  /** After `is`. */
  readonly state: 'not ready' | 'in Error' | 'not listed' | 'failing' | 'replaced' | 'firing'
  /** The reason in the words of the runtime or Spice Cloud; empty if they give none. */
  readonly reason: string
  readonly location?: Location | undefined
}

type Noun = ComponentKind['noun']
export type RuntimeLists = { readonly [List in Noun]?: readonly Dataset[] | undefined }

/** Answers that were read at one moment. */
export interface Look {
  readonly atMs: number
  /** Whether nothing can be said of the app, even if the look shows a sign. */
  readonly isBlind: boolean
  /** The lists of the runtime that could be read. */
  readonly lists: RuntimeLists
  /** All signs but those of the lists, by kind. Undefined if they could not be read. */
  readonly signs: Readonly<Partial<Record<ProblemKind, readonly Sign[] | undefined>>>
}

/** A sign with the times of the first look that showed it without a break, and of this one. */
interface ShownSign extends Sign {
  /** The list or test that shows it, if that can be read. */
  readonly source: string
  readonly sinceMs: number
  readonly atMs: number
}

/** Signs and components that all looks until now have shown. */
export interface Watched {
  /** Each finds a component of the spicepod by the runtime's name for it. */
  readonly find: Readonly<Record<Noun, (runtimeName: string) => Subject | undefined>>
  /** Components of the spicepod that the runtime has listed, and all that were ready, by their lists and names. */
  readonly listed: ReadonlyMap<string, Subject>
  readonly ready: ReadonlySet<string>
  readonly lastMs: number
  /** Signs that have not ended, as far as they could be read. */
  readonly open: readonly ShownSign[]
  /** The signs of each look that said anything. A good look has none. */
  readonly looks: readonly (readonly ShownSign[])[]
  /** Looks since the last one that said anything. */
  readonly silentLooks: number
}

/** @param verified the components as the verification has found them */
export function beginWatch({ components: own }: Expected, verified: RuntimeLists, atMs: number): Watched {
  const components = own as readonly Subject[]
  const finderOf = (names: NameKind, ...kinds: readonly ProblemKind[]) =>
    finderByName(
      components.filter(({ kind }) => kinds.includes(kind)),
      names,
    )
  const find = {
    dataset: finderOf('table', 'dataset', 'view'),
    model: finderOf('whole', 'model', 'embedding'),
  }
  const { signs: _, ...known } = readLists(verified, { find, listed: new Map(), ready: new Set() })
  return { find, ...known, lastMs: atMs, open: [], looks: [], silentLooks: 0 }
}

/** Adds a look. Pure: the same looks always lead to the same result. */
export function addLook(before: Watched, look: Look): Watched {
  const { atMs, isBlind, lists, signs } = look
  const { signs: ofLists, ...known } = readLists(lists, before)
  // A test may fail because of a component, and a component because of the runtime.
  const { deployment, ...others } = signs
  const bySource: Record<string, readonly Sign[] | undefined> = { deployment, ...ofLists, ...others }
  const shown = Object.entries(bySource).flatMap(([source, list = []]) =>
    list.map((sign) => ({ ...sign, source, sinceMs: findSame(before.open, sign)?.sinceMs ?? atMs, atMs })),
  )
  const after = { ...before, ...known, lastMs: atMs }
  const saysNothing = isBlind || (deployment === undefined && shown.length === 0)
  if (saysNothing) return { ...after, silentLooks: before.silentLooks + 1 }
  const unread = before.open.filter(({ source }) => bySource[source] === undefined)
  return { ...after, open: [...shown, ...unread], looks: [...before.looks, shown], silentLooks: 0 }
}

/** Adds lists to the components that were listed before, and finds the signs in them. */
function readLists(lists: RuntimeLists, before: Pick<Watched, 'find' | 'listed' | 'ready'>) {
  const listed = new Map(before.listed)
  const ready = new Set(before.ready)
  const signs: Partial<Record<Noun, readonly Sign[]>> = {}
  for (const noun of ['dataset', 'model'] as const) {
    const list = lists[noun]
    if (list === undefined) continue
    const absent = new Map([...listed].filter(([key]) => key.startsWith(noun)))
    const inError = list.flatMap((entry): Sign[] => {
      const ours = before.find[noun](entry.name)
      const { kind, name } = ours ?? { kind: noun, name: entry.name }
      if (ours) listed.set(`${noun} ${name}`, { kind, name })
      absent.delete(`${noun} ${name}`)
      // Several names of the runtime may end as that of one component.
      const key = `${noun} ${entry.name}`
      if (isHealthy(entry)) ready.add(key)
      const isBad = isInError(entry) && ready.has(key)
      return isBad ? [{ kind, name, state: 'in Error', reason: describeError(entry) ?? '' }] : []
    })
    const missed = [...absent.values()].map(
      (subject): Sign => ({ ...subject, state: 'not listed', reason: '' }),
    )
    signs[noun] = [...inError, ...missed]
  }
  return { listed, ready, signs }
}

/** That an instance was replaced happens anew each time. */
function findSame(signs: readonly ShownSign[], wanted: Sign): ShownSign | undefined {
  return wanted.kind === 'instance' ? undefined : signs.find((sign) => keyOf(sign) === keyOf(wanted))
}

const keyOf = ({ kind, state, name }: Sign) => `${kind} ${state} ${name}`

/** This many bad looks in a row end the watch. */
const maxBadLooks = 3
/** One instance may be moved; a second one is no accident. */
const maxReplacements = 2

/** Judges the looks. @param countsTests whether a test that fails is as bad as any other sign */
export function judge({ looks }: Watched, countsTests: boolean) {
  const row = findRow(looks)
  const counted = countsTests ? row : findRow(row.map((signs) => signs.filter(({ kind }) => kind !== 'test')))
  // Tests that are excused end the watch only if nothing else is bad by then.
  const ending = counted.length > 0 ? counted : row
  const first = ending.flat().find(({ kind }) => kind !== 'instance')
  const ofRow = ending.length >= maxBadLooks ? first : undefined
  return {
    /** The sign because of which the app has gone bad; undefined if it has not. */
    fatal: replacedIn(looks)[maxReplacements - 1] ?? ofRow,
    badLooks: looks.filter(({ length }) => length > 0).length,
    /** Whether the last look that said anything was good; undefined if none did. */
    isWell: looks.length === 0 ? undefined : row.length === 0,
    /** Whether only tests ended the watch that do not count. */
    isExcused: counted.length === 0,
  }
}

/** The bad looks since the last good one. */
function findRow(looks: Watched['looks']): Watched['looks'] {
  return looks.slice(looks.findLastIndex(({ length }) => length === 0) + 1)
}

function replacedIn(looks: Watched['looks']): ShownSign[] {
  return looks.flat().filter(({ kind }) => kind === 'instance')
}

/** A sentence about something that a look has changed. */
export interface BakeNews {
  readonly text: string
  readonly isBad: boolean
}

export function describeNews(before: Watched, after: Watched): BakeNews[] {
  const { open, lastMs } = after
  const begun = open.filter(({ sinceMs }) => sinceMs === lastMs)
  const ended = before.open.filter((sign) => sign.kind !== 'instance' && !findSame(open, sign))
  return [
    ...begun.map((sign) => ({ text: describeSign(sign), isBad: true })),
    ...ended.map((sign) => ({ text: describeEnd(sign, lastMs), isBad: false })),
  ]
}

/** `Dataset trips is in Error: connection refused.` */
function describeSign(sign: Sign): string {
  return sign.kind === 'instance'
    ? sign.reason
    : `${subjectOf(sign)} is ${sign.state}${reasonOf(sign.reason)}`
}

/** `Dataset trips was in Error for 30s, and is not any more.` */
function describeEnd(sign: ShownSign, nowMs: number): string {
  const { state, sinceMs } = sign
  const then = state.startsWith('not ') ? 'is again' : 'is not any more'
  return `${subjectOf(sign)} was ${state} for ${formatMs(nowMs - sinceMs)}, and ${then}.`
}

/**
 * `Dataset trips has been in Error for 1m 30s, since 4m 10s after the deployment succeeded: connection refused.` If that
 * has ended, another sign follows, which the last look shows.
 * @param succeededMs when it succeeded
 */
export function describeFatal(sign: ShownSign, { looks }: Watched, succeededMs: number): string {
  const { kind, state, sinceMs } = sign
  const after = `${formatMs(sinceMs - succeededMs)} after the deployment succeeded`
  if (kind === 'instance') {
    return `${replacedIn(looks).length} instances were replaced, the last one ${after}: ${sign.reason}`
  }
  // One that ended and began again has another begin.
  const last = looks.findLastIndex((signs) => findSame(signs, sign)?.sinceMs === sinceMs)
  const [shown = [], next] = looks.slice(last)
  const { reason } = findSame(shown, sign) ?? sign
  const [{ atMs: untilMs } = sign] = next ?? shown
  const lasted = `for ${formatMs(untilMs - sinceMs)}, since ${after}${reasonOf(reason)}`
  const current = next && looks.at(-1)?.[0]
  if (current === undefined) {
    return `${subjectOf(sign)} ${`has been ${state}`.replace('been not', 'not been')} ${lasted}`
  }
  return `${subjectOf(sign)} was ${state} ${lasted} Now ${uncapitalize(describeSign(current))}`
}

function subjectOf({ kind, name }: Sign): string {
  return kind === 'deployment' ? 'The runtime' : `${capitalize(kind)} ${shorten(name, 80)}`
}

function reasonOf(reason: string): string {
  return reason === '' ? '.' : endWithStop(`: ${cut(reason, readableLength)}`)
}

function formatMs(ms: number): string {
  return prettyMilliseconds(1000 * Math.max(0, Math.round(ms / 1000)))
}
