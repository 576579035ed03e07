import type * as v from 'valibot'
import type { DeploymentId } from '../deployment-id.ts'
import { maxListBytes } from '../platform/http.ts'
import type { Deadline } from '../time.ts'
import type { Answer, Auth, Call, Client } from './client.ts'
import {
  ApiKeys,
  App,
  AppList,
  ChangedApp,
  Deployment,
  DeploymentList,
  LogLines,
  OrgList,
  RegionList,
  StoredSecret,
} from './schema.ts'

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

/** `CreateAppRequest` of the API description, as far as the action uses it. */
export interface AppRequest {
  name: string
  region?: string
  /** The older field for the placement. */
  cname?: string
  visibility: string
  tags?: Readonly<Record<string, string>>
}

/** `UpdateAppRequest` of the API description, as far as the action uses it. What is left out stays. */
export interface AppChange {
  /** Takes the place of all tags. */
  tags?: Readonly<Record<string, unknown>>
  /** YAML text, or an object as the API gives it. */
  spicepod?: string | object
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
  /** `GET /v1/orgs` (`listOrgs`): the handles of the caller's organizations. Asked once only. Scope `apps:read`. */
  listOrgs(deadline: Deadline, signal?: AbortSignal): Promise<string[]>
  /** `GET /v1/regions` (`listRegions`): the ids of those that take new apps. Asked once only. Scope `apps:read`. */
  listRegions(deadline: Deadline): Promise<string[]>
  /** `GET /v1/apps` (`listApps`). Scope `apps:read`. */
  listApps(deadline: Deadline): Promise<App[]>
  /**
   * `GET /v1/apps/{appId}` (`getApp`). Scope `apps:read`.
   *
   * @param isQuiet the run can do without it
   */
  getApp(
    appId: number,
    deadline: Deadline,
    options?: { isQuiet?: boolean; signal?: AbortSignal },
  ): Promise<App>
  /** `POST /v1/apps` (`createApp`). Names are unique, so a second one is refused. Scope `apps:write`. */
  createApp(request: AppRequest, deadline: Deadline): Promise<App>
  /** `PUT /v1/apps/{appId}` (`updateApp`). Scope `apps:write`. */
  updateApp(appId: number, change: AppChange, deadline: Deadline): Promise<ChangedApp>
  /** `POST /v1/apps/{appId}/secrets` (`upsertSecret`): creates or replaces. Scope `secrets:write`. */
  upsertSecret(appId: number, name: string, value: string, deadline: Deadline): Promise<void>
  /** `GET /v1/apps/{appId}/api-keys` (`getApiKeys`): the keys of the runtime, in clear text. Scope `apps:read`. */
  getApiKeys(appId: number, deadline: Deadline): Promise<string[]>
  /** `GET /v1/apps/{appId}/deployments` (`listDeployments`). Scope `deployments:read`. */
  listDeployments(
    appId: number,
    limit: number,
    deadline: Deadline,
    status?: 'succeeded',
  ): Promise<DeploymentPage>
  /**
   * `GET /v1/apps/{appId}/deployments/{deploymentId}` (`getDeployment`). Newer than the reference, so it may answer
   * 404 for a deployment that exists. Asked once only. Scope `deployments:read`.
   */
  getDeployment(appId: number, deploymentId: DeploymentId, deadline: Deadline): Promise<Deployment>
  /**
   * `GET /v1/apps/{appId}/deployments/{deploymentId}/logs`, oldest first. Not in the description; known from the
   * official command line client. May answer 404 for a while after a deployment. Scope `deployments:read`.
   */
  getDeploymentLogs(
    appId: number,
    deploymentId: DeploymentId,
    limit: number,
    deadline: Deadline,
  ): Promise<string[]>
  /** `POST /v1/apps/{appId}/deployments` (`createDeployment`). Not idempotent. Scope `deployments:write`. */
  createDeployment(appId: number, request: DeploymentRequest, deadline: Deadline): Promise<Deployment>
  /** How far apart looks should be for the sake of a rate limit that runs low, in milliseconds; 0 where none does. */
  gapMs(): number
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
  const headers = orgHeader === undefined ? {} : { headers: { 'x-org-name': orgHeader } }

