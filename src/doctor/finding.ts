import type { Spicepod } from '../inputs/spicepod.ts'
import type { SpicepodComponent } from '../inputs/spicepod-value.ts'
import { capitalize, type Redact } from '../platform/text.ts'
import { type Problem, type ProblemKind, quote } from '../problem.ts'
import { adviceOnModel, adviseOn } from './advice.ts'

/** Something that keeps a rollout from its end, or may do so. */
export interface Finding {
  /** The same for the same cause in every poll, so that it can be reported once. */
  readonly id: string
  readonly kind: ProblemKind
  /** The component, or the secret without its store. */
  readonly name?: string
  /**
   * `certain`: waiting cannot help. `probable`: it lasted for as long as the settings allow. `report`: worth telling,
   * and no reason to stop.
   */
  readonly verdict: 'certain' | 'probable' | 'report'
  /** What is wrong: one sentence. */
  readonly message: string
  /** What to do. */
  readonly advice?: string
  /** The component that uses a secret: the place to annotate. */
  readonly usedBy?: { readonly kind: string; readonly name: string; readonly param: string }
}

/** What the rules have to know of the spicepod that is being rolled out. */
export interface SpicepodFacts {
  readonly components: readonly Pick<
    SpicepodComponent,
    'kind' | 'name' | 'from' | 'accelerated' | 'onDemand'
  >[]
  /** There are no components in other files. */
  readonly isComplete: boolean
}

/**
 * A model or an embedding that failed to load: an instance tries it only once.
 *
 * @param text what the advice is looked up by; by default the reason
 */
export function failedModel(
  kind: 'model' | 'embedding',
  name: string,
  reason: string,
  text: string = reason,
): Finding {
  return {
    id: `${kind}:${name}`,
    kind,
    name,
    verdict: 'certain',
    message: `${capitalize(kind)} ${quote(name)} failed to load${reason === '' ? '.' : `: ${reason}`}`,
    advice: adviseOn(text) ?? adviceOnModel,
  }
}

/** Those with a name, made harmless as names are that a runtime lists. */
export function namedComponents(
  components: readonly SpicepodComponent[],
  clean: Redact,
): readonly SpicepodComponent[] {
  return components.filter(({ name }) => name !== '').map((each) => ({ ...each, name: clean(each.name) }))
}

/** Puts a finding at the line of its component, or of the one that uses the secret. */
export function toProblem(
  { kind, name = '', verdict, message, advice, usedBy }: Finding,
  components: readonly SpicepodComponent[],
  given: Spicepod | undefined,
): Problem {
  const owner = usedBy ?? { kind, name }
  const component = components.find((each) => each.kind === owner.kind && each.name === owner.name)
  return {
    kind,
    name,
    certain: verdict === 'certain',
    message,
    ...(advice !== undefined && { advice }),
    ...(component && given?.locate(...component.path, 'name')),
  }
}
