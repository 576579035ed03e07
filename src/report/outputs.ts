import { findRuntimeUrl } from '../app/runtime.ts'
import type { Action, Outcome } from '../core/outcome.ts'
import type { Problem } from '../core/problem.ts'
import type { RunState } from '../core/state.ts'
import { isKnownStatus } from '../deploy/status.ts'
import { isMap, membersOf } from '../platform/json.ts'
import { cut, type Redact, words } from '../platform/text.ts'
import { DeploymentFields, isManaged } from '../spice/schema.ts'
import { appUrl, deployedSettings, durationSeconds } from './cells.ts'
import type { ShownList } from './feature.ts'
import { shown } from './shown.ts'
import type { Verdict } from './verdict.ts'

export type Outputs = Readonly<Record<string, string>>

/** In characters. Linux starts no program with a variable of more than 128 KiB, into which workflows put outputs. */
const maxLength = { name: 200, 'error-message': 20_000, entry: 300, other: 2000 }
/** Of each list, also of one in an entry: a job can have outputs of 1 MB. */
const maxEntries = 100

/**
 * The outputs of the action that are known, and what they lack because of their size. Secrets are hidden in foreign text only: ids, times, outcomes and the name
 * of the app stay. Once a deployment is replaced, what is not known of the next one is empty.
 */
export function renderOutputs(
  state: RunState,
  verdict: Verdict | undefined,
  redact: Redact,
): { outputs: Outputs; note?: string } {
  const { imageTag, replicas } = deployedSettings(state)
  const ends = state.target ?? state.ends
  const { live, check, isOwnLive = false } = verdict?.ending ?? {}
  const planEntry = toPlanEntry(state)
  const { action, appId, app, settings, hasChanges, deployment, verification, outcome } = state
  const hide = (text: string | null | undefined, max = maxLength.other) => text && cut(redact(text), max)
  const list = (entries: object = [], ownWords: readonly string[] = []): ShownList => {
    const { limited, omitted } = limitEntries(entries)
    const show = (text: string, key: string) =>
      cut(ownWords.includes(key) ? text : redact(text), key === 'name' ? maxLength.name : maxLength.entry)
    return { json: toJson(limited, namesIn(limited), redact, show), omitted }
  }
  const values: Record<string, string | number | boolean | ShownList | null | undefined> = {
    'app-id': appId,
    'app-name': app?.name && cut(app.name, maxLength.other),
    'app-url': appUrl(state),
    'runtime-url': hide(isManaged(app) || settings.runtimeUrl ? findRuntimeUrl(app, settings) : undefined),
    'has-changes': hasChanges,
    'plan-digest': state.plan?.digest,
    plan: planEntry && list(planEntry, ['kind', 'change', 'code', 'digest', 'channel']),
    'from-deployment-id': ends?.from.id,
    'from-commit-sha': hide(ends?.from.commit_sha),
    'to-deployment-id': ends?.to?.id,
    'to-commit-sha': hide(ends?.to?.commit_sha),
    'deployment-id': deployment?.id,
    'deployment-status':
      deployment && (isKnownStatus(deployment.status) ? deployment.status : hide(deployment.status)),
    'deployment-created-at': isTime(deployment?.created_at)
      ? deployment?.created_at
      : hide(deployment?.created_at),
    'image-tag': hide(deployment && imageTag),
    replicas: deployment && replicas,
    'live-deployment-id': live?.kind === 'deployment' ? live.deployment.id : undefined,
    'live-commit-sha': live?.kind === 'deployment' ? hide(live.deployment.commit_sha) : undefined,
    // Nobody waited for a deployment that is not checked: it may have failed since.
    verified: check === undefined || check === 'not awaited' ? undefined : check === 'passed' && isOwnLive,
    // Always there at the end, so that later steps can parse them.
    datasets: (verification || outcome) && list(verification?.datasets),
    models: (verification || outcome) && list(verification?.models),
    ...Object.assign({}, ...shown.map(({ outputs }) => outputs?.(state, { hide, list }))),
    'duration-seconds': outcome && durationSeconds(state),
    deployment: deployment && toJson(deployment.raw, Object.keys(DeploymentFields.entries), redact, redact),
    outcome: nameOutcome(outcome),
    'error-message': hide(verdict?.errorMessage, maxLength['error-message']),
    problems:
      (state.problems.length > 0 || outcome) && list(problemsOf(state).map(toEntry), ['code', 'kind']),
  }
  const all = Object.entries({ ...values, ...state.fleet?.outputs }).filter(([name]) =>
    isOutputOf[action](name),
  )
  const texts = all.map(
    ([name, value]) => [name, String((isList(value) ? value.json : value) ?? '')] as const,
  )
  const lacking = all.flatMap(([name, value]) =>
    isList(value) && value.omitted > 0 ? `${value.omitted} in \`${name}\`` : [],
  )
  const isReplaced = state.replacedId !== undefined
  return {
    outputs: Object.fromEntries(texts.filter(([, text]) => text !== '' || isReplaced)),
    ...(lacking.length > 0 && {
      note: `Lists in outputs have their first ${maxEntries} entries. Left out: ${lacking.join(', ')}.`,
    }),
  }
}

