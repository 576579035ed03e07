import { type Answer, json, type Reply, refusal } from './answer.ts'
import { showAppWithConfig } from './apps.ts'
import { type Call, mediaType } from './call.ts'
import { ConfigError } from './config.ts'
import { suggest } from './config-form.ts'
import {
  addApps,
  addDeployments,
  addFaults,
  addIncidents,
  clearFaults,
  endIncidents,
  planNext,
  putMonitors,
  putSettings,
  putTables,
  showFaults,
  showIncidents,
  showMonitors,
  showTables,
} from './control-cloud.ts'
import {
  type ControlActions,
  type ControlContext,
  type ControlEndpoint,
  OK,
  type Parts,
} from './control-endpoint.ts'
import {
  putBranches,
  putCommits,
  putIssues,
  putPulls,
  showCommits,
  showIssues,
  showPulls,
} from './control-github.ts'
import { listBranches } from './github/branch.ts'
import { showMismatches, showRequests } from './requests.ts'
import { parseExactly } from './runtime/json.ts'
import { showSettings } from './settings.ts'

const PREFIX = '/_sandbox'

// To add an endpoint, add a line here and its description in control.openapi.yaml.
const ENDPOINTS: Readonly<Record<string, Readonly<Record<string, ControlEndpoint>>>> = {
  health: { GET: () => OK },
  requests: { GET: ({ sandbox }) => showRequests(sandbox.cloud) },
  mismatches: { GET: ({ sandbox }) => showMismatches(sandbox.cloud) },
  state: { GET: ({ sandbox }) => showState(sandbox) },
  apps: { POST: addApps },
  deployments: { POST: addDeployments },
  faults: { POST: addFaults, DELETE: clearFaults },
  plan: { POST: planNext },
  tables: { POST: putTables },
  monitors: { POST: putMonitors },
  incidents: { POST: addIncidents, DELETE: endIncidents },
  settings: { POST: putSettings },
  pulls: { POST: putPulls },
  branches: { POST: putBranches },
  commits: { POST: putCommits },
  issues: { POST: putIssues },
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
  readonly #context: ControlContext

  constructor(sandbox: Parts, durationMs: number, actions: ControlActions) {
    this.#context = { ...actions, sandbox, durationMs }
  }

  /** Whether a call is for the control, and not for Spice Cloud. */
  owns({ path }: Call): boolean {
    return path === PREFIX || path.startsWith(`${PREFIX}/`)
  }

  async handle(call: Call): Promise<Answer> {
    const name = call.path.slice(PREFIX.length + 1)
    const reply = refuseForeign(call) ?? this.#reply(name, call)
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

/**
 * Refuses what a web page of somebody else could send: a browser names its origin, and asks before it sends JSON. There are
 * no credentials that could tell it from a client.
 */
function refuseForeign({ headers, origin, rawBody }: Call): Reply | undefined {
  if (headers.origin !== undefined && headers.origin !== origin) {
    return refusal(403, `${PREFIX} takes no calls of web pages of another origin.`)
  }
  if (rawBody === '' || mediaType(headers) === 'application/json') return undefined
  return refusal(415, `${PREFIX} takes JSON: send the header "Content-Type: application/json".`)
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
    monitors: showMonitors(sandbox),
    incidents: showIncidents(sandbox),
    faults: showFaults(sandbox),
    pulls: showPulls(sandbox),
    branches: listBranches(sandbox.github.branches),
    commits: showCommits(sandbox.github),
    issues: showIssues(sandbox.github),
    settings: showSettings(sandbox),
  }
}
