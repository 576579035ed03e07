import { systemClock } from '../src/platform/clock.ts'
import { isMap } from '../src/platform/json.ts'
import { printableLine } from '../src/platform/text.ts'
import { Stopped, Trouble } from './unseen.ts'

/** A Spice Cloud, and how patient a run is with it. */
export interface Target {
  /** Without a slash at the end. */
  readonly apiUrl: string
  readonly tokenUrl: string
  /** A personal access token, used instead of the client. */
  readonly apiToken?: string
  readonly clientId?: string
  readonly clientSecret?: string
  /** The handle of the organization, if the token has several. */
  readonly org?: string
  readonly fetch: typeof fetch
  readonly pace: Pace
}

/** All in milliseconds. */
export interface Pace {
  readonly requestMs: number
  readonly pollMs: number
  /** How long a rollout may take. */
  readonly rolloutMs: number
  /** How long something is watched that should not change. */
  readonly stillMs: number
  /** How long the checks may take together; apps are deleted after that. */
  readonly totalMs: number
  /** How long the deletion of apps is tried. */
  readonly removalMs: number
}

/** A response as it came. */
export interface Answer {
  /** Method and path of the request. */
  readonly request: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed JSON; undefined if the body is no JSON. */
  readonly body: unknown
  /** Hides secrets in a text of this response. */
  readonly hide: (text: string) => string
}

export interface Sent {
  readonly json?: unknown
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Default: that of the target. */
  readonly token?: string
  /** A status that is an answer to this request, although it would be trouble to others. */
  readonly expects?: number
}

/** Statuses that say something about the moment, not about the request. */
const PASSING = [408, 425, 429, 500, 502, 503, 504]
const ATTEMPTS = 4
const MAX_BYTES = 2_000_000
const MAX_TOKEN_MS = 45 * 60_000
/** Paths whose responses have secrets, so that only the form of a response is told. */
const SECRET_PATH = /\/(token|api-keys)$/

/** Sends single requests, and returns what comes, as it comes. It believes no answer that another server may have sent. */
export class Client {
  readonly target: Target
  /** Values that no output may contain. */
  readonly secrets = new Set<string>()
  /** Once it aborts, no request is begun; one that has begun is still finished, so that its effect is known. */
  readonly #stop: AbortSignal
  #token: { readonly value: string; readonly until: number } | undefined

  constructor(target: Target, stop: AbortSignal) {
    this.target = target
    this.#stop = stop
    for (const value of [target.apiToken, target.clientId, target.clientSecret])
      if (value) this.secrets.add(value)
  }

