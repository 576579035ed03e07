import { survey, surveyed } from '../actions/fleet/verdict.ts'
import { removalExplanations } from '../actions/remove/words.ts'
import { InputError, isDenied, PreconditionError } from '../core/errors.ts'
import type { Action, Outcome } from '../core/outcome.ts'
import { type Location, locationOf, type Problem } from '../core/problem.ts'
import type { RunState } from '../core/state.ts'
import { isUnfinished, reasonOf, terminalOutcome } from '../deploy/deployment.ts'
import { newerThan } from '../deploy/list.ts'
import { describeBadBake, describeBake } from '../features/bake/words.ts'
import { causesOf, describeRollout } from '../features/doctor/report.ts'
import { capitalize, count, cut, endWithStop, join, maxLength } from '../platform/text.ts'
import {
  adviseOnCause,
  adviseOnDeployment,
  adviseOnWaiting,
  adviseUnverified,
  explainRefusal,
} from './advice.ts'
import { nameTarget, pageOf } from './cells.ts'
import { countChecks, isShown, whyNotVerified } from './checks.ts'
import { type Ending, nameEnd } from './ending.ts'
import { describeProblems, firstLocation, maybe } from './problems.ts'
import {
  describeCommit,
  describeDeployment,
  describeDispatch,
  describeReason,
  formatDuration,
  inputFor,
  limitLines,
} from './wording.ts'

/** What a run says of its outcome, before what is known of every run. */
interface Explanation {
  /** In place of that of the outcome. */
  headline?: string
  todo?: string
  /** All that the log says, unless this is given. */
  errorMessage?: string | undefined
  location?: Location | undefined
  /** A sentence; without its end if there are reasons. */
  what: string
  reasons?: readonly string[]
  /** In place of the reasons where they are listed below: the end of the sentence. */
  brief?: string
  /** Those of the reasons that no table of checks has. */
  listed?: readonly string[]
  /** Whether it says what is live. */
  saysLive?: boolean
  /** Lines about the causes: what is known of the new instance, unless others are given. */
  details?: readonly string[]
  /** Problems whose advice comes first; the first one with a place is the location of the verdict. */
  causes?: readonly Problem[] | undefined
}

type Explanations = { [Kind in Outcome['kind']]: Explain<Kind> }

export type Explain<Kind> = (
  outcome: Outcome & { kind: Kind },
  state: RunState,
  ending: Ending,
) => Explanation

/** Nobody reads more problems of inputs at once. */
const maxProblems = 20
/** Nobody reads more reasons in the log; the summary has a table of them. */
const maxReasons = 10
/** In characters. An annotation has room for what is live and what to do below them. */
const maxReasonsLength = 2500

