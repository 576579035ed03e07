import prettyMilliseconds from 'pretty-ms'
import { capitalize, cut, endWithStop, readableLength, shorten } from '../platform/text.ts'
import type { Location, ProblemKind } from '../problem.ts'
import { finderByName } from '../spicepod/names.ts'
import { readComponents, type SpicepodComponent } from '../spicepod/spicepod.ts'
import { addList, type History } from './history.ts'
import { type ComponentKind, isInError } from './lists.ts'
import type { Dataset } from './verification.ts'

/** A look is bad if it shows at least one sign that the app has gone bad. */
export interface Sign {
  /** A runtime that is not ready is a problem of its `deployment`. */
  readonly kind: ProblemKind
  readonly name: string
  /** After `is`: `in Error`, `not ready`. */
  readonly state: string
  /** Why, in the words of others; empty if they give no reason. */
  readonly reason: string
  readonly location?: Location | undefined
}

type Noun = ComponentKind['noun']
export type RuntimeLists = { readonly [List in Noun]?: readonly Dataset[] | undefined }

/** What was read at one moment while an app is watched. */
export interface Look {
  /** On the run's clock, like all times here. */
  readonly atMs: number
  /** Whether the Management API has answered anything. */
  readonly apiAnswers: boolean
  /** Undefined if the runtime could not be asked, because the run has no key for it. */
  readonly runtime?: {
    /** Empty if it is ready. */
    readonly notReady: string
    /** The lists that could be read. */
    readonly lists: RuntimeLists
  }
  /** Signs that are found elsewhere: failed tests, replaced instances, monitors. */
  readonly others: readonly Sign[]
}

export interface ShownSign extends Sign {
  readonly sinceMs: number
}

/** What all looks until now have shown. */
export interface Watched {
  readonly deploymentId: string
  /** Each finds a component of the spicepod by the runtime's name for it. */
  readonly finders: Readonly<Record<Noun, ReturnType<typeof finderByName<SpicepodComponent>>>>
  readonly histories: Readonly<Partial<Record<Noun, History>>>
  readonly lastMs: number
  /** Signs of the last look that said anything, those that began first at the front. */
  readonly signs: readonly ShownSign[]
  /** Signs of the bad looks since the last good one. */
  readonly row: readonly (readonly ShownSign[])[]
  readonly badLooks: number
  readonly goodLooks: number
  /** How many instances were replaced. */
  readonly replacements: number
  /** Looks since the last one that said anything. */
  readonly silentLooks: number
}

/** @param verified the components that the verification has found ready */
export function beginWatch(
  deploymentId: string,
  spicepod: unknown,
  verified: RuntimeLists,
  atMs: number,
): Watched {
  const components = readComponents(spicepod).filter(({ name }) => name !== '')
  const finderOf = (...kinds: readonly string[]) =>
    finderByName(components.filter(({ kind }) => kinds.includes(kind)))
  const counts = { badLooks: 0, goodLooks: 0, silentLooks: 0, replacements: 0 }
  return {
    ...{ deploymentId, lastMs: atMs, signs: [], row: [], ...counts },
    finders: { dataset: finderOf('dataset'), model: finderOf('model', 'embedding') },
    histories: addLists({}, verified, atMs, 0),
  }
}

/** Adds a look. Pure: the same looks always lead to the same result. */
export function addLook(before: Watched, { atMs, apiAnswers, runtime, others }: Look): Watched {
  const { lists = {}, notReady = '' } = runtime ?? {}
  const histories = addLists(before.histories, lists, atMs, atMs - before.lastMs)
  const watched = { ...before, histories, lastMs: atMs }
  const notReadySign: Sign = {
    ...({ kind: 'deployment', name: before.deploymentId, state: 'not ready' } as const),
    reason: notReady,
  }
  const signs = [
    ...(notReady === '' ? [] : [notReadySign]),
    ...(['dataset', 'model'] as const).flatMap((noun) =>
      lists[noun] === undefined ? [] : findBadComponents(noun, watched),
    ),
    ...others,
  ]
  // If nothing answers, the network of the run is as likely a reason as the app.
  const saysNothing = runtime === undefined ? signs.length === 0 : notReady !== '' && !apiAnswers
  if (saysNothing) return { ...watched, silentLooks: before.silentLooks + 1 }
  const shown = signs
    .map((sign) => ({ ...sign, sinceMs: findSame(before.signs, sign)?.sinceMs ?? atMs }))
    .sort((left, right) => left.sinceMs - right.sinceMs)
  const replacements = before.replacements + others.filter(({ kind }) => kind === 'instance').length
  const news = { ...watched, signs: shown, silentLooks: 0, replacements }
  return shown.length === 0
    ? { ...news, row: [], goodLooks: before.goodLooks + 1 }
    : { ...news, row: [...before.row, shown], badLooks: before.badLooks + 1 }
}

