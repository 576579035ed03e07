import prettyMilliseconds from 'pretty-ms'
import { type Problem, type ProblemKind, quote } from '../../core/problem.ts'
import {
  capitalize,
  count as countOf,
  endWithStop,
  fill,
  maxLength,
  shorten,
  type Words,
} from '../../platform/text.ts'
import { isListedAsModel } from '../../runtime/lists.ts'
import type { Spicepod, SpicepodComponent } from '../../spicepod/spicepod.ts'
import { type FindingCode, knownReasons, words } from './words.ts'

/** A cause that keeps a rollout from its end, or may do so: data for rules, which `words.ts` puts into words. */
export interface Finding {
  readonly code: FindingCode
  readonly kind: ProblemKind
  /** The component, or the secret without its store. */
  readonly name?: string | undefined
  /**
   * `certain`: waiting cannot help. `probable`: it lasted long enough. `report`: worth knowing, but no reason to stop.
   * `retried`: only the reason why a component is not ready yet.
   */
  readonly verdict: 'certain' | 'probable' | 'report' | 'retried'
  /** Text of the log or of a list, in which secrets are not hidden yet. */
  readonly reason?: string
  /** Number of references, datasets or restarts. */
  readonly count?: number
  readonly lastedMs?: number
  readonly store?: string
  /** The component that uses a secret: the place to annotate. */
  readonly usedBy?: { readonly kind: string; readonly name: string; readonly param: string }
}

/** The spicepod that is being rolled out, as far as rules need it. */
export interface SpicepodFacts {
  /** Of the served spicepod if it is known; else of the stored one, for the names in the log. */
  readonly components: readonly SpicepodComponent[]
  /** Whether the deployment was made with these components, so that they have to be there. */
  readonly isKnown: boolean
  /** Whether it was made with no others, in other files. */
  readonly isComplete: boolean
}

/** Identifies a cause over all polls, so that it is reported once. A model has one cause, since it is loaded once. */
export function idOf({ code, kind, name, store, usedBy }: Finding): string {
  if (isListedAsModel({ kind }) && name !== undefined) return subjectOf({ kind, name })
  return JSON.stringify([kind, name, code, store, usedBy?.kind, usedBy?.name, usedBy?.param])
}

/** Identifies the recovery that ends a finding: of the component, or of all `secrets` together. */
export function subjectOf({ kind, name = '', code }: Partial<Finding> & Pick<Finding, 'kind'>): string {
  return kind === 'secret' && code !== 'secret-empty' ? 'secrets' : `${kind}:${name}`
}

export function describeFinding(finding: Finding): Words {
  const { code, kind, name, reason = '', store = '', usedBy, count = 0, lastedMs = 0 } = finding
  const quoted = (text: string) => quote(shorten(text, maxLength.name))
  const it = name === undefined ? `a ${kind}` : `${kind} ${quoted(name)}`
  const why = shorten(reason, maxLength.reason)
  const values = {
    it,
    It: capitalize(it),
    name: quoted(name ?? ''),
    because: why === '' ? '.' : endWithStop(`: ${why}`),
    store: quoted(store),
    reference: quoted(`\${secrets:${name}}`),
    user: usedBy ? `${usedBy.kind.replace('_', ' ')} ${quoted(usedBy.name)} (${quoted(usedBy.param)})` : '',
    references: countOf(count, 'secret reference'),
    datasets: countOf(count, 'dataset'),
    times: countOf(count, 'time'),
    lasted: prettyMilliseconds(lastedMs, { secondsDecimalDigits: 0 }),
  }
  const { message, advice }: Words = words[code]
  const knownReason = kind === 'secret' ? undefined : knownReasons.find(([pattern]) => pattern.test(reason))
  const todo = knownReason?.[1] ?? advice
  return { message: fill(message, values), ...(todo !== undefined && { advice: fill(todo, values) }) }
}

/**
 * Locates and describes a finding: at the component, or at the component that uses the secret. The name stays exact.
 * @param components those of the given file
 */
export function toProblem(
  finding: Finding,
  components: readonly SpicepodComponent[],
  given: Spicepod | undefined,
): Problem {
  const { code, kind, name = '', verdict, usedBy } = finding
  const owner = usedBy ?? { kind, name }
  const component = components.find(
    (candidate) => candidate.kind === owner.kind && candidate.name === owner.name,
  )
  return {
    code,
    kind,
    name,
    certain: verdict === 'certain',
    ...describeFinding(finding),
    ...(component && given?.locate(...component.path, 'name')),
  }
}
