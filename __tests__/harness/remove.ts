import { DEFAULT_APP } from '../../sandbox/state.ts'
import { type ActionRun, deploy, type RunOptions } from './run.ts'

/** The app of a sandbox, as the deploying action has created it for acme/taxi. */
export const previewApp = { ...DEFAULT_APP, tags: { repository: 'acme_taxi' } } as const

/**
 * Runs the action that deletes an app, with the same setup and the same checks as {@link deploy}: by default the preview
 * of acme/taxi, by its id.
 */
export function remove({ sandbox, ...options }: RunOptions = {}): Promise<ActionRun> {
  return deploy({ ...options, action: 'remove', sandbox: { apps: [previewApp], ...sandbox } })
}

/** The operations of the run in Spice Cloud, in order, without the request of the token. */
export function operationsOf({ requests }: ActionRun): string[] {
  return requests.flatMap(({ operation = '' }) =>
    operation === 'token' || operation.startsWith('github') ? [] : operation,
  )
}
