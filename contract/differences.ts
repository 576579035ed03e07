import { bytesOf, json, type Reply, refusal, text } from '../sandbox/answer.ts'
import type { Call } from '../sandbox/call.ts'
import { isPath } from '../sandbox/faults.ts'
import type { Host } from '../sandbox/handle.ts'
import { membersOf } from '../sandbox/runtime/json.ts'
import type { State } from '../sandbox/state.ts'

// The statements about Spice Cloud that docs/contract.md lists are what the sandbox does. Here is, for each of them, a cloud
// that differs, so that a check of the statement can be seen to notice it. The sandbox knows nothing of that: its requests
// and responses are rewritten on their way.

/** How a cloud differs from one statement. */
interface Difference {
  /** Method and path, with `*` for a segment. */
  readonly on?: string
  /** Changes a request before the cloud gets it. */
  readonly request?: (call: Call) => Call
  /** Responds instead of the cloud. */
  readonly instead?: (call: Call) => Reply | undefined
  /** Changes a response. */
  readonly response?: (reply: Reply, call: Call, state: State) => Reply
  /** Changes the cloud. */
  readonly settings?: (state: State) => void
}

type Members = Record<string, unknown>

const APP = '/v1/apps/*'
const PROJECT = '/v1/projects/*'
const DEPLOYMENTS = `${APP}/deployments`
const LOG = `GET ${PROJECT}/instances/*/logs`

