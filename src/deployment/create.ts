import { NoAnswerError, RefusalError } from '../errors.ts'
import type { DeploymentRequest, SpiceApi } from '../spice/api.ts'
import type { Deployment } from '../spice/schema.ts'
import type { Deadline } from '../time.ts'
import type { Outcome } from './outcome.ts'

export interface CreateOptions {
  api: SpiceApi
  appId: number
  request: DeploymentRequest
  deadline: Deadline
}

export type Created = { kind: 'created'; deployment: Deployment } | Outcome

/** Makes the deployment of this run. */
export async function createDeployment({ api, appId, request, deadline }: CreateOptions): Promise<Created> {
  try {
    return { kind: 'created', deployment: await api.createDeployment(appId, request, deadline) }
  } catch (error) {
    if (error instanceof RefusalError) return { kind: 'refused', error }
    if (!(error instanceof NoAnswerError)) throw error
    return error.mayHaveWorked
      ? { kind: 'unknown', reason: error.message }
      : { kind: 'timed-out', reason: error.message }
  }
}
