import { authorize } from './access.ts'
import { type Answer, type Reply, refusal, respond } from './answer.ts'
import type { Call, RecordedCall } from './call.ts'
import { description, isOpen } from './description.ts'
import type { AppEndpoint, Endpoint } from './endpoint.ts'
import { deleteApp, getApiKeys, getApp, listApps, regenerateApiKey } from './endpoints/apps.ts'
import { createApp } from './endpoints/create-app.ts'
import { createDeployment, getDeployment, listDeployments } from './endpoints/deployments.ts'
import { forkProject, listForks } from './endpoints/forks.ts'
import { getInstanceLogs, listInstances } from './endpoints/instances.ts'
import { getDeploymentLogs } from './endpoints/logs.ts'
import { getMonitor, listMonitors } from './endpoints/monitors.ts'
import { linkOrgSecret, listLinkedOrgSecrets, listOrgSecrets } from './endpoints/org-secrets.ts'
import { pauseProject, resumeProject } from './endpoints/pause.ts'
import { getLimits, health, listContainerImages, listOrgs, listRegions } from './endpoints/platform.ts'
import { connectRepository } from './endpoints/repository.ts'
import { deleteSecret, getSecret, listSecrets, upsertSecret } from './endpoints/secrets.ts'
import { exchangeToken } from './endpoints/token.ts'
import { updateApp } from './endpoints/update-app.ts'
import { answerOf, doesWork } from './fault-answers.ts'
import { type FaultRule, Faults } from './faults.ts'
import { invalid } from './fields.ts'
import { type Operation, pathParameters } from './operations.ts'
import { RateLimit } from './rate-limit.ts'
import { State, type StateOptions } from './state.ts'

/** A path that is not part of the API, such as a fake GitHub. Its calls are recorded and can have faults, too. */
export interface ExtraRoute {
  /** Calls with this path prefix belong to the route. */
  readonly prefix: string
  /** The name of its calls in the record and for faults: one for all, or one for each kind. */
  readonly operation: string | ((call: Call) => string)
  handle(call: RecordedCall): Answer | Promise<Answer>
}

/** The options of a cloud; see {@link StateOptions}. */
export interface CloudOptions extends StateOptions {
  readonly faults?: readonly FaultRule[]
  readonly routes?: readonly ExtraRoute[]
}

// To add an operation, add a line here and a function in endpoints/.
const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  token: exchangeToken,
  health,
  listApps,
  createApp,
  listOrgs,
  listRegions,
  listContainerImages,
  getLimits,
  listOrgSecrets,
}

const APP_ENDPOINTS: Readonly<Record<string, AppEndpoint>> = {
  getApp,
  updateApp,
  deleteApp,
  listForks,
  forkProject,
  listDeployments,
  createDeployment,
  getDeployment,
  getDeploymentLogs,
  listSecrets,
  upsertSecret,
  getSecret,
  deleteSecret,
  getApiKeys,
  regenerateApiKey,
  connectRepository,
  listLinkedOrgSecrets,
  linkOrgSecret,
  pauseProject,
  resumeProject,
  listInstances,
  getInstanceLogs,
  listMonitors,
  getMonitor,
}

const BODY_LIMIT_BYTES = 1024 * 1024

/** A Spice Cloud without a transport: it takes calls, returns responses, and has its own clock. */
export class Cloud {
  readonly state: State
  readonly faults: Faults
  readonly #routes: ExtraRoute[]
  readonly #requests: RecordedCall[] = []
  readonly #mismatches: string[] = []
  readonly #rateLimit = new RateLimit()
  readonly #bornAt: number

  constructor(options: CloudOptions = {}) {
    this.state = new State(options)
    this.faults = new Faults(options.faults)
    this.#routes = [...(options.routes ?? [])]
    this.#bornAt = this.state.now()
  }

  /** Every call so far, in order of arrival. */
  get requests(): readonly RecordedCall[] {
    return this.#requests
  }

  /** How requests and responses differed from the API description. Empty if they did not. */
  get mismatches(): readonly string[] {
    return this.#mismatches
  }

  /** Records a call that another server of the sandbox has received. */
  record(call: RecordedCall): void {
    this.#requests.push(call)
  }

  /** Takes in what about another server of the sandbox was not as the API description says. */
  recordMismatches(mismatches: readonly string[]): void {
    this.#mismatches.push(...mismatches)
  }

