import type * as v from 'valibot'
import { CallError, describeFailure, isPastEnd, NoResponseError, type Operation } from '../core/errors.ts'
import type { Deadline } from '../platform/clock.ts'
import { type HttpRequest, maxListBytes } from '../platform/http.ts'
import type { Redaction } from '../platform/redaction.ts'
import { type ApiResponse, type Call, type ClientOptions, createClient } from './api-client.ts'
import { type Credentials, createAuth } from './auth.ts'
import type { App, Deployment } from './schema.ts'
import * as schema from './schema.ts'

/** `CreateDeploymentRequest` of the API description: what is not set is undefined, never null or "". */
export interface DeploymentRequest {
  image_tag?: string | undefined
  channel?: string | undefined
  replicas?: number | undefined
  branch?: string | undefined
  commit_sha?: string | undefined
  commit_message?: string | undefined
  debug?: boolean | undefined
}

/** `ForkRequest` of the API description, as far as the action uses it. Any other field is refused. */
export interface ForkRequest {
  name: string
  region?: string | undefined
}

/** `CreateAppRequest` of the API description, as far as the action uses it. */
export interface AppRequest extends ForkRequest {
  visibility: string
  tags?: Readonly<Record<string, string>> | undefined
}

/** `UpdateAppRequest` of the API description, as far as the action uses it. Members that are left out stay unchanged. */
export interface AppChange {
  tags?: Readonly<Record<string, unknown>>
  /** YAML text, or an object as the API returns it. */
  spicepod?: string | object
}

/** The newest deployments of an app, as the server knew them at a moment of its own clock. */
export interface DeploymentList extends Omit<ApiResponse<unknown>, 'value'> {
  /** Newest first. */
  deployments: Deployment[]
  /** Whether the app has no others, or none of the requested status. */
  isWhole: boolean
}

/** The result of each attempt to list the deployments of the app. */
export type ListEvent =
  | { type: 'deployments.listed'; list: DeploymentList }
  /** The reason ends a sentence. */
  | { type: 'deployments.unlisted'; reason: string }

interface ApiOptions extends Omit<ClientOptions, 'emit'> {
  readonly credentials: Credentials
  /** Base URL without a slash at its end. */
  readonly apiUrl: string
  /** Organization to act on with a token; an OAuth client acts on its own organization only. */
  readonly org?: string | undefined
  secrets: Pick<Redaction, 'redact' | 'addCredential'>
  emit: (event: Parameters<ClientOptions['emit']>[0] | ListEvent) => void
}

/** How calls are repeated, if their endpoint does not say it: a write that might do its work twice is not. */
const usualRetry = {
  GET: 'safe',
  PUT: 'idempotent',
  POST: 'non-idempotent',
  DELETE: 'non-idempotent',
} as const

/** The default and the maximum in a general text about the API. The descriptions of the lists do not mention pages. */
const fullPages = new Set([20, 100])
/** 2000 or 10,000 entries. */
const maxPages = 100

/** Reads that are left out if the rate limit has no room for them. */
export const inBackground = { retry: 'none', isBackground: true } as const

export type SpiceApi = ReturnType<typeof createApi>