const explanations: Explanations = {
  planned({ plan }, state) {
    const would = 'Dry run complete; nothing was changed. A real run would'
    if (plan.kind === 'watch') return { what: `${would} watch deployment ${plan.deployment.id}.` }
    if (plan.kind === 'remove') return { what: `${would} delete ${nameTarget(state)}.` }
    const refusals = plan.refusals ?? []
    return {
      what:
        refusals.length > 0
          ? `A real run would be refused: ${refusals.join(' ')} Dry run complete; nothing was changed.`
          : `${would} deploy this.`,
    }
  },

  surveyed,

  removed: (_, state) => ({ what: `${capitalize(nameTarget(state))} was deleted.` }),

  absent: (outcome, _) => ({ what: `Nothing to delete: ${describeReason(outcome)}` }),

  started: ({ deployment }) => ({
    what: `Deployment ${deployment.id} started. Not waiting for it to finish (\`wait-for-completion: false\`).`,
  }),

  succeeded(outcome, state, ending) {
    const { check } = ending
    const { app, skipped } = state
    const baked = describeBake(state)
    const watched = baked && `The app was ${baked}.`
    const isVerified = check === 'passed'
    const { what, saysLive } = nameEnd(outcome, state, ending)
    if (check === 'impossible') {
      const { reason = '', todo = '' } = skipped ?? {}
      const first = `${what}${saysLive ? '. It succeeded' : ''}, but nothing was checked: ${endWithStop(reason)}`
      return { what: join(' ', first, watched, describeDispatch(app, first)), saysLive, todo }
    }
    const isChecked = isVerified && ending.isOwnLive
    const verified = isChecked ? ' and verified' : ''
    const first = join(': ', `${what}${verified}`, isChecked && countChecks(state, 'passed'))
    const breaking = state.compared?.changes.filter((change) => change.breaking).length ?? 0
    const warned = breaking > 0 && `The data has ${count(breaking, 'breaking change')}.`
    const meaning = !isVerified && describeDispatch(app)
    return { what: join(' ', `${first}.`, warned, whyNotVerified(check, state), watched, meaning), saysLive }
  },

  unverified(outcome, state, ending) {
    const { problems, isUnchecked } = outcome
    const { explanations: causes = [], problems: failures = [] } = state.verification ?? {}
    const most = Math.min(maxLength.sentence, maxReasonsLength / Math.min(problems.length, maxReasons))
    const shown = (texts: readonly string[]) =>
      limitLines(
        texts.map((problem) => cut(problem, most)),
        maxReasons,
        'problem',
      )
    const why = describeBadBake(state) || (isUnchecked ? 'it could not be verified' : 'its checks failed')
    const { what, saysLive } = nameEnd(outcome, state, ending)
    const inTable = failures.filter(({ part }) => isShown(part, state)).map(({ text }) => text)
    return {
      what: `${what}, but ${why}`,
      saysLive,
      reasons: shown(problems),
      brief: state.watch === undefined && !isUnchecked ? countChecks(state, 'failed') : '',
      listed: shown(problems.filter((problem) => !inTable.includes(problem))),
      todo: adviseUnverified(outcome, state),
      errorMessage: shown(problems).join('\n'),
      causes,
      location:
        firstLocation([...causes, ...[state.watch?.problem ?? []].flat()]) ??
        failures.find(({ location }) => location)?.location,
    }
  },

  failed({ deployment }, state) {
    const reason = reasonOf(deployment) || 'Spice Cloud gave no reason.'
    return {
      what: `Deployment ${deployment.id} failed: ${cut(reason, maxLength.sentence)}`,
      todo: adviseOnDeployment(deployment) ?? adviseOnCause('secret, dataset or model', state),
      errorMessage: reason,
    }
  },

  stuck({ deployment, problems }, state) {
    const details = describeProblems(problems)
    return {
      what: `Deployment ${deployment.id} ${maybe(problems)}cannot finish; Spice Cloud still reports it in progress.`,
      details,
      // Another spicepod may not need what this one lacks, which the rollback action cannot send.
      todo: join(
        ' ',
        state.action === 'rollback' && 'Or set `to` to another deployment.',
        `App logs: ${pageOf(state)}.`,
      ),
      errorMessage: details.join('\n'),
      causes: problems,
    }
  },

  superseded: ({ deployment, by }, state) => ({
    what:
      deployment === undefined
        ? `Nothing was deployed. The spicepod was changed while this run waited, and deployment ${by.id}${describeCommit(by)} was created. The stored spicepod stays as it is.`
        : `Deployment ${deployment.id} was superseded by deployment ${by.id}${describeCommit(by)} before it finished.`,
    todo: `The newer deployment decides what runs. Add a \`concurrency\` group to run deployments one at a time${state.action === 'deploy' ? ', or set `on-superseded: pass` to let this job pass' : ''}.`,
  }),

  'timed-out'(outcome, state) {
    const limit = formatDuration(state.settings.timeoutMs)
    if (outcome.deployment === undefined) {
      return {
        what: `No deployment could be created within ${limit}: ${describeReason(outcome)}`,
        todo: 'Re-run this job later, or raise `timeout-seconds`.',
      }
    }
    const { id, status } = outcome.deployment
    const reason = reasonOf(outcome.deployment)
    if (state.app?.paused_at && !isUnfinished(outcome.deployment)) {
      return {
        what: `Deployment ${id} did not finish within ${limit}, because the app was paused.`,
        todo: 'Resume the app on spice.ai and re-run this job.',
      }
    }
    const reported = reason && ` Spice Cloud reports: ${cut(reason, maxLength.sentence)}`
    const causes = causesOf(state)
    const chance = causes.length > 0 ? `, but ${maybe(causes)}cannot finish` : ' and may still succeed'
    const what = `Deployment ${id} was still ${cut(status, 50)} after ${limit}. It keeps running in Spice Cloud${chance}.${reported}`
    const todo = join(
      ' ',
      adviseOnDeployment(outcome.deployment),
      causes.length === 0 && adviseOnWaiting(state),
      `Check the result at ${pageOf(state)}.`,
      causes.length === 0 && 'If deployments of this app regularly take longer, raise `timeout-seconds`.',
      !reason &&
        describeRollout(state).length === 0 &&
        'A rollout that never finishes usually has a missing secret, or a dataset or model that cannot load.',
    )
    return { what, todo, causes }
  },

  refused({ error, blockers = [], serverTimeMs }, state) {
    if (error instanceof InputError) {
      const first = error.findings.find(({ certain }) => certain)
      return {
        what: limitLines(error.problems, maxProblems, 'problem').join('\n'),
        todo:
          error.todo ??
          'Nothing was sent to Spice Cloud. Fix the inputs of the step, or the files that they name.',
        location: first && locationOf(first),
      }
    }
    if (error instanceof PreconditionError) return { what: error.message, todo: error.todo }
    const { what, todo } = explainRefusal(error.refusal, state)
    const names = blockers.map((blocker) => describeDeployment(blocker, serverTimeMs)).join(' and ')
    return { what: join('\n', what, names && `Blocked by ${names}.`), todo }
  },

  cancelled({ deployment }, state, ending) {
    const { check } = ending
    const end = deployment && terminalOutcome(deployment, newerThan(deployment.id, state.listed))
    if (end?.kind === 'succeeded') {
      const baked = describeBake(state)
      const before = baked && check === 'passed' ? ' and had been verified before' : ''
      return {
        what: `Cancelled ${baked ? `while the app was ${baked}` : 'during verification'}. Deployment ${end.deployment.id} succeeded${before}.`,
        todo: `Set ${inputFor(end.deployment, state)} to verify ${baked ? 'and watch it again' : 'it'}.`,
      }
    }
    if (end !== undefined) {
      const explain = explanations[end.kind] as Explain<Outcome['kind']>
      const { what, todo = '' } = explain(end, state, ending)
      return { what: `Cancelled. ${what}`, todo }
    }
    if (deployment !== undefined) {
      const { id, status } = deployment
      const causes = causesOf(state)
      return {
        what: `Cancelled while deployment ${id} was ${cut(status, 50)}. It keeps running in Spice Cloud.`,
        details: describeProblems(causes),
        todo: `Check the result at ${pageOf(state)}, or watch it with ${inputFor(deployment, state)}.`,
        causes,
      }
    }
    if (!state.isRequested) {
      return { what: 'Cancelled before a deployment was requested. Nothing was deployed.' }
    }
    return {
      what: 'Cancelled while requesting a deployment; it may have been created.',
      todo: `Check ${pageOf(state)} for a new deployment.`,
    }
  },

  unknown({ deployment, reason, error }, state) {
    const cause = cut(reason, maxLength.sentence)
    const access = isDenied(error) && explainRefusal(error.refusal, state).todo
    if (deployment !== undefined) {
      const causes = causesOf(state)
      const what = `Could not determine the result of deployment ${deployment.id} (last status: ${cut(deployment.status, 50)}): ${cause}`
      if (state.isAppGone) {
        const todo =
          'If the app is still needed, create it again in a new run of the deploying action (`create-app-if-missing: true`).'
        return { what, todo, location: firstLocation(causes) }
      }
      const mayRun = isUnfinished(deployment) && 'The deployment may still be running in Spice Cloud.'
      return { what, todo: join(' ', access, mayRun, `Check the result at ${pageOf(state)}.`), causes }
    }
    return state.isRequested
      ? {
          what: `Could not determine whether a deployment was created: ${cause}`,
          todo: join(' ', access, `Check ${pageOf(state)} for a new deployment before you re-run this job.`),
        }
      : {
          what: `The run ended in an unknown state: ${cause}`,
          todo: `This run did not request a deployment. Check ${pageOf(state)} before you re-run this job.`,
        }
  },
}

const explanationsOf = { deploy: {}, rollback: {}, remove: removalExplanations, fleet: survey }

/** Outcomes that need other words after another action have them. */
export function explanationsFor(action: Action): Explanations {
  return { ...explanations, ...explanationsOf[action] } as Explanations
}
