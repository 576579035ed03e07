import { NoAnswerError, RefusalError } from '../errors.ts'
import type { DeploymentPage, SpiceApi } from '../spice/api.ts'
import type { Deadline } from '../time.ts'
import { recent } from './find.ts'

/**
 * Reads what the app has, so that what comes of a create whose answer gets lost can be told from it. A no to this
 * question is no verdict yet, since the create itself will have the better words; without a token there is none.
 *
 * @returns undefined where it could not be read
 * @throws RefusalError when no token can be had
 */
export async function lookBefore(
  api: SpiceApi,
  appId: number,
  deadline: Deadline,
): Promise<DeploymentPage | undefined> {
  try {
    return await api.listDeployments(appId, recent, deadline)
  } catch (error) {
    const isOfToken = error instanceof RefusalError && error.refusal.operation === 'exchangeToken'
    if (!isOfToken && (error instanceof RefusalError || error instanceof NoAnswerError)) return undefined
    throw error
  }
}
