/** The id of a deployment: a number if a number can hold it exactly, else its digits as the server sent them. */
export type DeploymentId = number | string

/** Longer strings are not ids, and would only fill the log. */
export const deploymentIdDigits = /^\d{1,64}$/

/** @param digits of an id, from a response, an input or a saved state */
export function readDeploymentId(digits: string): DeploymentId {
  const asNumber = Number(digits)
  return Number.isSafeInteger(asNumber) && String(asNumber) === digits ? asNumber : digits
}

/** Compares ids for `sort`, oldest first. */
export function compareDeploymentIds(one: DeploymentId, other: DeploymentId): number {
  return Number(BigInt(one) > BigInt(other)) - Number(BigInt(one) < BigInt(other))
}
