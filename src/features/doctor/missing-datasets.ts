import type { ToVerify } from '../../core/contracts.ts'
import type { Run } from '../../core/run.ts'
import { endWithStop } from '../../platform/text.ts'
import { isMissing } from '../../runtime/lists.ts'
import type { Verification } from '../../runtime/verification.ts'
import { readComponents } from '../../spicepod/spicepod.ts'
import { type Finding, type SpicepodFacts, toProblem } from './finding.ts'
import { readEvents } from './log-events.ts'
import { interpret } from './log-rules.ts'
import { InstanceReader } from './reader.ts'

const maxSentences = 5

/** Adds reasons for missing datasets to a verification, if the log of the new instance has any. */
export async function explainMissing(
  verification: Verification,
  { id, current, deployment, url, expected }: Parameters<ToVerify['explain']>[1],
  run: Run,
): Promise<Verification> {
  const runAtUrl = { ...run, inputs: { ...run.inputs, runtimeUrl: url } }
  const reader = new InstanceReader(runAtUrl, { id, current }, new AbortController().signal)
  const lines = await reader.readNewestLog(deployment)
  if (lines === undefined) return verification
  const components = expected.components.filter(({ name }) => name !== '')
  const given = run.ownFile?.spicepod
  const inFile = readComponents(given?.value)
  const missing = verification.datasets.filter(isMissing).map(({ name }) => name)
  const reasons = Array.from(
    findReasons(lines, missing, { components, isKnown: true, isComplete: true }),
    ([name, finding]) => [name, toProblem(finding, inFile, given)] as const,
  )
  if (reasons.length === 0) return verification
  const byName = new Map(reasons)
  // Several datasets may have one reason.
  const explanations = [...new Map(reasons.map(([, problem]) => [problem.message, problem])).values()]
  const sentences = explanations.slice(0, maxSentences).map(({ message }) => endWithStop(message))
  const place = verification.problems.findIndex(({ part }) => part === 'datasets')
  return {
    ...verification,
    datasets: verification.datasets.map((dataset) => {
      const reason = isMissing(dataset) ? byName.get(dataset.name) : undefined
      return reason === undefined ? dataset : { ...dataset, error: reason.message }
    }),
    problems: verification.problems.map((problem, index) =>
      index === Math.max(0, place) ? { ...problem, text: [problem.text, ...sentences].join(' ') } : problem,
    ),
    explanations,
  }
}

/** Finds the reasons for missing datasets, by name. A final failure takes precedence over a retried one. */
export function findReasons(
  lines: readonly string[],
  missing: readonly string[],
  spicepod: SpicepodFacts,
): ReadonlyMap<string, Finding> {
  const meanings = readEvents(lines).events.map((event) => interpret(event, spicepod))
  const findings = meanings.flatMap((meaning) => (meaning?.type === 'findings' ? meaning.findings : []))
  const ofSpicepod = findings.find(({ kind }) => kind === 'spicepod')
  const ofDatasets = findings.filter(({ kind }) => kind === 'dataset')
  // The last sentence about a dataset counts.
  const byName = (isRetried: boolean) =>
    new Map(
      ofDatasets
        .filter(({ verdict }) => (verdict === 'retried') === isRetried)
        .map((finding) => [finding.name, finding]),
    )
  const [retried, final] = [byName(true), byName(false)]
  return new Map(
    missing.flatMap((name) => {
      // If only one dataset is missing, a line without a name is about that dataset.
      const unnamed = missing.length === 1 ? final.get(undefined) : undefined
      const finding = final.get(name) ?? (unnamed && { ...unnamed, name }) ?? ofSpicepod ?? retried.get(name)
      return finding === undefined ? [] : [[name, finding] as const]
    }),
  )
}
