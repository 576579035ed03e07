import type { CoreState } from '../../core/state.ts'
import { countChecks, isOfData, renderFailedChecks } from '../../report/checks.ts'
import type { FeatureReport } from '../../report/feature.ts'
import type { VerificationProblem } from '../../runtime/verification.ts'

/** What was checked of a deployment that succeeded. */
export const verifyReport: FeatureReport<CoreState> = {
  causes: (state, markup, room) => renderFailedChecks(state, markup, room.checks),
  rows: (state) => [['Checks passed', countChecks(state, 'passed')]],
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
