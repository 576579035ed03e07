import { formatTime, parseTime } from '../platform/clock.ts'
import type { App } from '../spice/schema.ts'

/** `app taxi (4711)`, as far as it is known. */
export function nameApp(app: Pick<App, 'id' | 'name'> | undefined): string {
  if (app === undefined) return 'the app'
  return app.name ? `app ${app.name} (${app.id})` : `app ${app.id}`
}

/** `The app has been paused since 2026-11-24 12:00:00 UTC`; without a time that cannot be read. */
export function describePause(since: string): string {
  const ms = parseTime(since)
  return ms === undefined ? 'The app is paused' : `The app has been paused since ${formatTime(ms)}`
}
