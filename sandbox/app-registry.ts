import type { AppSettings } from './app-settings.ts'
import { type App, type AppSeed, plantApp } from './apps.ts'

/** The region of an app, and what depends on it. */
export type Placement = Pick<App, 'region' | 'cname' | 'endpoint'>

const FIRST_ID = 4711

/** The apps of a cloud: the existing ones, and the deleted ones, which can come back. */
export class AppRegistry {
  readonly apps: App[]
  readonly #deleted: App[] = []
  #nextId: number

  constructor(seeds: readonly AppSeed[], defaultOrg: string, now: number, nextId: number | undefined) {
    this.apps = seeds.map((seed) => plantApp(seed, defaultOrg, now))
    this.#nextId = nextId ?? Math.max(FIRST_ID - 1, ...seeds.map(({ id }) => id)) + 1
  }

  /** The app with that name (case-insensitive). */
  find(org: string, name: string): App | undefined {
    return this.apps.find(isCalled(org, name))
  }

  /** Creates an app without a spicepod. With the name of a deleted app, that app comes back with everything it had. */
  create(org: string, name: string, settings: AppSettings & Placement, now: number): App {
    const index = this.#deleted.findLastIndex(isCalled(org, name))
    const [revived] = index < 0 ? [] : this.#deleted.splice(index, 1)
    const app = revived ?? plantApp({ id: this.#takeId(), name, spicepod: null }, org, now)
    Object.assign(app, { name, ...settings })
    this.apps.push(app)
    return app
  }

  /** Deletes an app. */
  delete(app: App): void {
    this.apps.splice(this.apps.indexOf(app), 1)
    this.#deleted.push(app)
  }

  #takeId(): number {
    // A test may have added an app with any id to the list.
    const taken = new Set([...this.apps, ...this.#deleted].map(({ id }) => id))
    while (taken.has(this.#nextId)) this.#nextId += 1
    this.#nextId += 1
    return this.#nextId - 1
  }
}

function isCalled(org: string, name: string): (app: App) => boolean {
  return (app) => app.org === org && app.name.toLowerCase() === name.toLowerCase()
}