  /** Serves another path in addition to the API. */
  serve(route: ExtraRoute): void {
    this.#routes.push(route)
  }

  /** Responds to one call. */
  async handle(call: Call): Promise<Answer> {
    const route = this.#routes.find(({ prefix }) => call.path.startsWith(prefix))
    const operation = route === undefined ? description().find(call.method, call.path) : undefined
    const recorded = { ...call, operation: nameOf(route, call) ?? operation?.name, at: this.state.now() }
    this.#requests.push(recorded)
    if (route === undefined) this.#mismatches.push(...description().checkRequest(call))
    const fault = this.faults.nextFault(recorded, this.state.now() - this.#bornAt)
    if (fault !== undefined && !doesWork(fault)) {
      if ('lateMs' in fault && fault.lateMs !== undefined) {
        // Work that is still to come does not keep a sandbox alive that is stopped.
        const work = () => route?.handle(recorded) ?? this.#answer(recorded, operation)
        setTimeout(work, fault.lateMs).unref()
      }
      return this.#dated(answerOf(fault, call, undefined, this.state.now()))
    }
    const limited =
      this.state.rateLimit !== undefined && operation !== undefined && !isOpen(operation)
        ? this.#rateLimit.take(this.state.rateLimit, this.state.now())
        : undefined
    if (limited?.refused) return this.#dated(respond(limited.refused), limited.headers)
    const answer =
      route === undefined ? respond(this.#answer(recorded, operation)) : await route.handle(recorded)
    const work = 'reply' in answer ? answer.reply : undefined
    const isWhole = fault === undefined || fault.kind === 'slow' || fault.kind === 'drip'
    // A response that a fault only delays is still the cloud's own, so it is checked as well.
    if (route === undefined && isWhole && work !== undefined) {
      this.#mismatches.push(...description().checkReply(call, work))
    }
    return this.#dated(
      fault === undefined ? answer : answerOf(fault, call, work, this.state.now()),
      limited?.headers,
    )
  }

  #answer(call: RecordedCall, operation: Operation | undefined): Reply {
    if (operation === undefined) {
      const ofPath = description().operations.filter(({ pattern }) => pattern.test(call.path))
      const allowed = ofPath.map(({ method }) => method)
      if (allowed.length === 0) return refusal(404, 'Not found')
      const { headers, ...reply } = refusal(405, 'Method not allowed')
      return { ...reply, headers: { ...headers, allow: allowed.join(', ') } }
    }
    if (Buffer.byteLength(call.rawBody) > BODY_LIMIT_BYTES) return refusal(413, 'Request body over 1 MiB')
    const context = { state: this.state, call, parameters: pathParameters(operation, call.path) }
    const authorized = isOpen(operation)
      ? { org: this.state.firstOrg }
      : authorize(this.state, call, operation.object['x-scope'])
    if ('status' in authorized) return authorized
    const wrong = description().checkQuery(call)
    if (wrong !== undefined) return invalid('Invalid query parameters', wrong)
    // The exchange of a token has errors of another form.
    const read = isOpen(operation) ? { members: {} } : description().readMembers(operation, call)
    const endpoint = ENDPOINTS[operation.name]
    if (endpoint !== undefined)
      return 'refused' in read ? read.refused : endpoint({ ...context, ...authorized, ...read })
    const appEndpoint = APP_ENDPOINTS[operation.name]
    if (appEndpoint === undefined) throw new Error(`The sandbox has no ${operation.name}`)
    const { appId = context.parameters.projectId } = context.parameters
    const app = this.state.apps.find(({ id, org }) => String(id) === appId && org === authorized.org)
    if (app === undefined) return refusal(404, `App with ID ${appId} not found`)
    return 'refused' in read ? read.refused : appEndpoint({ ...context, ...authorized, ...read, app })
  }

  /** Adds the cloud's time to a response, and other headers that it may not have. */
  #dated(answer: Answer, headers: Record<string, string> = {}): Answer {
    if (!('reply' in answer)) return answer
    const date = new Date(this.state.now()).toUTCString()
    return { ...answer, reply: { ...answer.reply, headers: { date, ...headers, ...answer.reply.headers } } }
  }
}

function nameOf(route: ExtraRoute | undefined, call: Call): string | undefined {
  return typeof route?.operation === 'function' ? route.operation(call) : route?.operation
}
