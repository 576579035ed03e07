import { trimEndOf } from '../src/platform/text.ts'
import type { OwnApps } from './apps.ts'
import { type Answer, at, type Client, describe, listAt, type Pace, type Sent } from './client.ts'
import { Trouble, Unseen } from './unseen.ts'

/** An app of this run. */
export interface OwnApp {
  readonly id: number
  readonly name: string
  readonly endpoint: string
}

/** An answer that is read later. Reading it throws if none came. */
export type Note = () => Answer

/** What a stage finds or makes, for all checks that need it. */
type Stage<Value> = (world: World) => Promise<Value>

/** The apps, deployments and answers that checks share. Each is made when the first check needs it. */
export class World {
  readonly client: Client
  readonly pace: Pace
  readonly apps: OwnApps
  /** The images of the runtimes that were deployed. */
  readonly images = new Set<string>()
  readonly #stages = new Map<object, Promise<unknown>>()
  readonly #keys = new Map<number, string>()
  /** Apps that come and go should alert nobody, if Spice Cloud can be told so. */
  #alerts: object = { default_alerts: false }

  constructor(client: Client, apps: OwnApps) {
    this.client = client
    this.pace = client.target.pace
    this.apps = apps
  }

  /** The value of a stage, which is run once. */
  once<Value>(key: object, make: Stage<Value>): Promise<Value> {
    const value = (this.#stages.get(key) as Promise<Value> | undefined) ?? make(this)
    this.#stages.set(key, value)
    return value
  }

  api(method: string, path: string, sent?: Sent): Promise<Answer> {
    return this.client.api(method, path, sent)
  }

  /** Calls the runtime of an app with its key, or with these headers instead. */
  async runtime(app: OwnApp, method: string, path: string, sent: Sent = {}): Promise<Answer> {
    const headers = { 'x-api-key': await this.keyOf(app), ...sent.headers }
    return this.client.send(method, app.endpoint + path, { ...sent, headers })
  }

  /** Runs a query with the runtime of an app. */
  sql(app: OwnApp, query: string, headers: Sent['headers'] = {}): Promise<Answer> {
    const all = { 'content-type': 'text/plain', 'cache-control': 'no-cache', ...headers }
    return this.runtime(app, 'POST', '/v1/sql', { text: query, headers: all })
  }

  async keyOf({ id }: OwnApp): Promise<string> {
    const answer = this.#keys.has(id) ? undefined : await this.api('GET', `/v1/apps/${id}/api-keys`)
    for (const name of ['api_key', 'api_key_2']) {
      const key = at(answer?.body, name)
      if (typeof key !== 'string') continue
      this.client.secrets.add(key)
      if (!this.#keys.has(id)) this.#keys.set(id, key)
    }
    const key = this.#keys.get(id)
    if (key === undefined) throw new Trouble('the app has no key for its runtime')
    return key
  }

  /** Sends a request whose answer is read later, if at all. */
  async note(answer: Promise<Answer>): Promise<Note> {
    try {
      const value = await answer
      return () => value
    } catch (error) {
      if (!(error instanceof Unseen)) throw error
      return () => {
        throw error
      }
    }
  }

  /** Creates an app under a name of its own, or one that this run has announced before. */
  async create(members: object, ownName?: string): Promise<{ name: string; answer: Answer }> {
    const name = ownName ?? (await this.apps.next())
    const quiet = await this.apps.create('/v1/apps', { name, ...members, ...this.#alerts })
    if (quiet.status !== 400) return { name, answer: quiet }
    const answer = await this.apps.create('/v1/apps', { name, ...members })
    if (answer.status < 300) this.#alerts = {}
    return { name, answer }
  }

  /** Polls until something is there. */
  async poll<Value>(what: string, look: () => Promise<Value | undefined>): Promise<Value> {
    const until = performance.now() + this.pace.rolloutMs
    for (;;) {
      const value = await look()
      if (value !== undefined) return value
      if (performance.now() > until) throw new Unseen(`${what} did not come in time`)
      await this.client.sleep(this.pace.pollMs)
    }
  }

  /** The deployment as the list shows it; undefined if it does not. */
  async deployment(app: OwnApp, id: number): Promise<unknown> {
    const answer = await this.api('GET', `/v1/apps/${app.id}/deployments?limit=100`)
    return listAt(answer.body, 'deployments').find((deployment) => at(deployment, 'id') === id)
  }

  /** Waits until a deployment has succeeded. */
  async succeed(app: OwnApp, id: number): Promise<unknown> {
    const ended = await this.poll(`the end of deployment ${id}`, async () => {
      const deployment = await this.deployment(app, id)
      const isOpen = [undefined, 'queued', 'in_progress'].includes(at(deployment, 'status') as string)
      return isOpen ? undefined : deployment
    })
    const status = String(at(ended, 'status'))
    if (status !== 'succeeded') throw new Unseen(`the deployment of a good spicepod ended as ${status}`)
    const image = at(ended, 'image_tag')
    if (typeof image === 'string') this.images.add(image)
    return ended
  }
}

/** Something that checks share, made once in a world. */
export function stage<Value>(make: Stage<Value>): Stage<Value> {
  return (world) => world.once(make, make)
}

/** The app in an answer that has created it. It has the name that was chosen: nobody else's app may be changed. */
export function appIn({ name, answer }: { name: string; answer: Answer }): OwnApp {
  const id = at(answer.body, 'id')
  const named = String(at(answer.body, 'endpoint'))
  // Whether it names a URL is one of the statements.
  const endpoint = isHttpUrl(named) ? named : `https://${at(answer.body, 'region')}-prod-aws-data.spiceai.io`
  const isOwn = String(at(answer.body, 'name')).toLowerCase().startsWith(name.toLowerCase())
  if (answer.status >= 300 || typeof id !== 'number' || !isOwn)
    throw new Trouble(`no app of that name was created: ${describe(answer)}`)
  return { id, name, endpoint: trimEndOf(endpoint, '/') }
}

export function isHttpUrl(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text)
}

/** The id of the deployment in an answer. */
export function deploymentIn(answer: Answer): number {
  const id = at(answer.body, 'id') ?? at(answer.body, 'deployment_id')
  if (answer.status >= 300 || typeof id !== 'number')
    throw new Trouble(`no deployment was created: ${describe(answer)}`)
  return id
}