/** The endpoints of the Management API. All throw RefusalError, NoResponseError, or the reason of a signal. */
export function createApi({ credentials, apiUrl, org, ...options }: ApiOptions) {
  const client = createClient(options)
  const { clock, secrets, emit } = options
  const auth = createAuth(credentials, client, clock, (token) => secrets.addCredential(token))
  // A blank header would be an error.
  const headers: Record<string, string> =
    credentials.kind === 'token' && org !== undefined ? { 'x-org-name': org } : {}

  type Options = Pick<HttpRequest, 'json' | 'searchParams'> &
    Partial<Omit<Call, 'operation' | 'request' | 'schema' | 'auth' | 'deadline'>>

  /** @param endpoint method, and path after `/v1` */
  const call = <Schema extends v.GenericSchema>(
    operation: Operation,
    endpoint: `${HttpRequest['method']} /${string}`,
    schema: Schema,
    deadline: Deadline,
    { json, searchParams, ...options }: Options = {},
  ): Promise<ApiResponse<v.InferOutput<Schema>>> => {
    const [method, path] = endpoint.split(' ') as [HttpRequest['method'], string]
    const request = { method, url: `${apiUrl}/v1${path}`, headers, json, searchParams }
    return client.call({ operation, request, schema, auth, deadline, retry: usualRetry[method], ...options })
  }
  const read = async <Schema extends v.GenericSchema>(...args: Parameters<typeof call<Schema>>) =>
    (await call(...args)).value

  /**
   * Reads a list that may come in pages, to its end: one that is incomplete would prove nothing about what is not in it.
   *
   * @param schema of a page; null for each entry that cannot be used
   * @param keyOf tells entries that were listed before: a server may ignore the offset, or the list may have changed
   */
  const readAll = async <Entry>(
    operation: Operation,
    endpoint: `GET /${string}`,
    schema: v.GenericSchema<unknown, readonly (Entry | null)[]>,
    keyOf: (entry: Entry) => unknown,
    deadline: Deadline,
    options: Options = { retry: 'none' },
  ): Promise<Entry[]> => {
    const entries = new Map<unknown, Entry>()
    let offset: number | undefined
    for (let pages = 0; pages < maxPages; pages++) {
      const reading = read(operation, endpoint, schema, deadline, { ...options, searchParams: { offset } })
      const page = await reading.catch((error) => {
        if (pages > 0 && isPastEnd(error, operation)) return []
        throw error
      })
      const countBefore = entries.size
      for (const entry of page) {
        if (entry !== null && !entries.has(keyOf(entry))) entries.set(keyOf(entry), entry)
      }
      if (!fullPages.has(page.length) || entries.size === countBefore) return [...entries.values()]
      offset = (offset ?? 0) + page.length
    }
    const reason = `${describeFailure(operation, undefined)}: the list has more than ${maxPages} pages`
    const todo = 'If `app-name` is set, set `app-id` instead.'
    throw new NoResponseError(operation, reason, { mayHaveWorked: false, todo })
  }
  const nameOf = (name: string) => name
  const regionOf = ({ region }: schema.Region) => region

  return {
    /** How far apart requests should be that can wait, in milliseconds; 0 if no 429 came lately. */
    minIntervalMs: () => client.minIntervalMs(apiUrl),
    hasRoom: () => client.hasRoom(apiUrl),

    listOrgs: (deadline: Deadline, signal?: AbortSignal) =>
      read('listOrgs', 'GET /orgs', schema.OrgList, deadline, { retry: 'none', signal }),

    listRegions: (deadline: Deadline) =>
      readAll('listRegions', 'GET /regions', schema.RegionList, regionOf, deadline),

    /** The tag of the runtime image that new apps get on channel stable, if there is one. Not retried. */
    getDefaultImage: (deadline: Deadline) =>
      read('listContainerImages', 'GET /container-images', schema.DefaultImage, deadline, { retry: 'none' }),

    /** All apps: there is no way to find one by its name. */
    listApps: (deadline: Deadline) =>
      readAll('listApps', 'GET /apps', schema.AppList, (app: App) => app.id, deadline, {
        maxBytes: maxListBytes,
      }),

    /** Reads an app, with values that may be written back. */
    getApp: (
      appId: number,
      deadline: Deadline,
      options?: Pick<Call, 'reportErrors' | 'isBackground' | 'signal'>,
    ) => read('getApp', `GET /apps/${appId}`, schema.App, deadline, options),

    /** Names are unique, so a second app of that name is refused. */
    createApp: (request: AppRequest, deadline: Deadline) =>
      read('createApp', 'POST /apps', schema.App, deadline, { json: request }),

    /** Creates an app with the configuration of another one, and does not deploy it. Newer than the reference. */
    forkApp: (sourceId: number, request: ForkRequest, deadline: Deadline) =>
      read('forkProject', `POST /projects/${sourceId}/forks`, schema.App, deadline, { json: request }),

    updateApp: (appId: number, change: AppChange, deadline: Deadline) =>
      read('updateApp', `PUT /apps/${appId}`, schema.ChangedApp, deadline, { json: change }),

    upsertSecret: (appId: number, name: string, value: string, deadline: Deadline) =>
      read('upsertSecret', `POST /apps/${appId}/secrets`, schema.StoredSecret, deadline, {
        json: { name, value },
        retry: 'idempotent',
      }),

    /** Deletes an app with its runtime, secrets and keys. Idempotent, but not repeated here. */
    deleteApp: (appId: number, deadline: Deadline) =>
      read('deleteApp', `DELETE /apps/${appId}`, schema.DeletedApp, deadline),

    /** @throws NoResponseError, too, if the list cannot be read in full */
    listSecrets: (appId: number, deadline: Deadline) =>
      readAll('listSecrets', `GET /apps/${appId}/secrets`, schema.SecretNames, nameOf, deadline),

    /** The names of the organization's secrets that the app has. */
    listLinkedOrgSecrets: (appId: number, deadline: Deadline) => {
      const endpoint = `GET /projects/${appId}/org-secrets` as const
      return readAll('listLinkedOrgSecrets', endpoint, schema.LinkedSecretNames, nameOf, deadline)
    },

    getApiKeys: (
      appId: number,
      deadline: Deadline,
      options?: Partial<Pick<Call, 'retry' | 'isBackground' | 'signal'>>,
    ) =>
      read('getApiKeys', `GET /apps/${appId}/api-keys`, schema.ApiKeys, deadline, {
        reportErrors: false,
        ...options,
      }),

    /** The instances of the app, old and new ones, newest first. Newer than the reference. */
    listInstances: (appId: number, deadline: Deadline, signal?: AbortSignal) =>
      read('listInstances', `GET /projects/${appId}/instances`, schema.InstanceList, deadline, {
        ...inBackground,
        signal,
      }),

    /** Oldest line first. If the plan allows fewer, the refusal says how many. Newer than the reference. */
    getInstanceLogs: (
      appId: number,
      instance: string,
      tail: number,
      deadline: Deadline,
      signal?: AbortSignal,
    ) => {
      const endpoint = `GET /projects/${appId}/instances/${instance}/logs` as const
      const options = { searchParams: { tail }, ...inBackground, maxBytes: maxListBytes, signal }
      return read('getInstanceLogs', endpoint, schema.InstanceLogLines, deadline, options)
    },

    /** The monitors of the app. Newer than the reference. */
    listMonitors: (appId: number, deadline: Deadline) =>
      read('listMonitors', `GET /projects/${appId}/monitors`, schema.MonitorList, deadline, inBackground),

    /** One monitor, of which the list may not say when it has resolved. */
    getMonitor: (appId: number, id: string, deadline: Deadline) =>
      read('getMonitor', `GET /projects/${appId}/monitors/${id}`, schema.Monitor, deadline, inBackground),

    /** The newest deployments, of one status if given. */
    listDeployments: async (
      appId: number,
      limit: number,
      deadline: Deadline,
      status?: 'succeeded',
      options?: Partial<Pick<Call, 'retry' | 'reportErrors'>>,
    ): Promise<DeploymentList> => {
      const endpoint = `GET /apps/${appId}/deployments` as const
      const settings = { searchParams: { limit, status }, ...options }
      try {
        const response = await call('listDeployments', endpoint, schema.DeploymentList, deadline, settings)
        const { value: deployments, ...times } = response
        const list = { deployments, isWhole: deployments.length < limit, ...times }
        emit({ type: 'deployments.listed', list })
        return list
      } catch (error) {
        if (error instanceof CallError) emit({ type: 'deployments.unlisted', reason: error.message })
        throw error
      }
    },

    /** Newer than the reference, so it may return 404 for a deployment that exists. */
    getDeployment: (appId: number, deploymentId: number, deadline: Deadline) => {
      const endpoint = `GET /apps/${appId}/deployments/${deploymentId}` as const
      return read('getDeployment', endpoint, schema.Deployment, deadline, { retry: 'none' })
    },

    /** Known only from the command line client. May return 404 for a while after a deployment. */
    getDeploymentLogs: (appId: number, deploymentId: number, limit: number, deadline: Deadline) => {
      const endpoint = `GET /apps/${appId}/deployments/${deploymentId}/logs` as const
      const options = { searchParams: { limit }, reportErrors: false }
      return read('getDeploymentLogs', endpoint, schema.LogLines, deadline, options)
    },

    createDeployment: (
      appId: number,
      json: DeploymentRequest,
      deadline: Deadline,
      beforeSend?: Call['beforeSend'],
    ) => {
      const endpoint = `POST /apps/${appId}/deployments` as const
      return read('createDeployment', endpoint, schema.Deployment, deadline, { json, beforeSend })
    },

    /** Resuming a paused app deploys its stored spicepod. */
    resumeApp: (appId: number, deadline: Deadline, beforeSend?: Call['beforeSend']) =>
      read('resumeProject', `POST /projects/${appId}/resume`, schema.ResumedApp, deadline, { beforeSend }),
  }
}