  /** @param path after `/v1` */
  const ask = <Schema extends v.GenericSchema>(
    path: string,
    call: Omit<Call<Schema>, 'url' | 'auth' | 'headers'>,
  ): Promise<Answer<v.InferOutput<Schema>>> =>
    client.call({ ...headers, ...call, auth, url: `${apiUrl}/v1${path}` })

  return {
    gapMs: () => client.gapMs(apiUrl),

    listOrgs: async (deadline, signal) => {
      const { value } = await ask('/orgs', {
        operation: 'listOrgs',
        method: 'get',
        schema: OrgList,
        patience: 'once',
        isQuiet: true,
        deadline,
        signal,
      })
      return value
    },

    listRegions: async (deadline) => {
      const { value } = await ask('/regions', {
        operation: 'listRegions',
        method: 'get',
        schema: RegionList,
        patience: 'once',
        isQuiet: true,
        deadline,
      })
      return value
    },

    listApps: async (deadline) => {
      const { value } = await ask('/apps', {
        operation: 'listApps',
        method: 'get',
        schema: AppList,
        patience: 'patient',
        // The API has no pages of apps, and no way to ask for one by its name.
        maxBytes: maxListBytes,
        deadline,
      })
      return value
    },

    getApp: async (appId, deadline, { isQuiet = false, signal } = {}) => {
      const { value } = await ask(`/apps/${appId}`, {
        operation: 'getApp',
        method: 'get',
        schema: App,
        patience: 'patient',
        // Its spicepod and tags may be written back.
        isVerbatim: true,
        isQuiet,
        deadline,
        signal,
      })
      return value
    },

    createApp: async (request, deadline) => {
      const { value } = await ask('/apps', {
        operation: 'createApp',
        method: 'post',
        json: request,
        schema: App,
        patience: 'careful',
        isVerbatim: true,
        deadline,
      })
      return value
    },

    updateApp: async (appId, change, deadline) => {
      const { value } = await ask(`/apps/${appId}`, {
        operation: 'updateApp',
        method: 'put',
        json: change,
        schema: ChangedApp,
        patience: 'repeatable',
        isVerbatim: true,
        deadline,
      })
      return value
    },

    upsertSecret: async (appId, name, value, deadline) => {
      await ask(`/apps/${appId}/secrets`, {
        operation: 'upsertSecret',
        method: 'post',
        json: { name, value },
        schema: StoredSecret,
        patience: 'repeatable',
        deadline,
      })
    },

    getApiKeys: async (appId, deadline) => {
      const { value } = await ask(`/apps/${appId}/api-keys`, {
        operation: 'getApiKeys',
        method: 'get',
        schema: ApiKeys,
        patience: 'patient',
        isVerbatim: true,
        isQuiet: true,
        deadline,
      })
      return value
    },

    listDeployments: async (appId, limit, deadline, status) => {
      const { value, serverTimeMs, tookMs } = await ask(`/apps/${appId}/deployments`, {
        operation: 'listDeployments',
        method: 'get',
        searchParams: { limit, ...(status !== undefined && { status }) },
        schema: DeploymentList,
        patience: 'patient',
        deadline,
      })
      return { deployments: value, serverTimeMs, tookMs }
    },

    getDeployment: async (appId, deploymentId, deadline) => {
      const { value } = await ask(`/apps/${appId}/deployments/${deploymentId}`, {
        operation: 'getDeployment',
        method: 'get',
        schema: Deployment,
        patience: 'once',
        isQuiet: true,
        deadline,
      })
      return value
    },

    getDeploymentLogs: async (appId, deploymentId, limit, deadline) => {
      const { value } = await ask(`/apps/${appId}/deployments/${deploymentId}/logs`, {
        operation: 'getDeploymentLogs',
        method: 'get',
        searchParams: { limit },
        schema: LogLines,
        patience: 'patient',
        isQuiet: true,
        deadline,
      })
      return value
    },

    createDeployment: async (appId, request, deadline) => {
      const { value } = await ask(`/apps/${appId}/deployments`, {
        operation: 'createDeployment',
        method: 'post',
        json: request,
        schema: Deployment,
        patience: 'careful',
        deadline,
      })
      return value
    },
  }
}