function isList(value: unknown): value is ShownList {
  return isMap(value) && 'omitted' in value
}

/** Leaves out the last entries of each list that is too long, also of one in an entry. */
function limitEntries(value: object): { limited: object; omitted: number } {
  let omitted = 0
  const limit = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      omitted += Math.max(0, value.length - maxEntries)
      return value.slice(0, maxEntries).map(limit)
    }
    if (!isMap(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, limit(member)]))
  }
  return { limited: limit(value) as object, omitted }
}

/** The outputs of two actions, as their `action.yml` lists them. */
const outputNames = {
  remove: words('app-id app-name outcome error-message'),
  fleet: words('apps matrix waves has-changes counts problems outcome error-message'),
}

function nameOutcome(outcome: Outcome | undefined): string | undefined {
  if (outcome?.kind !== 'surveyed') return outcome?.kind
  return outcome.failing === undefined ? 'succeeded' : 'failed'
}

const isOutputOf: Record<Action, (name: string) => boolean> = {
  deploy: (name) => !/^(from|to)-/.test(name),
  remove: (name) => outputNames.remove.has(name),
  fleet: (name) => outputNames.fleet.has(name),
  rollback: (name) => !['rollback-deployment-id', 'data-changes', 'baked-seconds'].includes(name),
}

/** The members of an entry of the output `problems`, in this order. */
const problemMembers = ['code', 'kind', 'name', 'certain', 'message', 'advice', 'file', 'line'] as const

/** The members of a plan's deployment. */
const settings = ['branch', 'commit_sha', 'channel', 'replicas', 'image_tag', 'debug'] as const

/** The output `plan`, as `schema/plan.schema.json` describes it. */
function toPlanEntry({ plan, runtime, problems }: RunState): object | undefined {
  if (plan === undefined) return undefined
  const { digest, changes, request } = plan
  const { id = null, name = null } = plan.app
  return {
    version: 1,
    digest,
    app: { id, name, new: id === null },
    changes,
    runtime: runtime
      ? { before: runtime.before, after: runtime.after, certain: runtime.by !== 'channel' }
      : null,
    deployment: Object.fromEntries(settings.map((name) => [name, request?.[name] ?? null])),
    problems: problems.map(toEntry),
  }
}

function toEntry(problem: Problem): object {
  return Object.fromEntries(problemMembers.map((member) => [member, problem[member]]))
}

/** The names of all members, except for those that a runtime has given to the members of its error. */
export function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  return Object.entries(membersOf(value)).flatMap(([name, member]) =>
    name === 'error' ? [name] : [name, ...namesIn(member)],
  )
}

function isTime(text: unknown): boolean {
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text as string)
}

/**
 * Hides secrets text by text, so that it stays JSON, and in the names of members that others have chosen. What shows the
 * text of a member may shorten it, too.
 * @param ownNames of members that later steps use: they stay, even if a secret has the same value
 */
export function toJson(
  value: object,
  ownNames: readonly string[],
  redact: Redact,
  show: (text: string, key: string) => string,
): string | undefined {
  const own = new Set(ownNames)
  const hide = (name: string) => (own.has(name) ? name : redact(name))
  try {
    return JSON.stringify(value, (key, member) => {
      if (isMap(member)) {
        return Object.fromEntries(Object.entries(member).map(([name, value]) => [hide(name), value]))
      }
      const isOwn = (key === 'status' && isKnownStatus(member)) || (key.endsWith('_at') && isTime(member))
      return typeof member === 'string' && !isOwn ? show(member, key) : member
    })
  } catch {
    // Undescribed members may be nested more deeply than the stack allows.
    return undefined
  }
}

/** The output `problems`: what the checks of the spicepod found, and what features did. */
function problemsOf(state: RunState): Problem[] {
  const found = shown.flatMap(({ problems }) => problems?.(state) ?? [])
  // A secret that is missing is one problem, whoever found it; the rollout is surer of it.
  const secrets = new Set(found.filter(({ kind }) => kind === 'secret').map(({ name }) => name))
  return [...state.problems.filter(({ kind, name }) => kind !== 'secret' || !secrets.has(name)), ...found]
}
