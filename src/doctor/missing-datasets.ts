import type { Spicepod } from '../inputs/spicepod.ts'
import { readComponents } from '../inputs/spicepod-value.ts'
import { endWithStop } from '../platform/text.ts'
import { quote } from '../problem.ts'
import type { Run } from '../run-context.ts'
import { isMissing } from '../runtime/lists.ts'
import type { Verification } from '../runtime/verification.ts'
import type { App, Deployment } from '../spice/schema.ts'
import { type Finding, namedComponents, type SpicepodFacts, toProblem } from './finding.ts'
import { InstanceReader } from './instance.ts'
import { plainText, readEvents } from './log-events.ts'
import { interpret } from './log-rules.ts'

interface MissingOptions {
  run: Run
  appId: number
  deployment: Deployment
  app: App | undefined
  /** URL of the runtime that was verified. */
  url: string
  /** The one of this run, if the deployment has it. */
  given: Spicepod | undefined
  /** What the runtime is expected to run. */
  spicepod: unknown
}

/** More would not be read. */
const maxSentences = 5

/**
 * Adds to a verification why the runtime does not have some datasets of the spicepod, as far as the log of the new
 * instance tells. It is read once for that.
 */
export async function explainMissing(
  verification: Verification,
  { run, appId, deployment, app, url, given, spicepod }: MissingOptions,
): Promise<Verification> {
  const reader = new InstanceReader({
    run: { ...run, inputs: { ...run.inputs, runtimeUrl: url } },
    appId,
    deployment,
    app: () => app,
    others: () => new Set(),
    signal: new AbortController().signal,
  })
  const lines = await reader.readNewestLog()
  if (lines === undefined) return verification
  const clean = (text: string) => run.redact(plainText(text))
  const components = namedComponents(readComponents(spicepod), clean)
  const missing = verification.datasets.filter(isMissing).map(({ name }) => clean(name))
  const findings = findReasons(lines, missing, { components, isComplete: true })
  if (findings.size === 0) return verification
  const explanations = [...new Set(findings.values())].map((each) => toProblem(each, components, given))
  const sentences = explanations.slice(0, maxSentences).map(({ message }) => endWithStop(message))
  const place = Math.max(
    0,
    verification.problems.findIndex(({ part }) => part === 'datasets'),
  )
  return {
    ...verification,
    datasets: verification.datasets.map((dataset) => {
      const reason = isMissing(dataset) ? findings.get(clean(dataset.name)) : undefined
      return reason === undefined ? dataset : { ...dataset, error: reason.message }
    }),
    problems: verification.problems.map((problem, index) =>
      index === place ? { ...problem, text: [problem.text, ...sentences].join(' ') } : problem,
    ),
    explanations,
  }
}

/** Why datasets are not in the runtime, by name. What happened to a dataset counts more than what it only met. */
export function findReasons(
  lines: readonly string[],
  missing: readonly string[],
  spicepod: SpicepodFacts,
): ReadonlyMap<string, Finding> {
  const certain = new Map<string | undefined, Finding>()
  const met = new Map<string, Finding>()
  let ofAll: Finding | undefined
  for (const event of readEvents(lines)) {
    const meaning = interpret(event, spicepod)
    if (meaning?.type === 'finding' || meaning?.type === 'dropped') {
      const { finding } = meaning
      if (finding.kind === 'dataset') certain.set(finding.name, finding)
      else if (finding.kind === 'spicepod') ofAll ??= finding
    } else if (meaning?.type === 'explanation') {
      const { dataset: name, text } = meaning
      const message = `Dataset ${quote(name)} could not be initialized: ${text}`
      met.set(name, { id: `dataset:${name}`, kind: 'dataset', name, verdict: 'report', message })
    }
  }
  // A line without a name can only be about one if there is one.
  const [only] = missing.length === 1 ? missing : []
  return new Map(
    missing.flatMap((name) => {
      const unnamed = name === only ? certain.get(undefined) : undefined
      const finding = certain.get(name) ?? (unnamed && { ...unnamed, name }) ?? ofAll ?? met.get(name)
      return finding === undefined ? [] : [[name, finding] as const]
    }),
  )
}
