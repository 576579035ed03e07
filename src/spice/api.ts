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

/** A list as the server knew it at a moment of its own clock. */
export interface DeploymentPage {
  /** Newest first. */
  deployments: Deployment[]
  /** Milliseconds since 1970 by the server's clock, cut to whole seconds. */
  serverTimeMs: number | undefined
  /** How long the list took to come: its time by the server's clock is somewhere in there. */
  tookMs: number
}

/** The calls of the Management API, one function each. All throw RefusalError and NoAnswerError. */
export interface SpiceApi {
  /** `GET /v1/apps/{appId}` (`getApp`). The run can do without. Scope `apps:read`. */
  getApp(appId: number, deadline: Deadline, signal?: AbortSignal): Promise<App>
  /** `GET /v1/apps/{appId}/deployments` (`listDeployments`). Scope `deployments:read`. */
  listDeployments(appId: number, limit: number, deadline: Deadline): Promise<DeploymentPage>
  /**
   * `GET /v1/apps/{appId}/deployments/{deploymentId}` (`getDeployment`). Newer than the reference, so it may answer
   * 404 for a deployment that exists. Asked once only. Scope `deployments:read`.
   */
  getDeployment(appId: number, deploymentId: number, deadline: Deadline): Promise<Deployment>
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
    getApp: async (appId, deadline, signal) => {
      const { value } = await client.call({
        ...common,
        operation: 'getApp',
        method: 'get',
        url: `${apiUrl}/v1/apps/${appId}`,
        schema: App,
        patience: 'patient',
        isQuiet: true,
        deadline,
        signal,
      })
      return value
    },

    listDeployments: async (appId, limit, deadline) => {
      const { value, serverTimeMs, tookMs } = await client.call({
        ...common,
        operation: 'listDeployments',
        method: 'get',
        url: `${apiUrl}/v1/apps/${appId}/deployments`,
        searchParams: { limit },
        schema: DeploymentList,
        patience: 'patient',
        deadline,
      })
      return { deployments: value, serverTimeMs, tookMs }
    },

    getDeployment: async (appId, deploymentId, deadline) => {
      const { value } = await client.call({
        ...common,
        operation: 'getDeployment',
        method: 'get',
        url: `${apiUrl}/v1/apps/${appId}/deployments/${deploymentId}`,
        schema: Deployment,
        patience: 'once',
        isQuiet: true,
        deadline,
      })
      return value
    },

    createDeployment: async (appId, request, deadline) => {
      const { value } = await client.call({
        ...common,
        operation: 'createDeployment',
        method: 'post',
        url: `${apiUrl}/v1/apps/${appId}/deployments`,
        json: request,
        schema: Deployment,
        patience: 'careful',
        deadline,
      })
      return value
    },
  }
}
