/** An id of a deployment: a number if that holds it exactly, else its digits as the server wrote them. */
export type DeploymentId = number | string

/** Longer texts are no ids, and would only fill the log. */
export const deploymentIdDigits = /^\d{1,64}$/

/** @param digits of an id, from an answer, an input or a saved state */
export function readDeploymentId(digits: string): DeploymentId {
  const asNumber = Number(digits)
  return Number.isSafeInteger(asNumber) && String(asNumber) === digits ? asNumber : digits
}

/** Orders ids for `sort`, the oldest first. */
export function compareDeploymentIds(one: DeploymentId, other: DeploymentId): number {
  return Number(BigInt(one) > BigInt(other)) - Number(BigInt(one) < BigInt(other))
}