const DIFFERENCES: Readonly<Record<string, Difference>> = {
  'token-json': drop('POST /api/oauth/token', 'expires_in'),
  'token-refused': turn('POST /api/oauth/token', 401, 400),
  'token-invalid': turn('GET /v1/apps', 401, 403),
  'org-blank': turn('GET /v1/apps', 400, 404),
  orgs: rename('GET /v1/orgs', 'orgs', 'organizations'),
  regions: edit('GET /v1/regions', (body) => each(body, 'regions', () => ({ isDefault: true }))),
  'images-default': edit('GET /v1/container-images', (body) => ({ ...body, default: '0.0.1' })),
  'rate-headers': {
    on: 'GET /v1/apps',
    response: (reply) => ({ ...reply, headers: { ...reply.headers, 'x-ratelimit-limit': '1000' } }),
  },
  'apps-list': rename('GET /v1/apps', 'apps', 'items'),
  'projects-list': rename('GET /v1/projects', 'projects', 'apps'),
  'app-unknown': turn(`GET ${APP}`, 404, 400),

  'create-region': turn('POST /v1/apps', 201, 200),
  'create-kind': edit(`GET ${APP}`, (body) => ({ ...body, kind: 'hosted' })),
  'create-endpoint': drop(`GET ${APP}`, 'endpoint'),
  'create-cname': refuse('POST /v1/apps', ({ cname }) => cname !== undefined),
  'create-standalone': refuse('POST /v1/apps', ({ region, cname }) => (region ?? cname) === undefined),
  'create-namesake': turn('POST /v1/apps', 409, 400),
  'create-long-name': drop('POST /v1/apps', 'details'),
  'api-keys': edit(`GET ${APP}/api-keys`, (body) => ({ ...body, api_key: 'key of another form' })),
  'spicepod-text': edit(`GET ${APP}`, (body) => withConfig(body, (pod) => JSON.stringify(pod))),
  'update-merges': {
    on: `PUT ${APP}`,
    request: (call) =>
      withBody(call, ({ description }) => (description === undefined ? {} : { spicepod: {} })),
  },
  'spicepod-replaced': edit(`GET ${APP}`, (body) =>
    withConfig(body, (pod) => ({ views: [], ...membersOf(pod) })),
  ),
  'tags-replaced': edit(`GET ${APP}`, (body) => ({
    ...body,
    tags: { first: 'one', ...membersOf(body.tags) },
  })),
  'tags-refused': turn(`PUT ${APP}`, 400, 422),
  'config-version': edit(`GET ${APP}`, ({ config, ...body }) => ({
    ...body,
    config: { ...membersOf(config), version: undefined },
  })),
  delete: turn(`DELETE ${APP}`, 204, 200),
  'delete-unlisted': { settings: ({ deletion }) => Object.assign(deletion, { listedFor: 5 }) },
  'delete-gone': turn(`GET ${APP}`, 404, 410),
  'delete-again': {
    on: `DELETE ${APP}`,
    // An app that never existed, whose id a run makes up, is still unknown.
    response: (reply, { path }) =>
      reply.status === 404 && !/\d{10}$/.test(path) ? { ...reply, status: 200 } : reply,
  },
  'name-reused': { settings: ({ deletion }) => Object.assign(deletion, { nameTakenForMs: 3_600_000 }) },
  'name-revives': { settings: ({ deletion }) => Object.assign(deletion, { revives: false }) },

  'deploy-nothing': turn(`POST ${DEPLOYMENTS}`, 400, 422),
  'deploy-accepted': turn(`POST ${DEPLOYMENTS}`, 202, 201),
  'deploy-commit': edit(`GET ${DEPLOYMENTS}`, (body) =>
    each(body, 'deployments', () => ({ commit_sha: null })),
  ),
  'deploy-queued-409': { settings: (state) => Object.assign(state, { conflicts: 'none' }) },
  'deploy-in-progress': { settings: (state) => Object.assign(state, { conflicts: 'unfinished' }) },
  'deploy-superseded': { settings: (state) => Object.assign(state, { conflicts: 'none' }) },
  'deploy-stuck': { settings: ({ instances }) => Object.assign(instances, { requiresSecrets: false }) },
  'deployment-single': { settings: (state) => Object.assign(state, { singleDeployment: false }) },
  'deployments-order': reverse(`GET ${DEPLOYMENTS}`, 'deployments'),
  'deployments-limit': { on: `GET ${DEPLOYMENTS}`, request: (call) => ({ ...call, query: {} }) },
  'deployment-logs': rename(`GET ${DEPLOYMENTS}/*/logs`, 'logs', 'lines'),

  'runtime-undeployed': turn('GET /v1/ready', 503, 200),
  'runtime-ready': replace('GET /v1/ready', /^ready$/, 'yes'),
  'key-required': turn('POST /v1/sql', 401, 403),
  'key-bearer': {
    on: 'POST /v1/sql',
    instead: ({ headers }) => (headers['x-api-key'] === undefined ? text(401, 'Unauthorized') : undefined),
  },
  'datasets-list': edit('GET /v1/datasets', (body) =>
    Object.values(body).map((dataset) => ({ ...membersOf(dataset), status: 'Loaded' })),
  ),
  'models-list': edit('GET /v1/models', ({ data }) => data),
  'sql-rows': edit('POST /v1/sql', (rows) => ({ rows })),
  'sql-schema': rename('POST /v1/sql', 'row_count', 'rowCount'),
  'sql-empty-schema': edit('POST /v1/sql', (body) => ({ ...body, schema: { fields: [] } })),
  'sql-error': {
    on: 'POST /v1/sql',
    response: (reply) => (reply.status === 400 ? refusal(400, textOf(reply)) : reply),
  },
  'sql-rows-501': edit('POST /v1/sql', (rows) => Object.values(rows).slice(0, 500)),
  'sql-int64': replace('POST /v1/sql', /9007199254740993/, '"$&"'),
  'sql-write': turn('POST /v1/sql', 403, 400),
  'sql-describe': replace('POST /v1/sql', /is_nullable/g, 'nullable'),
  'sql-not-loaded': replace('POST /v1/sql', /Acceleration not ready/, 'No such table'),
  'sql-no-cache': {
    on: 'POST /v1/sql',
    response: (reply) => ({ ...reply, headers: { ...reply.headers, 'results-cache-status': 'MISS' } }),
  },

  'instances-none': turn(`GET ${PROJECT}/instances`, 409, 404),
  'instances-list': edit(`GET ${PROJECT}/instances`, (body) =>
    each(body, 'instances', () => ({ started_at: 'once' })),
  ),
  'instances-overlap': reverse(`GET ${PROJECT}/instances`, 'instances'),
  'instance-annotation': { settings: ({ instances }) => Object.assign(instances, { annotations: false }) },
  'instance-unknown': turn(LOG, 404, 410),
  'instance-pinned': {
    on: 'GET /v1/datasets',
    request: ({ headers: { 'scp-target-instance': _, ...headers }, ...call }) => ({ ...call, headers }),
  },
  'log-lines': edit(LOG, ({ lines }) => ({
    lines: Object.values(membersOf(lines)).map((message) => ({ message })),
  })),
  'log-format': replace(LOG, /\d{4}-\d\d-\d\dT/g, 'at '),
  'log-ready': replace(LOG, /All components are loaded/g, 'Everything is loaded'),
  'log-tail': { on: LOG, request: (call) => ({ ...call, query: {} }) },
  'log-tail-limit': turn(LOG, 403, 400),
  'secret-upsert': turn(`POST ${APP}/secrets`, 200, 202),
  'secret-masked': {
    on: `GET ${APP}/secrets`,
    response: (reply, { path }, { apps }) => {
      const { secrets = {} } = apps.find(({ id }) => path.includes(`/${id}/`)) ?? {}
      return withMembers(reply, (body) =>
        each(body, 'secrets', ({ name }) => ({ value: secrets[String(name)] })),
      )
    },
  },
  'secret-name-refused': turn(`POST ${APP}/secrets`, 400, 422),
  'secret-missing': replace(LOG, /could not be resolved/g, 'are unknown'),
  'secret-deployed': replace(
    LOG,
    /Secrets: all 1 (.*?) resolved\./g,
    'Secrets: 1 of 1 $1 could not be resolved:',
  ),

  fork: turn(`POST ${PROJECT}/forks`, 201, 200),
  'fork-secrets': edit(`GET ${APP}/secrets`, () => ({ secrets: [] })),
  'fork-unknown-field': turn(`POST ${PROJECT}/forks`, 400, 422),
  'forks-list': { settings: ({ forks }) => Object.assign(forks, { listedAs: 'projects' }) },
  pause: drop(`POST ${PROJECT}/pause`, 'paused_at'),
  'pause-again': turn(`POST ${PROJECT}/pause`, 409, 400),
  'pause-deploy': drop(`POST ${DEPLOYMENTS}`, 'code'),
  'pause-instances': drop(`GET ${PROJECT}/instances`, 'code'),
  'monitors-list': rename(`GET ${PROJECT}/monitors`, 'monitors', 'alerts'),
  'monitors-alias': turn(`GET ${APP}/monitors`, 200, 404),
  'monitor-unknown': turn(`GET ${PROJECT}/monitors/*`, 404, 410),
  resume: rename(`POST ${PROJECT}/resume`, 'deployment_id', 'id'),
}

