import { type Answer, json, type Reply, refusal } from './answer.ts'
import { showAppWithConfig } from './apps.ts'
import type { Call } from './call.ts'
import type { Cloud } from './cloud.ts'
import { ConfigError, readBranches, readFaults, readPlan, readPulls, readTables } from './config.ts'
import { suggest, withUnderscores } from './config-form.ts'
import { listBranches, putBranch } from './github/branch.ts'
import type { Github } from './github.ts'
import { inTheWay, type Outcome, rolloutOf } from './outcomes.ts'
import { showRequests } from './requests.ts'
import { parseExactly } from './runtime/json.ts'
import type { Table } from './tables.ts'

/** The parts of a sandbox that `/_sandbox` reads and changes. A reset replaces them. */
interface Parts {
  readonly cloud: Cloud
  readonly github: Github
}

/** What `/_sandbox` can do with a sandbox besides reading and changing its parts. */
export interface ControlActions {
  /** Starts again with the options of the start. */
  reset(): void
  stop(): void
}

const PREFIX = '/_sandbox'

interface Context extends ControlActions {
  readonly sandbox: Parts
  /** How long a deployment with a named outcome takes. */
  readonly durationMs: number
}

/** What an endpoint responds with; it gets the parsed body. Throws a ConfigError for a wrong one. */
type Endpoint = (context: Context, body: unknown) => unknown

const OK = { status: 'ok' }

// To add an endpoint, add a line here and its description in control.openapi.yaml.
const ENDPOINTS: Readonly<Record<string, Readonly<Record<string, Endpoint>>>> = {
  health: { GET: () => OK },
  requests: { GET: ({ sandbox }) => showRequests(sandbox.cloud) },
  mismatches: { GET: ({ sandbox }) => sandbox.cloud.mismatches },
  state: { GET: ({ sandbox }) => showState(sandbox) },
  faults: { POST: addFaults, DELETE: clearFaults },
  plan: { POST: planNext },
  tables: { POST: putTables },
  pulls: { POST: putPulls },
  branches: { POST: putBranches },
  reset: {
    POST: ({ reset }) => {
      reset()
      return OK
    },
  },
  stop: { POST: () => OK },
}

/** `/_sandbox`: scripts a running sandbox, and reads what it has seen. */
export class Control {
  readonly #context: Context

  constructor(sandbox: Parts, durationMs: number, actions: ControlActions) {
    this.#context = { ...actions, sandbox, durationMs }
  }

  /** Whether a call is for the control, and not for Spice Cloud. */
  owns({ path }: Call): boolean {
    return path === PREFIX || path.startsWith(`${PREFIX}/`)
  }

  async handle(call: Call): Promise<Answer> {
    const name = call.path.slice(PREFIX.length + 1)
    const reply = this.#reply(name, call)
    const isLast = name === 'stop' && reply.status === 200
    return { kind: 'respond', reply, ...(isLast && { afterwards: this.#context.stop }) }
  }

  #reply(name: string, call: Call): Reply {
    if (!Object.hasOwn(ENDPOINTS, name)) {
      return refusal(
        404,
        `${PREFIX} has no ${JSON.stringify(name)}. ${suggest(name, Object.keys(ENDPOINTS))}`,
      )
    }
    const methods = ENDPOINTS[name] ?? {}
    const endpoint = Object.hasOwn(methods, call.method) ? methods[call.method] : undefined
    if (endpoint === undefined) {
      const allow = Object.keys(methods).join(', ')
      const { status, headers, body } = refusal(405, `${PREFIX}/${name} takes ${allow}, not ${call.method}.`)
      return { status, headers: { ...headers, allow }, body }
    }
    try {
      return json(200, endpoint(this.#context, readBody(name, call)))
    } catch (error) {
      if (error instanceof ConfigError) return refusal(400, error.message.replaceAll('\n', ' '))
      throw error
    }
  }
}

/** The body, or its only member if that is called like the endpoint: `{"faults": […]}` is as good as `[…]`. */
function readBody(name: string, { rawBody }: Call): unknown {
  if (rawBody.trim() === '') return undefined
  let body: unknown
  try {
    body = parseExactly(rawBody)
  } catch (error) {
    throw new ConfigError(`The body is not JSON: ${(error as Error).message.slice(0, 100)}.`)
  }
  const isWrapped = typeof body === 'object' && body !== null && Object.keys(body).join() === name
  return isWrapped ? (body as Record<string, unknown>)[name] : body
}

/** Endpoints that take a list take a single item, too. */
function inList(body: unknown): unknown {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? [body] : body
}

function addFaults({ sandbox }: Context, body: unknown): unknown {
  sandbox.cloud.faults.add(...readFaults(inList(body)))
  return showFaults(sandbox)
}

function clearFaults({ sandbox }: Context): unknown {
  sandbox.cloud.faults.clear()
  return OK
}

function planNext({ sandbox: { cloud }, durationMs }: Context, body: unknown): unknown {
  const { state } = cloud
  const plan = readPlan(body)
  if (plan === 'conflict') {
    for (const { id } of state.apps) state.seed(inTheWay(id, durationMs))
  }
  state.rolloutNext(typeof plan === 'string' ? rolloutOf(plan as Outcome, durationMs) : () => ({ plan }))
  return OK
}

function putTables({ sandbox }: Context, body: unknown): unknown {
  const { tables, apps } = sandbox.cloud.state
  for (const table of readTables(inList(body), apps)) {
    const isSame = (old: Table) =>
      old.name === table.name && old.app === table.app && old.from_deployment === table.from_deployment
    replaceOrAdd(tables, tables.findIndex(isSame), table)
  }
  return showTables(sandbox)
}

function putPulls({ sandbox }: Context, body: unknown): unknown {
  const { pulls } = sandbox.github
  for (const pull of readPulls(inList(body))) {
    const index = pulls.findIndex(({ number }) => number === pull.number)
    replaceOrAdd(pulls, index, pull)
  }
  return showPulls(sandbox)
}

function putBranches({ sandbox: { github } }: Context, body: unknown): unknown {
  for (const branch of readBranches(inList(body))) putBranch(github.branches, branch)
  return listBranches(github.branches)
}

function replaceOrAdd<Item>(list: Item[], index: number, item: Item): void {
  list.splice(index < 0 ? list.length : index, 1, item)
}

function showState(sandbox: Parts): unknown {
  const { state } = sandbox.cloud
  return {
    orgs: state.orgs,
    apps: state.apps.map((app) => ({
      ...showAppWithConfig(app),
      org: app.org,
      secrets: Object.keys(app.secrets),
      deployments: state.deploymentsOf(app.id),
    })),
    tables: showTables(sandbox),
    faults: showFaults(sandbox),
    pulls: showPulls(sandbox),
    branches: listBranches(sandbox.github.branches),
  }
}

function showTables({ cloud }: Parts): unknown {
  return cloud.state.tables.map(({ rows, ...table }) => ({ ...table, rows: rows.length }))
}

function showFaults({ cloud }: Parts): unknown {
  return cloud.faults.rules.map(({ on = {}, ...rule }) => {
    const { path, times } = on
    const shown = {
      ...on,
      ...(path instanceof RegExp && { path: path.source }),
      ...(times === Number.POSITIVE_INFINITY && { times: 'always' }),
    }
    return withUnderscores({ on: shown, ...rule })
  })
}

function showPulls({ github }: Parts): unknown {
  return github.pulls.map((pull) => ({
    ...pull,
    comments: github.comments.of(pull.number).map(({ body }) => body),
  }))
}
