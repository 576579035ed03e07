import { randomBytes } from 'node:crypto'
import { at, type Client, describe } from './client.ts'
import { Trouble, Unseen } from './unseen.ts'

/** The name of every app that a run creates or tries to. Nobody else would choose one of this form. */
const OWN_NAME = /^contract-check-[0-9a-f]{8}-\d\d(-x+)?$/i
const ATTEMPTS = 6

/** Makes the names of the apps of one run. */
export function createNames(): { readonly prefix: string; next: () => string } {
  const prefix = `contract-check-${randomBytes(4).toString('hex')}-`
  let count = 0
  return {
    prefix,
    next: () => {
      count += 1
      return prefix + String(count).padStart(2, '0')
    },
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
    } catch (error) {
      if (!(error instanceof Unseen)) throw error
      await client.sleep(client.target.pace.pollMs)
    }
  }
  return left
}