function addLists(
  before: Watched['histories'],
  { dataset, model }: RuntimeLists,
  atMs: number,
  sinceLastMs: number,
): Watched['histories'] {
  return {
    ...before,
    ...(dataset && { dataset: addList(before.dataset, dataset, atMs, sinceLastMs) }),
    ...(model && { model: addList(before.model, model, atMs, sinceLastMs) }),
  }
}

/** Components that were ready. One that is not listed counts only if the spicepod has it. */
function findBadComponents(noun: Noun, { histories, finders }: Watched): Sign[] {
  const { listed = [], missing = [] } = histories[noun] ?? {}
  const find = finders[noun]
  const inError = [...listed].filter(([, state]) => state.wasReady && isInError(state))
  const unlisted = [...missing].filter(([name]) => find(name) !== undefined)
  return [
    ...inError.map(([name, { message }]) => ({ name, state: 'in Error', reason: message })),
    ...unlisted.map(([name]) => ({ name, state: 'not listed', reason: '' })),
  ].map((sign) => {
    const component = find(sign.name)
    const isEmbedding = component?.kind === 'embedding'
    return { ...sign, kind: isEmbedding ? 'embedding' : noun, name: component?.name ?? sign.name }
  })
}

function findSame<Shown extends Sign>(signs: readonly Shown[], sign: Sign): Shown | undefined {
  return signs.find(
    ({ kind, name, state }) => kind === sign.kind && name === sign.name && state === sign.state,
  )
}

/** This many bad looks in a row end the watch. */
const maxBadLooks = 3
/** One instance may be moved; a second one is no accident. */
const maxReplacements = 2

/** Returns the sign because of which the app has gone bad; undefined if it has not. */
export function findFatal({ row, signs, replacements }: Watched): ShownSign | undefined {
  if (replacements >= maxReplacements) return signs.find(({ kind }) => kind === 'instance')
  return row.length >= maxBadLooks ? signs[0] : undefined
}

/** Whether one of the bad looks in a row showed nothing but failed tests. */
export function isOnlyTests({ row, replacements }: Watched): boolean {
  return replacements < maxReplacements && row.some((signs) => signs.every(({ kind }) => kind === 'test'))
}

/** A sentence about something that a look has changed. */
export interface BakeNews {
  readonly text: string
  readonly isBad: boolean
}

export function describeNews(before: Watched, after: Watched): BakeNews[] {
  if (after.silentLooks > 0) return []
  // If the runtime is not ready, nothing is known of its components.
  const isUnknown = after.signs.some(({ kind }) => kind === 'deployment')
  const ended = isUnknown ? [] : before.signs.filter((sign) => findSame(after.signs, sign) === undefined)
  return [
    ...after.signs.filter((sign) => findSame(before.signs, sign) === undefined).map(describeSign),
    ...ended.filter(({ kind }) => kind !== 'instance').map((sign) => describeEnd(sign, after.lastMs)),
  ]
}

/** `Dataset trips is in Error: connection refused.` */
function describeSign(sign: Sign) {
  const text = sign.kind === 'instance' ? sign.reason : `${subjectOf(sign)} is ${sign.state}${reasonOf(sign)}`
  return { text, isBad: true }
}

/** `Dataset trips was in Error for 30s, and is not any more.` */
function describeEnd(sign: ShownSign, nowMs: number) {
  const { state, sinceMs } = sign
  const then = state.startsWith('not ') ? 'is again' : 'is not any more'
  const text = `${subjectOf(sign)} was ${state} for ${formatMs(nowMs - sinceMs)}, and ${then}.`
  return { text, isBad: false }
}

/**
 * `Dataset trips has been in Error for 1m 30s, since 4m 10s after the deployment succeeded: connection refused.`
 * @param succeededMs when it succeeded
 */
export function describeFatal(
  sign: ShownSign,
  { lastMs, replacements }: Watched,
  succeededMs: number,
): string {
  const { kind, state, sinceMs } = sign
  const after = `${formatMs(sinceMs - succeededMs)} after the deployment succeeded`
  if (kind === 'instance')
    return `${replacements} instances were replaced, the last one ${after}: ${sign.reason}`
  const hasBeen = state.startsWith('not ')
    ? `has not been ${state.slice('not '.length)}`
    : `has been ${state}`
  return `${subjectOf(sign)} ${hasBeen} for ${formatMs(lastMs - sinceMs)}, since ${after}${reasonOf(sign)}`
}

function subjectOf({ kind, name }: Sign): string {
  return kind === 'deployment' ? 'The runtime' : `${capitalize(kind)} ${shorten(name, 80)}`
}

function reasonOf({ reason }: Sign): string {
  return reason === '' ? '.' : endWithStop(`: ${cut(reason, readableLength)}`)
}

function formatMs(ms: number): string {
  return prettyMilliseconds(1000 * Math.max(0, Math.round(ms / 1000)))
}
