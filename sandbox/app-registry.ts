import type { AppSettings } from './app-settings.ts'
import { type App, type AppSeed, plantApp } from './apps.ts'

/** Where an app runs, and what depends on that. */
export type Placement = Pick<App, 'region' | 'cname' | 'endpoint'> &
  Partial<Pick<App, 'clusterName' | 'kind'>>

/** What is left of an app after its deletion. */
interface Remains {
  /** How many lists still show it. */
  listsLeft: number
  /** Until when no other app can have its name, by the cloud's clock. */
  readonly nameTakenUntil: number
  /** Whether it comes back if an app with its name is created. */
  readonly revives: boolean
}

const FIRST_ID = 4711

/** The apps of a cloud: the existing ones, and the deleted ones, which can come back. */
export class AppRegistry {
  readonly apps: App[]
  readonly #deleted: (Remains & { readonly app: App })[] = []
  #nextId: number

  constructor(seeds: readonly AppSeed[], defaultOrg: string, now: number) {
    this.apps = seeds.map((seed) => plantApp(seed, defaultOrg, now))
    this.#nextId = Math.max(FIRST_ID - 1, ...seeds.map(({ id }) => id)) + 1
  }

  /** Whether no new app can have that name (case-insensitive). */
  isTaken(org: string, name: string, now: number): boolean {
    const isNamesake = isCalled(org, name)
    return (
      this.apps.some(isNamesake) ||
      this.#deleted.some((each) => isNamesake(each.app) && now < each.nameTakenUntil)
    )
  }

  /** The apps as a list shows them. The first few lists after a deletion may still show the deleted app. */
  list(org: string): App[] {
    const lingering = this.#deleted.filter(({ app, listsLeft }) => app.org === org && listsLeft > 0)
    for (const each of lingering) each.listsLeft -= 1
    return [...this.apps.filter((app) => app.org === org), ...lingering.map(({ app }) => app)]
  }

  /** Creates an app without a spicepod. With the name of a deleted app, that app may come back with its spicepod. */
  create(org: string, name: string, settings: AppSettings & Placement, now: number): App {
    const isNamesake = isCalled(org, name)
    const index = this.#deleted.findLastIndex(({ app, revives }) => revives && isNamesake(app))
    const [revived] = index < 0 ? [] : this.#deleted.splice(index, 1)
    const app = revived?.app ?? plantApp({ id: this.#takeId(), name, spicepod: null }, org, now)
    Object.assign(app, { name, kind: 'managed', clusterName: null, defaultAlerts: true, ...settings })
    this.apps.push(app)
    return app
  }

  /** Adds an app as if it had been there at the start. */
  plant(seed: AppSeed, defaultOrg: string, now: number): App {
    const app = plantApp(seed, defaultOrg, now)
    this.apps.push(app)
    return app
  }

  /** Deletes an app. */
  delete(app: App, remains: Remains): void {
    this.apps.splice(this.apps.indexOf(app), 1)
    this.#deleted.push({ app, ...remains })
  }

  #takeId(): number {
    // A test may have added an app with any id to the list.
    const taken = new Set([...this.apps, ...this.#deleted.map(({ app }) => app)].map(({ id }) => id))
    while (taken.has(this.#nextId)) this.#nextId += 1
    this.#nextId += 1
    return this.#nextId - 1
  }
}

function isCalled(org: string, name: string): (app: App) => boolean {
  return (app) => app.org === org && app.name.toLowerCase() === name.toLowerCase()
}