  /** Calls the Management API. */
  async api(method: string, path: string, { token, headers, ...sent }: Sent = {}): Promise<Answer> {
    const { apiUrl, org } = this.target
    const call = async () => {
      const authorization = `Bearer ${token ?? (await this.#getToken())}`
      const ofOrg = org === undefined ? {} : { 'X-Org-Name': org }
      return this.send(method, apiUrl + path, { ...sent, headers: { authorization, ...ofOrg, ...headers } })
    }
    const answer = await call()
    if (answer.status !== 401 || token !== undefined || this.#token === undefined) return answer
    // A token may end before its time.
    this.#token = undefined
    return call()
  }

  /** Repeats a request that may be repeated for as long as it meets passing trouble. */
  async send(method: string, url: string, sent: Sent): Promise<Answer> {
    const mayRepeat = method !== 'POST' || /\/(token|sql)$/.test(url)
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#sendOnce(method, url, sent)
      } catch (error) {
        if (!(error instanceof Trouble) || !mayRepeat || attempt === ATTEMPTS) throw error
        await this.sleep(this.target.pace.pollMs * attempt)
      }
    }
  }

  /** @throws Stopped once the run has to end */
  async sleep(ms: number): Promise<void> {
    await systemClock.sleep(ms, this.#stop)
    if (this.#stop.aborted) throw new Stopped()
  }

  /** Hides all secrets in a text, and makes it a line that does nothing in a terminal or in the log of a job. */
  redact(text: string): string {
    // A secret may begin with another one.
    const longestFirst = [...this.secrets].sort((left, right) => right.length - left.length)
    const hide = (line: string) => longestFirst.reduce((left, secret) => left.replaceAll(secret, '***'), line)
    return printableLine(text, hide)
  }

  async #getToken(): Promise<string> {
    const { apiToken, clientId, clientSecret, tokenUrl } = this.target
    if (apiToken) return apiToken
    if (this.#token !== undefined && performance.now() < this.#token.until) return this.#token.value
    const json = { client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' }
    const answer = await this.send('POST', tokenUrl, { json })
    const value = at(answer.body, 'access_token')
    if (typeof value !== 'string' || value === '') throw new Trouble(`no token came: ${describe(answer)}`)
    this.secrets.add(value)
    // Renewed after four fifths of its life.
    const lifeMs = Number(at(answer.body, 'expires_in')) * 800 || MAX_TOKEN_MS
    this.#token = { value, until: performance.now() + Math.min(lifeMs, MAX_TOKEN_MS) }
    return value
  }

  async #sendOnce(method: string, url: string, { json, text, headers, expects }: Sent): Promise<Answer> {
    if (this.#stop.aborted) throw new Stopped()
    const request = `${method} ${new URL(url).pathname}`
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), this.target.pace.requestMs)
    try {
      const response = await this.target.fetch(url, {
        method,
        redirect: 'manual',
        signal: timeout.signal,
        headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(json !== undefined && { body: JSON.stringify(json) }),
        ...(text !== undefined && { body: text }),
      })
      const { status } = response
      const body = await readText(response)
      const hide = (value: string) => this.redact(value)
      const answer = { request, status, headers: response.headers, text: body, body: parse(body), hide }
      const doubt = status === expects ? undefined : doubtOf(answer)
      if (doubt !== undefined) throw new Trouble(`${request}: ${doubt}`)
      return answer
    } catch (error) {
      if (error instanceof Trouble) throw error
      const { code = 'the network failed' } = Object((error as Error).cause)
      throw new Trouble(`${request}: ${timeout.signal.aborted ? 'no response in time' : code}`)
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Why an answer may not be that of Spice Cloud, or only that of a bad moment. */
function doubtOf({ request, status, headers, text, body }: Answer): string | undefined {
  if (PASSING.includes(status)) return `HTTP ${status}`
  if (status >= 300 && status < 400) return `a redirect (HTTP ${status})`
  if (/html/.test(headers.get('content-type') ?? '') || /^\s*<(!doctype|html)/i.test(text))
    return 'a web page'
  if (text.includes('\uFFFD')) return 'bytes that are not UTF-8'
  const isCut = /json/.test(headers.get('content-type') ?? '') && text !== '' && body === undefined
  if (isCut) return 'JSON that cannot be read'
  if (text === '' && status < 300 && status !== 204 && !request.startsWith('DELETE'))
    return `HTTP ${status} without a body`
  return undefined
}

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > MAX_BYTES) throw new Trouble(`a body of more than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The member at a path; undefined if there is none. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      isMap(inner) || Array.isArray(inner) ? (inner as Record<string, unknown>)[key] : undefined,
    value,
  )
}

/** The list at a path; empty if there is none. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const list = at(value, ...path)
  return Array.isArray(list) ? list : []
}

/** An answer in a few words, without secrets: its status, and its error, the names of its members, or its text. */
export function describe({ request, status, text, body, hide }: Answer): string {
  // A secret that was shortened first could not be found any more.
  const shorten = (value: string) => shortLine(hide(value))
  if (isMap(body) && typeof body.error === 'string') {
    const code = typeof body.code === 'string' ? ` (${body.code})` : ''
    return `HTTP ${status} "${shorten(body.error)}"${code}`
  }
  if (Array.isArray(body)) return `HTTP ${status} with a list of ${body.length}`
  if (isMap(body)) return `HTTP ${status} with the members ${shorten(membersOf(body).join(', '))}`
  if (text === '') return `HTTP ${status} without a body`
  return SECRET_PATH.test(request) ? `HTTP ${status} with a text` : `HTTP ${status} "${shorten(text)}"`
}

/** The names of members, and of those of the first entry of a list. */
function membersOf(body: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(body).map((name) => {
    const entry = at(body, name, 0)
    return isMap(entry) ? `${name} (${Object.keys(entry).join(', ')})` : name
  })
}

function shortLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
