/** The calls of Spice Cloud that the action makes, by the `operationId`s of its description. */
export type Operation = keyof typeof inWords

const inWords = {
  exchangeToken: 'requesting a token',
  listOrgs: 'listing the organizations',
  listRegions: 'listing the regions',
  listApps: 'listing the apps',
  getApp: 'reading the app',
  createApp: 'creating the app',
  updateApp: 'changing the app',
  upsertSecret: 'storing the secret',
  getApiKeys: 'reading the API keys of the app',
  listDeployments: 'listing the deployments of the app',
  getDeployment: 'reading the deployment',
  getDeploymentLogs: 'reading the log of the deployment',
  createDeployment: 'creating the deployment',
}

/**
 * Which request failed, and where: `requesting a token from spice.ai failed`.
 *
 * @param host undefined where the request needs none
 */
export function describeFailure(operation: Operation, host: string | undefined): string {
  const where = host && ` ${operation === 'exchangeToken' ? 'from' : 'at'} ${host}`
  return `${inWords[operation]}${where ?? ''} failed`
}
