import type { Deadline } from '../time.ts'
import type { Auth } from './auth.ts'
import type { Client } from './client.ts'
import { App, Deployment, DeploymentList } from './schema.ts'

/** `CreateDeploymentRequest` of the API description: what was not given is left out, never null or "". */
export interface DeploymentRequest {
  image_tag?: string
  channel?: string
  replicas?: number
  branch?: string
  commit_sha?: string
  commit_message?: string
  debug?: boolean
}

/** The calls of the Management API, one function each. All throw RefusalError and NoAnswerError. */
export interface SpiceApi {
  /** `GET /v1/apps/{appId}` (`getApp`). Asked once only: the run can do without. Scope `apps:read`. */
  getApp(appId: number, deadline: Deadline, signal?: AbortSignal): Promise<App>
  /** `GET /v1/apps/{appId}/deployments` (`listDeployments`), newest first. Scope `deployments:read`. */
  listDeployments(appId: number, limit: number, deadline: Deadline): Promise<Deployment[]>
  /** `POST /v1/apps/{appId}/deployments` (`createDeployment`). Not idempotent. Scope `deployments:write`. */
  createDeployment(appId: number, request: DeploymentRequest, deadline: Deadline): Promise<Deployment>
}

export interface SpiceApiOptions {
  client: Client
  auth: Auth
  /** Base URL without a slash at its end. */
  apiUrl: string
  /** Organization to act on, sent as `X-Org-Name`; a blank header would be an error. */
  orgHeader?: string | undefined
}

export function createSpiceApi({ client, auth, apiUrl, orgHeader }: SpiceApiOptions): SpiceApi {
  const common = { auth, ...(orgHeader !== undefined && { headers: { 'x-org-name': orgHeader } }) }
  return {
    getApp: (appId, deadline, signal) =>
      client.call({
        ...common,
        operation: 'getApp',
        method: 'get',
        url: `${apiUrl}/v1/apps/${appId}`,
        schema: App,
        patience: 'once',
        deadline,
        signal,
      }),

    listDeployments: (appId, limit, deadline) =>
      client.call({
        ...common,
        operation: 'listDeployments',
        method: 'get',
        url: `${apiUrl}/v1/apps/${appId}/deployments`,
        searchParams: { limit },
        schema: DeploymentList,
        patience: 'patient',
        deadline,
      }),

    createDeployment: (appId, request, deadline) =>
      client.call({
        ...common,
        operation: 'createDeployment',
        method: 'post',
        url: `${apiUrl}/v1/apps/${appId}/deployments`,
        json: request,
        schema: Deployment,
        patience: 'careful',
        deadline,
      }),
  }
}
