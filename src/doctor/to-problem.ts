import type { SpicepodResult } from '../app/apply.ts'
import type { DesiredApp } from '../inputs/request.ts'
import type { Spicepod } from '../inputs/spicepod.ts'
import type { SpicepodComponent } from '../inputs/spicepod-value.ts'
import type { Redact } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import type { Finding } from './finding.ts'

/** The spicepod of the deployment if this run has given it to the app, or the app had the same one. */
export function givenSpicepod(
  { desired }: { desired: Pick<DesiredApp, 'spicepod'> },
  spicepod: SpicepodResult | string,
): Spicepod | undefined {
  const isGiven =
    typeof spicepod !== 'string' && (spicepod.kind === 'pushed' || spicepod.kind === 'unchanged')
  return isGiven ? desired.spicepod : undefined
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
