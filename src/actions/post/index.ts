import type { RunEvent } from '../../core/events.ts'
import { initialState, reduce } from '../../core/reduce.ts'
import { terminalOutcome } from '../../deploy/deployment.ts'
import { findDeployment, listOnceMore } from '../../deploy/list.ts'
import { connect, type Setup, type System } from '../../entry/setup.ts'
import { readInputs } from '../../inputs/inputs.ts'
import { readSecrets } from '../../inputs/request.ts'
import { maskCredentials } from '../../inputs/table-reader.ts'
import { deadlineIn, maxOptionalMs } from '../../platform/clock.ts'
import { keepingWhole } from '../../platform/excerpt.ts'
import { Redaction } from '../../platform/redaction.ts'
import { join } from '../../platform/text.ts'
import { needsList } from '../../report/ending.ts'
import { describeLive, liveOf } from '../../report/live.ts'
import { Log } from '../../report/log.ts'
import { readId } from '../../spice/schema.ts'
import { describeEnd, describeUnread, renderSummary } from './words.ts'

/** Reports for a step that could not: it was killed, ran out of time, or got no signal. It never fails the job. */
export function post(env: Setup['env'], system: System): Promise<number> {
  const cancelled = system.cancelled.then(() => 0)
  const secrets = new Redaction(system.runner.mask)
  return Promise.race([keepingWhole(secrets, () => report(secrets, env, system)), cancelled])
}

async function report(secrets: Redaction, env: Setup['env'], system: System): Promise<number> {
  const { runner } = system
  maskCredentials(runner, secrets)
  await readSecrets(runner.getInput('secrets'), secrets, runner.getInput('app-id'))
  const { redact } = secrets
  const id = readId(runner.getState('deployment-id'))
  const appId = readId(runner.getState('app-id'))
  const status = await readStatus(id, appId, secrets, env, system).catch((error: Error) =>
    describeUnread(id, error.message),
  )
  const text = join('\n', status, runner.getState('left-behind'))
  new Log(runner, redact).print({ kind: 'warning', text })
  await runner.appendSummary(renderSummary(text, appId, redact)).catch(() => {})
  return 0
}

async function readStatus(
  id: number | undefined,
  appId: number | undefined,
  secrets: Redaction,
  env: Setup['env'],
  system: System,
): Promise<string> {
  const { runner } = system
  const onlyReads = runner.getInput('deployment-id') !== '' || /^true$/i.test(runner.getInput('dry-run'))
  if (id === undefined && onlyReads) return 'The step was interrupted. It changes nothing in Spice Cloud.'
  if (id === undefined || appId === undefined) return describeUnread(id)
  const { inputs, credentials } = readInputs(runner)
  // Only the action that goes back has this input, with a default.
  const action = runner.isInputSet('to') ? 'rollback' : 'deploy'
  let state = initialState(system.clock.now(), action)
  const emit = (event: RunEvent) => {
    state = reduce(state, { ...event, atMs: system.clock.now() })
  }
  emit({ type: 'app.identified', appId })
  const requests = new AbortController()
  const setup = { ...system, env, payload: {}, secrets, report: { emit }, requests, comment: requests }
  const { api, clock } = (await connect(inputs, credentials, setup)).context
  const { deployment, newer, list } = await findDeployment(id, api, appId, deadlineIn(maxOptionalMs, clock))
  if (deployment === undefined) return describeUnread(id)
  emit({ type: 'deployment.polled', deployment, listed: list.deployments })
  const isAttached = inputs.deploymentId !== undefined
  const outcome = terminalOutcome(deployment, newer) ?? ({ kind: 'timed-out', deployment } as const)
  if (needsList(outcome, state, clock.now())) await listOnceMore(appId, { api, clock, inputs })
  const ended = { ...state, isAttached, outcome }
  return join(' ', describeEnd(deployment, newer, state), describeLive(liveOf(ended), ended))
}
