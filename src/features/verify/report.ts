import type { CoreState } from '../../core/state.ts'
import { endWithStop, join } from '../../platform/text.ts'
import { countChecks, isOfData, renderFailedChecks, renderOtherChecks } from '../../report/checks.ts'
import type { FeatureReport } from '../../report/feature.ts'
import { group, text, timed } from '../../report/log.ts'
import { fold } from '../../report/markup.ts'
import { formatDuration } from '../../report/wording.ts'
import { type VerificationProblem, wasRun } from '../../runtime/verification.ts'

/** What was checked of a deployment that succeeded. */
export const verifyReport: FeatureReport<CoreState> = {
  lines: {
    'verification.started': () => group('Verify'),
    // If probes were requested, the verdict reports it.
    'verification.skipped': ({ tests, reason }) =>
      tests.length > 0 ? [] : `Verification skipped: ${endWithStop(reason)}`,
    'runtime.idle': () =>
      'The spicepod has no components, so the runtime has nothing to load. Skipping the readiness check.',
    'runtime.waiting': ({ reason }) => timed(`The runtime is not ready yet: ${reason}`),
    'runtime.ready': ({ tookMs }) => timed(`Runtime ready after ${formatDuration(tookMs)}`),
    'datasets.polled': ({ progress }, { before: { activity } }) =>
      activity?.type === 'datasets.polled' && activity.progress === progress
        ? []
        : timed(`Datasets: ${progress}`),
    'models.polled': ({ progress }) => timed(`Models: ${progress}`),
    'probe.ended': ({ result }) => {
      const { name, ok, durationMs, detail, error, severity } = result
      // A test that only warns does not fail the job.
      const [sign, color] = ok
        ? (['✓', 'green'] as const)
        : severity === 'warn'
          ? (['⚠', 'yellow'] as const)
          : (['✗', 'red'] as const)
      const line = join(' ', sign, name, wasRun(result) && `(${formatDuration(durationMs)})`)
      return text(join(': ', line, detail ?? error), color)
    },
  },
  causes: (state, markup, room) => renderFailedChecks(state, markup, room.checks),
  rows: (state) => [['Checks passed', countChecks(state, 'passed')]],
  // A comment shows only those that failed.
  section: (state, markup, max) =>
    max === undefined ? fold('Checks', renderOtherChecks(state, markup)) : '',
  outputs: ({ verification, outcome }, { list }) => ({
    // Always there at the end, so that later steps can parse them.
    'test-results': verification || outcome ? list(verification?.tests, ['severity']) : undefined,
  }),
  phases: {
    ready: (state) => ({
      label: 'Runtime getting ready',
      mark: markOf(state, lastWait(state) === 'ready' ? ['runtime', 'datasets', 'models'] : ['runtime']),
    }),
    datasets: (state) => ({
      label: 'Datasets loading',
      mark: markOf(state, lastWait(state) === 'datasets' ? ['datasets', 'models'] : []),
    }),
    probes: (state) => ({ label: nameProbes(state), mark: markOf(state, ['probes', 'tests']) }),
  },
}

function nameProbes({ verification }: CoreState): string {
  const { tests = [] } = verification ?? {}
  if (!tests.some(isOfData)) return 'Probes'
  return tests.every(isOfData) ? 'Tests' : 'Probes and tests'
}

function markOf({ outcome, verification }: CoreState, parts: readonly VerificationProblem['part'][]) {
  const problems = outcome?.kind === 'unverified' ? verification?.problems : undefined
  return problems?.some(({ part }) => parts.includes(part)) ? 'failed' : undefined
}

/** Datasets may load while the runtime gets ready. */
function lastWait({ phases }: CoreState): 'ready' | 'datasets' | undefined {
  return phases.map(({ name }) => name).findLast((name) => name === 'ready' || name === 'datasets')
}
