import { begin, end } from '../../core/phases.ts'
import type { Changes, CoreState } from '../../core/state.ts'
import type { Verification } from '../../runtime/verification.ts'

export const verifyChanges: Changes<CoreState> = {
  facts: {
    'verification.skipped': (skipped, state) => ({
      skipped,
      // What was polled may have been the answers of another deployment.
      ...((skipped.tests.length > 0 || state.verification) && {
        verification: { tests: skipped.tests, datasets: [], problems: [] },
      }),
    }),
    'datasets.polled': ({ datasets }, state) => updateVerification(state, { datasets }),
    'models.polled': ({ models }, state) => updateVerification(state, { models }),
    'probe.ended': ({ result }, state) =>
      updateVerification(state, { tests: [...(state.verification?.tests ?? []), result] }),
    'verification.ended': ({ verification }) => ({ verification }),
  },
  activities: {
    'verification.started': () => 'locating the runtime',
    'runtime.waiting': () => 'waiting for the runtime',
    'runtime.ready': () => 'waiting for the datasets',
    'datasets.polled': ({ progress }) => `datasets: ${progress}`,
    'models.polled': ({ progress }) => `models: ${progress}`,
    'probe.started': ({ name }) =>
      name.startsWith('test:') ? `running test ${name.slice(5)}` : `running the ${name} probe`,
  },
  phases: {
    'verification.started': ({ atMs }, phases) => begin(phases, 'ready', atMs),
    'verification.skipped': (_, phases) => phases.filter(({ name }) => name !== 'ready'),
    'runtime.ready': ({ atMs }, phases) => end(phases, ['ready'], atMs),
    // Datasets may load while the runtime gets ready, and are waited for from then on in any case.
    'datasets.polled': ({ atMs }, phases) =>
      begin(phases, 'datasets', phases.findLast(({ name }) => name === 'ready')?.endMs ?? atMs),
    'probe.started': ({ atMs }, phases) => {
      const withoutWait = phases.filter(({ name, endMs }) => name !== 'ready' || endMs !== undefined)
      return begin(end(withoutWait, ['datasets'], atMs), 'probes', atMs)
    },
    'verification.ended': ({ atMs }, phases) => end(phases, ['ready', 'datasets', 'probes', 'data'], atMs),
  },
}

function updateVerification({ verification }: CoreState, news: Partial<Verification>): Partial<CoreState> {
  return { verification: { tests: [], datasets: [], problems: [], ...verification, ...news } }
}
