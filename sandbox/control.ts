import { type Answer, json, type Reply, refusal } from './answer.ts'
import { type Call, mediaType } from './call.ts'
import { ConfigError } from './config.ts'
import { suggest } from './config-form.ts'
import { type ControlActions, type ControlContext, ENDPOINTS } from './control-endpoints.ts'
import type { Parts } from './control-state.ts'
import { parseExactly } from './runtime/json.ts'

const PREFIX = '/_sandbox'

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
