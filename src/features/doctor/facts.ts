import type { Changes } from '../../core/state.ts'
import type { DoctorFacts } from './events.ts'

export const doctorChanges: Changes<DoctorFacts> = {
  facts: {
    'rollout.progress': ({ rollout }) => ({ rollout }),
    'deployment.replacing': () => ({ rollout: undefined }),
  },
}
