import type { Cloud } from './cloud.ts'
import { withUnderscores } from './config-form.ts'
import type { MonitorSettings } from './monitors.ts'

/** What a sandbox is like, as far as that can be set from outside while it runs. What is left out stays as it is. */
export interface Settings {
  readonly monitors?: Partial<MonitorSettings>
}

/** Changes a sandbox. */
export function applySettings({ cloud: { state } }: { cloud: Cloud }, settings: Settings): void {
  Object.assign(state.monitoring, settings.monitors)
}

/** What is set, in the form of a config. */
export function showSettings({ cloud: { state } }: { cloud: Cloud }): unknown {
  const settings: Settings = { monitors: state.monitoring }
  return withUnderscores(settings)
}
