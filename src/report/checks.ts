import type { RunState } from '../core/state.ts'
import { successOf } from '../deploy/deployment.ts'
import { count, join } from '../platform/text.ts'
import { describeError, isHealthy, isInError } from '../runtime/lists.ts'
import { type Dataset, type TestResult, type VerificationProblem, wasRun } from '../runtime/verification.ts'
import { foldedGrid, type Html, type Markup } from './markup.ts'
import { formatDuration } from './wording.ts'

// What was checked of a deployment that succeeded, and how that went.

/**
 * How the checks of a deployment of this run ended: `impossible` if they could not run, `off` if none was requested,
 * `unproven` if none ran whose failure would have counted, and `unfinished` if the run ended before them.
 */
export type Check = 'passed' | 'failed' | 'impossible' | 'off' | 'unproven' | 'unfinished' | 'not awaited'

/** Undefined if no deployment of this run has succeeded. */
export function checkOf(state: RunState): Check | undefined {
  const { outcome, skipped, verification, watch, settings } = state
  if (successOf(outcome) === undefined) return undefined
  if (outcome?.kind === 'succeeded' && settings.waitForCompletion === false) return 'not awaited'
  if (outcome?.kind === 'unverified') {
    return outcome.isUnchecked && watch === undefined ? 'impossible' : 'failed'
  }
  // A bake begins after checks that have passed, so a run that is interrupted in it has checked the app.
  if (outcome?.kind !== 'succeeded' && !wasWatched(state)) return 'unfinished'
  if (skipped !== undefined) return 'impossible'
  if (verification === undefined) return 'off'
  return isProven(state) ? 'passed' : 'unproven'
}

function wasWatched({ watch, verification }: RunState): boolean {
  return watch !== undefined && (verification?.datasets ?? []).every((dataset) => !isInError(dataset))
}

/** Whether a check has run whose failure would have counted: a test that only warns proves nothing. */
function isProven({ settings, verification, compared }: RunState): boolean {
  const isTested = verification?.tests.some(({ severity }) => severity !== 'warn')
  const isCompared = compared !== undefined && compared.changes.length + compared.unchanged > 0
  const isAnswered = Boolean(settings.datasetTimeoutMs) && verification?.isIdle !== true
  return isAnswered || isTested === true || isCompared
}

/** Whether an app that is watched was verified before. */
export function wasVerified(state: RunState): boolean {
  return state.skipped === undefined && state.verification !== undefined && isProven(state)
}

/** Why a deployment that succeeded counts as not verified, in a sentence; empty if there is no more to say. */
export function whyNotVerified(check: Check | undefined, { verification }: RunState): string {
  if (check === 'not awaited') return 'Not verified: `wait-for-completion` is `false`.'
  if (check === 'off') return 'Not verified: checks are off.'
  if (check !== 'unproven') return ''
  return verification?.isIdle
    ? 'Not verified: the app has nothing to serve, so that no check was made.'
    : 'Not verified: no check has run whose failure would count.'
}

/** `3 of 3 datasets, 1 of 2 probes`: how many of all that was checked have passed, or failed; empty if none was checked. */
export function countChecks({ verification, compared }: RunState, result: 'passed' | 'failed'): string {
  const { tests = [], datasets = [], models = [] } = verification ?? {}
  const hasPassed = result === 'passed'
  const countOf = <Item>(items: readonly Item[], isGood: (item: Item) => boolean, thing: string) => {
    const amount = items.filter((item) => isGood(item) === hasPassed).length
    return items.length > 0 && (hasPassed || amount > 0) && `${amount} of ${count(items.length, thing)}`
  }
  // A test that only warns has not failed the job.
  const isGood = (test: TestResult) => test.ok || (!hasPassed && isWarning(test))
  const [ofData, probes] = [tests.filter(isOfData), tests.filter((test) => !isOfData(test))]
  const breaking = compared?.changes.filter((change) => change.breaking).length ?? 0
  return join(
    ', ',
    countOf(datasets, isHealthy, 'dataset'),
    countOf(models, isHealthy, 'model'),
    countOf(probes, isGood, 'probe'),
    countOf(ofData, isGood, 'test'),
    !hasPassed && breaking > 0 && count(breaking, 'breaking change'),
  )
}

