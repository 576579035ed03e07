import type { RuntimeChange } from '../../core/outcome.ts'
import type { Run } from '../../core/run.ts'
import { findRuntimeChange, type PlannedDeployment } from '../../deploy/runtime-change.ts'
import { storedSpicepod } from '../../spice/schema.ts'

/**
 * Finds the runtime that a deployment gets, if that is known and another one than before, and reports what it changes.
 * @param isPreview whether to ask for what is only likely, which is part of the plan of a dry run
 */
export async function checkRuntime(
  planned: PlannedDeployment,
  run: Pick<Run, 'api' | 'clock' | 'deadline' | 'emit' | 'inputs'>,
  isPreview: boolean,
): Promise<RuntimeChange | undefined> {
  const { emit, inputs } = run
  const change = await findRuntimeChange(planned, run, isPreview)
  if (change === undefined || (change.by === 'channel' && !inputs.dryRun)) return change
  const isChecked = inputs.spicepodChecks !== 'off'
  const table = isChecked ? await import('./table.ts') : undefined
  const runtime = { ...change, ...(table && { knownUpTo: table.findLastKnown(change.after) }) }
  emit({ type: 'plan.runtime', runtime })
  if (isChecked) await reportUpgrades(runtime, planned, emit)
  return runtime
}

export async function reportUpgrades(
  upgrade: RuntimeChange,
  { app, given }: Pick<PlannedDeployment, 'app' | 'given'>,
  emit: Run['emit'],
): Promise<void> {
  const { findUpgrades } = await import('./table.ts')
  const spicepod = given?.value ?? storedSpicepod(app?.current)
  const problems = findUpgrades(spicepod, upgrade.before, upgrade.after, given?.locate, upgrade.isEnterprise)
  if (problems.length > 0) emit({ type: 'problems.found', problems, isRefused: false, upgrade })
}
