import { readFileSync } from 'node:fs'
import type { Check } from './check.ts'
import { accessChecks } from './checks/access.ts'
import { appChecks } from './checks/apps.ts'
import { deploymentChecks } from './checks/deployments.ts'
import { instanceChecks } from './checks/instances.ts'
import { monitorChecks } from './checks/monitors.ts'
import { pauseAndForkChecks } from './checks/pauses-and-forks.ts'
import { runtimeChecks } from './checks/runtime.ts'

/** The checks by the ids of their statements, in the order in which they are run. */
export const CHECKS: Readonly<Record<string, Check>> = {
  ...accessChecks,
  ...appChecks,
  ...deploymentChecks,
  ...runtimeChecks,
  ...instanceChecks,
  ...pauseAndForkChecks,
  ...monitorChecks,
}

/** A statement about Spice Cloud that the action or the sandbox relies on. */
export interface Statement {
  readonly id: string
  readonly text: string
  /** Who says so. */
  readonly source: string
  /** The files that have to change if it does not hold. */
  readonly restsOn: string
}

/** Reads the statements from the tables of the page about them, so that the two cannot differ. */
export function readStatements(): Statement[] {
  const page = readFileSync(new URL('../docs/contract.md', import.meta.url), 'utf8')
  const [checked = ''] = page.split('\n## Statements without a check')
  return [...checked.matchAll(/^\| `([a-z\d-]+)` \| (.+) \| (.+) \| (.+) \|$/gm)].map(
    ([, id = '', text = '', source = '', restsOn = '']) => ({ id, text, source, restsOn }),
  )
}
