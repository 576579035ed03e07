import prettyMilliseconds from 'pretty-ms'
import type { Location, ProblemKind } from '../../core/problem.ts'
import { capitalize, cut, endWithStop, join, maxLength, shorten } from '../../platform/text.ts'
import { type ComponentKind, describeError, isHealthy, isInError } from '../../runtime/lists.ts'
import { finderByName, type NameKind } from '../../spicepod/names.ts'
import type { Expected } from '../../spicepod/served.ts'
import type { BakeNews, RuntimeLists } from './events.ts'

// Signs that an app shows while it is watched, and when they mean that it has gone bad. Times are on the run's clock.

interface Subject {
  /** A runtime that is not ready is a problem of its `deployment`. */
  readonly kind: ProblemKind
  readonly name: string
}

/** A poll is bad if the app is known to show at least one sign that it has gone bad. */
export interface Sign extends Subject {
  /** After `is`. */
  readonly state: 'not ready' | 'in Error' | 'not listed' | 'failing' | 'replaced' | 'firing'
  /** The reason in the words of the runtime or Spice Cloud; empty if they give none. */
  readonly reason: string
  readonly location?: Location | undefined
}

type Noun = ComponentKind['noun']

/** A subject of which a poll could not read whether it shows a sign. */
interface Unread extends Subject {
  readonly state: 'unread'
}

export type Finding = Sign | Unread

/** What one answer of the runtime or of Spice Cloud shows; undefined if it could not be read. */
type Answer = readonly Finding[] | undefined

/** A test may fail because of a component, and a component because of the runtime. */
const sources = ['deployment', 'dataset', 'model', 'test', 'instance', 'monitor'] as const
type Source = (typeof sources)[number]

/** Answers that were read at one moment. */
export interface Poll {
  readonly atMs: number
  /** Without a key of the runtime, that no sign shows does not mean that the app is well. */
  readonly tells: 'everything' | 'only signs' | 'nothing'
  /** The lists of the runtime that could be read. */
  readonly lists: RuntimeLists
  /** All signs but those of the lists. */
  readonly signs: Readonly<Record<Exclude<Source, Noun>, Answer>>
}

/** A sign that has not ended, as far as that could be read. */
interface ShownSign extends Sign {
  /** The answer that shows it. */
  readonly source: Source
  /** The first poll that showed it without a break. */
  readonly sinceMs: number
  /** The last poll that could read it. */
  readonly seenMs: number
  /** The poll to which it counts. */
  readonly atMs: number
}

/** Signs and components that all polls until now have shown. */
interface Watched {
  /** Each finds a component of the spicepod by the runtime's name for it. */
  readonly find: Readonly<Record<Noun, (runtimeName: string) => Subject | undefined>>
  /** Components of the spicepod that the runtime has listed, and all that were ready, by their lists and names. */
  readonly listed: ReadonlyMap<string, Subject>
  readonly ready: ReadonlySet<string>
  readonly lastMs: number
  /** What is known of the app: what a poll could not read stays as it was. */
  readonly open: readonly ShownSign[]
  /** What was known after each poll that said anything. A good poll has no sign. */
  readonly polls: readonly (readonly ShownSign[])[]
  /** Polls since the last one that said anything. */
  readonly silentPolls: number
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
  return { find, ...known, lastMs: atMs, open: [], polls: [], silentPolls: 0 }
}

/** Adds a poll. Pure: the same polls always lead to the same result. */
export function addPoll(before: Watched, { atMs, tells, lists, signs }: Poll): Watched {
  const { signs: ofLists, ...known } = readLists(lists, before)
  const answers = { ...ofLists, ...signs }
  const open =
    tells === 'nothing'
      ? before.open
      : sources.flatMap((source) => addAnswer(before.open, source, answers[source], atMs))
  const after = { ...before, ...known, open, lastMs: atMs }
  const saysNothing = tells === 'nothing' || (tells === 'only signs' && open.length === 0)
  if (saysNothing) return { ...after, silentPolls: before.silentPolls + 1 }
  return { ...after, polls: [...before.polls, open], silentPolls: 0 }
}