export function isOfData({ name }: TestResult): boolean {
  return name.startsWith('test:')
}

/** Checks that did not pass, which are open: components, then probes and tests, of which those that only warn come last. */
export function renderFailedChecks({ verification, watch }: RunState, markup: Markup, max?: number): Html[] {
  const { tests, datasets, models } = checksThat('failed', verification)
  // The reason of a bake that has ended badly names the component, and since when.
  const isShown = watch?.problem === undefined
  return [
    renderComponents('Dataset', isShown ? datasets : [], markup, max),
    renderComponents('Model', isShown ? models : [], markup, max),
    renderTests(tests, markup, max),
  ]
}

/** All other checks, which are folded. */
export function renderOtherChecks({ verification, watch }: RunState, markup: Markup): Html {
  const passed = checksThat('passed', verification)
  const failed = watch?.problem ? checksThat('failed', verification) : undefined
  return join(
    '\n\n',
    renderComponents('Dataset', [...(failed?.datasets ?? []), ...passed.datasets], markup),
    renderComponents('Model', [...(failed?.models ?? []), ...passed.models], markup),
    renderTests(passed.tests, markup),
  )
}

/** Whether a table of what failed has the reason why a part of the verification did. */
export function isShown(
  part: VerificationProblem['part'],
  { verification, compared, watch }: RunState,
): boolean {
  if (part === 'data') return compared !== undefined
  if (part === 'runtime' || watch?.problem !== undefined) return false
  const { tests, datasets, models } = checksThat('failed', verification)
  const ofData = tests.filter(isOfData).length
  return (
    { datasets: datasets.length, models: models.length, tests: ofData, probes: tests.length - ofData }[part] >
    0
  )
}

function checksThat(result: 'passed' | 'failed', verification: RunState['verification']) {
  const { tests = [], datasets = [], models = [] } = verification ?? {}
  const isWanted = (component: Dataset) => isHealthy(component) === (result === 'passed')
  return {
    tests: tests.filter(({ ok }) => ok === (result === 'passed')),
    datasets: datasets.filter(isWanted),
    models: models.filter(isWanted),
  }
}

function renderComponents(title: string, components: readonly Dataset[], markup: Markup, max?: number): Html {
  const toCells = (component: Dataset) => [
    `${isHealthy(component) ? '✅' : '❌'} ${markup.inlineCode(component.name)}`,
    join('<br>', markup.inlineCode(component.status), markup.inlineCode(describeError(component), 500)),
  ]
  return foldedGrid([title, 'Status'], components, toCells, max)
}

/** Probes and tests with what came back. */
function renderTests(tests: readonly TestResult[], markup: Markup, max?: number): Html {
  const rows = tests.toSorted((left, right) => Number(isWarning(left)) - Number(isWarning(right)))
  const toCells = (test: TestResult) => {
    const { name, ok, durationMs, detail, error = '' } = test
    const sign = ok ? '✅' : isWarning(test) ? '⚠️' : '❌'
    const result = wasRun(test) && `${ok ? 'passed' : 'failed'} · ${formatDuration(durationMs)}`
    // The reason why none was run stands above the table.
    const words = wasRun(test) ? markup.sentence(error, { max: 500 }) : 'Not run'
    return [markup.inlineCode(name), `${sign} ${join('<br>', result, markup.inlineCode(detail, 500), words)}`]
  }
  return foldedGrid(['Check', 'Result'], rows, toCells, max)
}

const isWarning = ({ severity }: TestResult) => severity === 'warn'
