import { planOf } from '../core/outcome.ts'
import type { RunState } from '../core/state.ts'
import { hasSucceeded } from '../deploy/deployment.ts'
import { isFullCommitId, isSameCommit } from '../github/event.ts'
import { join } from '../platform/text.ts'
import type { Deployment } from '../spice/schema.ts'
import { commitCell, deployedCommit, deployedSettings } from './cells.ts'
import { nameReplaced, renderComponents, replacedAnEdit } from './components.ts'
import { grid, type Html, type Markup, section } from './markup.ts'
import { describeChanges } from './wording.ts'

/** What the run has written, and how its deployment differs from the last one that succeeded. */
export function renderChanges(state: RunState, markup: Markup, max: number): string {
  const { deployment, applied, history } = state
  const last = deployment && history.find((earlier) => hasSucceeded(earlier) && earlier.id !== deployment.id)
  const written = join(
    '\n\n',
    // The first sentences name them if there is no deployment.
    deployment &&
      applied.length > 0 &&
      `<p>Written by this run: ${markup.sentence(describeChanges(applied), { max: 2000 })}.</p>`,
    renderPush(state, markup, max),
  )
  // Without an earlier success there is nothing that a heading could name.
  if (deployment === undefined || last === undefined) return written
  const title = `### Since deployment ${last.id}, the last success`
  return join('\n\n', written, section(title, compareWith(last, deployment, state, markup)))
}

/**
 * An edit that the push has replaced, unless that was undone, and the components that it has changed; empty for a plan,
 * which shows components by itself.
 */
export function renderPush(state: RunState, markup: Markup, max: number): Html {
  const { applied, outcome, recovery, replacedEdit } = state
  if (planOf(outcome) !== undefined) return ''
  // A rollback may have another spicepod than the one that was stored before.
  const result = recovery?.result
  const isBack = recovery?.isRestored && !(result?.kind === 'restored' && result.of)
  const edit =
    replacedEdit && !isBack
      ? `<p>⚠️ ${replacedAnEdit} ${nameReplaced(replacedEdit)
          .map((name) => markup.inlineCode(name))
          .join(', ')}.</p>`
      : ''
  const components = applied.flatMap((change) =>
    change.kind === 'spicepod' ? (change.components ?? []) : [],
  )
  const title = `Pushed: what changed in the stored spicepod${recovery?.isRestored ? ', before the restore' : ''}`
  return join('\n\n', edit, renderComponents(components, title, markup, max - edit.length))
}

/** The settings in which the deployment differs from another one. */
function compareWith(
  last: Deployment,
  deployment: Deployment,
  state: RunState,
  markup: Markup,
): (Html | false)[] {
  const { applied, isAttached } = state
  const { imageTag, replicas } = deployedSettings(state)
  const compared = [
    { name: 'Image', before: last.image_tag, after: imageTag },
    { name: 'Replicas', before: last.replicas, after: replicas },
    { name: 'Commit', before: last.commit_sha, after: deployedCommit(state) },
  ].filter(({ before, after }) => before && after)
  const changed = compared.filter(({ name, before, after }) =>
    // One of the two may be abbreviated.
    name === 'Commit' ? !isSameCommit(String(before), String(after)) : before !== after,
  )
  const names = compared.map(({ name }) => name.toLowerCase())
  // An unknown commit may be another one, and what was written for a deployment of another run is not known.
  const isSame = changed.length === 0 && applied.length === 0 && names.includes('commit') && !isAttached
  return [
    isSame && `<p>No changes: same ${names.join(', ')}.</p>`,
    // What a deployment that did not succeed has does not run.
    grid(
      ['', 'Before', hasSucceeded(deployment) ? 'Now' : 'This run'],
      changed,
      ({ name, before, after }) => {
        if (name !== 'Commit') return [`<b>${name}</b>`, markup.inlineCode(before), markup.inlineCode(after)]
        const [old, now] = [String(before), String(after)]
        const isLinked =
          markup.repositoryUrl && [old, now].every((sha) => isFullCommitId(sha) && markup.isPlain(sha))
        // Three dots show what is new, which is nothing on the way back.
        const dots = state.target === undefined ? '...' : '..'
        const link = isLinked && markup.link(`${markup.repositoryUrl}/compare/${old}${dots}${now}`, 'diff')
        return [`<b>${name}</b>`, commitCell(old, markup), join(' ', commitCell(now, markup), link)]
      },
    ),
  ]
}