/** The signs of one source after an answer. Only what it could read begins or ends one. */
function addAnswer(open: readonly ShownSign[], source: Source, answer: Answer, atMs: number): ShownSign[] {
  // That an instance was replaced is an event, and over with its poll.
  const known = open.filter((sign) => sign.source === source && sign.kind !== 'instance')
  const keep = (sign: ShownSign) => ({ ...sign, atMs })
  if (answer === undefined) return known.map(keep)
  return answer.flatMap((finding) => {
    if (finding.state === 'unread') {
      return known.filter(({ kind, name }) => kind === finding.kind && name === finding.name).map(keep)
    }
    const sinceMs = findSame(known, finding)?.sinceMs ?? atMs
    return [{ ...finding, source, sinceMs, seenMs: atMs, atMs }]
  })
}

/** Adds lists to the components that were listed before, and finds the signs in them. */
function readLists(lists: RuntimeLists, before: Pick<Watched, 'find' | 'listed' | 'ready'>) {
  const listed = new Map(before.listed)
  const ready = new Set(before.ready)
  const signs: Record<Noun, Answer> = { dataset: undefined, model: undefined }
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

/** This many bad polls in a row end the watch. */
const maxBadPolls = 3
/** One instance may be moved; a second one is no accident. */
const maxReplacements = 2

/** Judges the polls. @param countsTests whether a test that fails is as bad as any other sign; else it ends no watch */
export function judge({ polls: all }: Watched, countsTests: boolean) {
  const polls = countsTests ? all : all.map((signs) => signs.filter(({ kind }) => kind !== 'test'))
  const row = findRow(polls)
  const first = row.flat().find(({ kind }) => kind !== 'instance')
  const ofRow = row.length >= maxBadPolls ? first : undefined
  return {
    /** The sign because of which the app has gone bad; undefined if it has not. */
    fatal: replacedIn(polls)[maxReplacements - 1] ?? ofRow,
    badPolls: polls.filter(({ length }) => length > 0).length,
    /** Whether the last poll that said anything was good; undefined if none did. */
    isWell: polls.length === 0 ? undefined : row.length === 0,
  }
}

/** The bad polls since the last good one. */
function findRow(polls: Watched['polls']): Watched['polls'] {
  return polls.slice(polls.findLastIndex(({ length }) => length === 0) + 1)
}

function replacedIn(polls: Watched['polls']): ShownSign[] {
  return polls.flat().filter(({ kind }) => kind === 'instance')
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

/** How a sign begins, after its subject. */
const begins: Record<Sign['state'], string> = {
  'not ready': 'stopped being ready',
  'in Error': 'went into Error',
  'not listed': 'disappeared from the list',
  failing: 'began to fail',
  replaced: 'was replaced',
  firing: 'was firing',
}

/**
 * `Dataset trips went into Error 4m after the deployment succeeded, and was still in Error 1m later: connection refused.`
 * It says so if the last poll could not read that.
 * @param succeededMs when it succeeded
 */
export function describeFatal(
  sign: ShownSign,
  { open, polls, lastMs }: Watched,
  succeededMs: number,
): string {
  const { kind, state, sinceMs } = sign
  const after = `${formatMs(sinceMs - succeededMs)} after the deployment succeeded`
  if (kind === 'instance') {
    return `${replacedIn(polls).length} instances were replaced, the last one ${after}: ${sign.reason}`
  }
  const begin = `${subjectOf(sign)} ${begins[state]} ${after}`
  // One that ended and began again has another begin.
  const isOpen = findSame(open, sign)?.sinceMs === sinceMs
  const { reason, seenMs } = (isOpen ? findSame(open, sign) : undefined) ?? sign
  const asOf = isOpen && seenMs < lastMs && ', when it was last seen'
  const still = isOpen && seenMs > sinceMs && `, and was still ${state} ${formatMs(seenMs - sinceMs)} later`
  return join('', begin, still, asOf, reasonOf(reason))
}

/** The first sign that has not ended, as far as that is known. */
export function findOpen({ open }: Watched): ShownSign | undefined {
  return open.find(({ kind }) => kind !== 'instance')
}

function subjectOf({ kind, name }: Sign): string {
  return kind === 'deployment' ? 'The runtime' : `${capitalize(kind)} ${shorten(name, 80)}`
}

function reasonOf(reason: string): string {
  return reason === '' ? '.' : endWithStop(`: ${cut(reason, maxLength.sentence)}`)
}

function formatMs(ms: number): string {
  return prettyMilliseconds(1000 * Math.max(0, Math.round(ms / 1000)))
}
