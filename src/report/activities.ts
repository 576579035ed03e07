import { isUnfinished } from '../deployment/deployment.ts'
import type { EventTable } from '../events.ts'

/** Each of these events begins an activity that takes time, or ends the last one if its text is empty. */
export const activities: EventTable<unknown, string> = {
  'inputs.read': () => 'preparing',
  'removal.sending': () => 'deleting the app',
  'create.sending': () => 'requesting the deployment',
  'create.waiting': () => 'waiting for another deployment to finish',
  'deployment.replacing': () => 'deploying again',
  'deployment.polled': ({ deployment }) => (isUnfinished(deployment) ? deployment.status : ''),
  'verification.started': () => 'locating the runtime',
  'runtime.waiting': () => 'waiting for the runtime',
  'runtime.ready': () => 'waiting for the datasets',
  'datasets.polled': ({ progress }) => `datasets: ${progress}`,
  'models.polled': ({ progress }) => `models: ${progress}`,
  'probe.started': ({ name }) => `running the ${name} probe`,
  'recovery.started': ({ mode }) => (mode === 'restore' ? 'restoring the previous spicepod' : 'rolling back'),
  'rollback.polled': ({ deployment: { id, status } }) => `rollback: deployment ${id} ${status}`,
}
