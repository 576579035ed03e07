import { randomBytes } from 'node:crypto'
import { at, type Client, describe } from './client.ts'
import { Trouble, Unseen } from './unseen.ts'

/** The name of every app that a run creates or tries to. Nobody else would choose one of this form. */
const OWN_NAME = /^contract-check-[0-9a-f]{8}-\d\d(-x+)?$/i
const ATTEMPTS = 6

/** No app has this id. */
export const UNKNOWN_ID = 999_999_999_999

/** The names of the apps of one run. */
export class Names {
  readonly prefix = `contract-check-${randomBytes(4).toString('hex')}-`
  readonly #client: Client
  readonly #tell: (line: string) => void
  #count = 0

  constructor(client: Client, tell: (line: string) => void) {
    this.#client = client
    this.#tell = tell
  }

  /**
   * The name of an app that is about to be created. It is told before, so that it is known whatever happens.
   *
   * @throws Unseen if the app could not be deleted again
   */
  async next(): Promise<string> {
    if (this.#count === 0) {
      const { status } = await this.#client.api('DELETE', `/v1/apps/${UNKNOWN_ID}`)
      if (status === 401 || status === 403)
        throw new Unseen('the credentials may not delete apps, so none is created')
    }
    this.#count += 1
    const name = this.prefix + String(this.#count).padStart(2, '0')
    this.#tell(`creating ${name}`)
    return name
  }
}

/** The apps that runs have created, of all runs or of the one with this prefix. */
export async function listOwnApps(client: Client, prefix = ''): Promise<{ id: unknown; name: string }[]> {
  const answer = await client.api('GET', '/v1/apps')
  // Which member it is, is one of the statements.
  const list = Object.values(Object(answer.body)).find(Array.isArray)
  if (answer.status !== 200 || list === undefined)
    throw new Trouble(`the apps could not be listed: ${describe(answer)}`)
  const apps = list.map((app) => ({ id: at(app, 'id'), name: String(at(app, 'name')) }))
  return apps.filter(({ name }) => OWN_NAME.test(name) && name.toLowerCase().startsWith(prefix))
}

/**
 * Deletes these apps, and looks whether they are gone. It repeats what fails.
 *
 * @returns the names of those that may be left; undefined if that is not known
 */
export async function removeOwnApps(
  client: Client,
  tell: (line: string) => void,
  prefix?: string,
): Promise<readonly string[] | undefined> {
  const gone = new Set<unknown>()
  let left: readonly string[] | undefined
  const { pollMs } = client.target.pace
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      const apps = (await listOwnApps(client, prefix)).filter(({ id }) => !gone.has(id))
      left = apps.map(({ name }) => name)
      if (apps.length === 0) return left
      for (const { id, name } of apps) {
        const { status } = await client.api('DELETE', `/v1/apps/${id}`)
        // A list may show an app for a while that is a 404 already.
        if (status === 404) gone.add(id)
        else if (status < 300) tell(`deleted ${name}`)
      }
      await client.sleep(pollMs / 5)
    } catch (error) {
      if (!(error instanceof Unseen)) throw error
      await client.sleep(pollMs)
    }
  }
  return left
}
