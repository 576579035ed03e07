import { randomBytes } from 'node:crypto'
import { type Answer, at, type Client, describe } from './client.ts'
import { Trouble, Unseen } from './unseen.ts'

/** The name of every app that a run creates or tries to. Nobody else would choose one of this form. */
const OWN_NAME = /^contract-check-[0-9a-f]{8}-\d\d(-x+)?$/i

/** No app has this id. A greater one may not fit into a column of Spice Cloud, and be refused for that. */
export const UNKNOWN_ID = 2_147_483_647

/** The apps of one run. */
export class OwnApps {
  /** The names of the apps that were created, by their ids. A list may lack them, or show them under other names. */
  readonly created = new Map<unknown, string>()
  /** Until when a request that had no usable answer may still create an app. */
  unsureUntil = 0
  readonly #prefix = `contract-check-${randomBytes(4).toString('hex')}-`
  readonly #client: Client
  readonly #tell: (line: string) => void
  readonly #isFirst: boolean
  #count = 0

  /** @param isFirst whether nothing is left of earlier runs; else no app is created */
  constructor(client: Client, tell: (line: string) => void, isFirst: boolean) {
    this.#client = client
    this.#tell = tell
    this.#isFirst = isFirst
  }

  /**
   * The name of an app that is about to be created. It is told before, so that it is known whatever happens.
   *
   * @throws Unseen if the app could not be deleted again
   */
  async next(): Promise<string> {
    if (!this.#isFirst) throw new Unseen('an earlier run has left apps, so none is created')
    if (this.#count === 0) {
      const answer = await this.#client.api('DELETE', `/v1/apps/${UNKNOWN_ID}`)
      if (answer.status !== 404)
        throw new Unseen(`the credentials may not delete apps, so none is created: ${describe(answer)}`)
    }
    this.#count += 1
    const name = this.#prefix + String(this.#count).padStart(2, '0')
    this.#tell(`creating ${name}`)
    return name
  }

  /** Sends a request that may create an app, and remembers what has to be deleted because of it. */
  async create(path: string, json: { readonly name: string }): Promise<Answer> {
    const until = () => performance.now() + this.#client.target.pace.stillMs
    try {
      const answer = await this.#client.api('POST', path, { json })
      const [id, name] = [at(answer.body, 'id'), String(at(answer.body, 'name'))]
      // Nothing may be deleted by its id that has the name of somebody else's app.
      if (typeof id === 'number' && this.has(name)) this.created.set(id, name)
      else if (answer.status < 300) this.unsureUntil = until()
      return answer
    } catch (error) {
      if (error instanceof Unseen) this.unsureUntil = until()
      throw error
    }
  }

  has(name: string): boolean {
    return name.toLowerCase().startsWith(this.#prefix)
  }
}

/** All apps of the organization. */
export async function listApps(client: Client): Promise<{ id: unknown; name: string }[]> {
  const answer = await client.api('GET', '/v1/apps')
  const lists = Object.values(Object(answer.body)).filter(Array.isArray)
  // Which member it is, is one of the statements.
  const named = at(answer.body, 'apps') ?? at(answer.body, 'projects')
  const list = named ?? (lists.length === 1 ? lists[0] : undefined)
  if (answer.status !== 200 || !Array.isArray(list))
    throw new Trouble(`the apps could not be listed: ${describe(answer)}`)
  return list.map((app) => ({ id: at(app, 'id'), name: String(at(app, 'name')) }))
}

/** Whether a run has created the app with this name. */
export function isOfRun(name: string): boolean {
  return OWN_NAME.test(name)
}

/**
 * Deletes the apps of a run, or of all earlier runs, until none can be found. It repeats what fails for some minutes: an
 * app may not be deleted during a rollout.
 *
 * @returns the names of those that may be left; undefined if that is not known
 */
export async function removeApps(
  client: Client,
  tell: (line: string) => void,
  run?: OwnApps,
): Promise<readonly string[] | undefined> {
  const { pollMs, removalMs } = client.target.pace
  const until = performance.now() + removalMs
  const gone = new Set<unknown>()
  const told = new Set<string>()
  const tellOnce = (line: string) => {
    if (!told.has(line)) tell(line)
    told.add(line)
  }
  for (;;) {
    const listed = await orReason(listApps(client))
    if (typeof listed === 'string') tellOnce(listed)
    const isOwn = ({ name }: { name: string }) => (run === undefined ? isOfRun(name) : run.has(name))
    const found = typeof listed === 'string' ? [] : listed.filter(isOwn)
    const apps = new Map([...(run?.created ?? []), ...found.map(({ id, name }) => [id, name] as const)])
    // A list may show an app for a while that is a 404 already.
    for (const id of gone) apps.delete(id)
    for (const [id, name] of apps) {
      const reason = await orReason(removeApp(client, id))
      if (reason !== undefined) tellOnce(`${name} is not deleted yet: ${reason}`)
      else {
        gone.add(id)
        run?.created.delete(id)
        tell(`deleted ${name}`)
      }
    }
    const now = performance.now()
    const isSure = now >= (run?.unsureUntil ?? 0)
    if (typeof listed !== 'string' && apps.size === 0) {
      if (isSure) return []
      tellOnce('a request to create an app had no usable answer: waiting whether the app appears')
    } else if (now >= until) return typeof listed === 'string' ? undefined : [...apps.values()]
    await client.sleep(isSure && apps.size > 0 ? pollMs / 5 : pollMs)
  }
}

/** Deletes an app. Returns why it may still be there; undefined if it is gone. */
async function removeApp(client: Client, id: unknown): Promise<string | undefined> {
  const path = `/v1/apps/${encodeURIComponent(String(id))}`
  const deletion = await client.api('DELETE', path)
  const wasGone = isMissing(deletion)
  if (deletion.status >= 300 && !wasGone) return describe(deletion)
  const got = await client.api('GET', path)
  return isMissing(got) || (wasGone && got.status >= 400) ? undefined : 'it is still there'
}

function isMissing({ status }: Answer): boolean {
  return status === 404 || status === 410
}

/** A value, or in words why there is none. */
async function orReason<Value>(value: Promise<Value>): Promise<Value | string> {
  try {
    return await value
  } catch (error) {
    if (error instanceof Unseen) return error.message
    throw error
  }
}