/** The ids of the statements from which a sandbox can differ. */
export const DIFFERENCE_IDS: readonly string[] = Object.keys(DIFFERENCES)

/** Changes a cloud so that it differs from these statements. */
export function applyDifferences(state: State, ids: readonly string[]): void {
  for (const id of ids) DIFFERENCES[id]?.settings?.(state)
}

/** The cloud or runtime as it would be if these statements about it did not hold. */
export function differing(host: Host, state: State, ids: readonly string[]): Host {
  return {
    handle: async (original) => {
      const applying = ids.flatMap((id) => DIFFERENCES[id] ?? []).filter(({ on }) => on && isOn(on, original))
      const call = applying.reduce((changed, { request }) => request?.(changed) ?? changed, original)
      const instead = applying.map((difference) => difference.instead?.(call)).find(Boolean)
      if (instead !== undefined) return { kind: 'respond', reply: instead }
      const answer = await host.handle(call)
      if (!('reply' in answer)) return answer
      const reply = applying.reduce(
        (changed, { response }) => response?.(changed, call, state) ?? changed,
        answer.reply,
      )
      return { ...answer, reply }
    },
  }
}

function isOn(on: string, { method, path }: Call): boolean {
  const [onMethod = '', onPath = ''] = on.split(' ')
  return onMethod === method && isPath(onPath, path)
}

/** Responses with one status have another one. */
function turn(on: string, from: number, to: number): Difference {
  return { on, response: (reply) => (reply.status === from ? { ...reply, status: to } : reply) }
}

/** Requests whose body is like this are refused. */
function refuse(on: string, isRefused: (body: Members) => boolean): Difference {
  return {
    on,
    instead: ({ body }) => (isRefused(membersOf(body)) ? refusal(400, 'Invalid request body') : undefined),
  }
}

/** The JSON of responses is another one. */
function edit(on: string, change: (body: Members) => unknown): Difference {
  return { on, response: (reply) => withMembers(reply, change) }
}

function drop(on: string, name: string): Difference {
  return edit(on, ({ [name]: _, ...body }) => body)
}

function rename(on: string, from: string, to: string): Difference {
  return edit(on, ({ [from]: value, ...body }) => (value === undefined ? body : { ...body, [to]: value }))
}

function reverse(on: string, list: string): Difference {
  return edit(on, (body) => {
    const elements = body[list]
    return Array.isArray(elements) ? { ...body, [list]: elements.toReversed() } : body
  })
}

/** The text of responses is another one. */
function replace(on: string, pattern: RegExp, by: string): Difference {
  return {
    on,
    response: (reply) => ({ ...reply, body: Buffer.from(textOf(reply).replace(pattern, by)) }),
  }
}

function withMembers(reply: Reply, change: (body: Members) => unknown): Reply {
  if (!reply.headers['content-type']?.includes('json')) return reply
  const changed = change(JSON.parse(textOf(reply)))
  return { ...json(reply.status, changed), headers: reply.headers }
}

function withBody(call: Call, added: (body: Members) => Members): Call {
  const body = { ...membersOf(call.body), ...added(membersOf(call.body)) }
  return { ...call, body, rawBody: JSON.stringify(body) }
}

function withConfig({ config, ...body }: Members, change: (spicepod: unknown) => unknown): Members {
  return { ...body, config: { ...membersOf(config), spicepod: change(membersOf(config).spicepod) } }
}

/** Changes members of each element of a list. */
function each(body: Members, list: string, change: (element: Members) => Members): Members {
  const elements = body[list]
  if (!Array.isArray(elements)) return body
  return { ...body, [list]: elements.map((element) => ({ ...element, ...change(element) })) }
}

function textOf(reply: Reply): string {
  return Buffer.from(bytesOf(reply)).toString('utf8')
}
