import { renderFleetComment } from '../../src/actions/fleet/comment.ts'
import { viewFleet } from '../../src/actions/fleet/report.ts'
import type { Fleet } from '../../src/actions/fleet/survey.ts'
import type { RunState } from '../../src/core/state.ts'
import { isWorthComment, renderComment } from '../../src/report/comment.ts'
import type { CommentKind } from '../../src/report/marker.ts'
import { renderSummary } from '../../src/report/summary.ts'
import { conclude } from '../../src/report/verdict.ts'
import { bakes } from './bakes.ts'
import { data } from './data.ts'
import { fleets } from './fleets.ts'
import { odd } from './odd.ts'
import { plans } from './plans.ts'
import { stateOf } from './taxi.ts'
import { typical } from './typical.ts'

/** Markdown and the heading that stands above it on a page. */
export interface Section {
  title: string
  markdown: string
}

/** Sections that stand on one page of several. */
export interface Part {
  title: string
  sections: readonly Section[]
}

/** Typical and unusual runs, by title. */
export const runs: Readonly<Record<string, RunState>> = { ...typical, ...data, ...bakes, ...odd }

const repositoryUrl = 'https://github.com/acme/taxi'

/** The pages of the preview: summaries and comments of all runs, as the action renders them. */
export async function parts(): Promise<Part[]> {
  const all = Object.entries(typical)
  const middle = all.findIndex(([title]) => title === 'Timed out while in progress')
  const kinds = {
    'Typical runs': Object.fromEntries(all.slice(0, middle)),
    'Runs without a result': Object.fromEntries(all.slice(middle)),
    'Runs about the data': data,
    'Runs that watch the app': bakes,
    'Unusual runs': odd,
  }
  return [
    ...Object.entries(kinds).flatMap(([title, states]) => [
      { title, sections: summaries(states) },
      { title: `${title}: comments`, sections: comments(states) },
    ]),
    { title: 'Plans: comments', sections: planComments() },
    ...(await Promise.all(Object.entries(fleets).map(fleetParts))).flat(),
  ]
}

/** Summary and comment. */
async function fleetParts([title, fleet]: [string, Fleet]): Promise<Part[]> {
  const env = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/taxi', GITHUB_RUN_ID: '1' }
  const context = { org: 'acme', env, redact, isOfFork: false }
  const invalid = fleet.apps.find(({ state }) => state === 'invalid')
  const state = stateOf({
    action: 'fleet',
    fleet: viewFleet(fleet, context),
    outcome: {
      kind: 'surveyed',
      ...(invalid && { failing: `${invalid.entry.app} is invalid`, problem: invalid.problems?.[0] }),
    },
  })
  const comment = await renderFleetComment(fleet, context, verdictOf(state), ['apps/taxi/spicepod.yaml'])
  return [
    { title: `Fleets: ${title}`, sections: [{ title: `Fleet: ${title}`, markdown: summarize(state) }] },
    { title: `Fleets: ${title}: comment`, sections: [{ title: `Comment: ${title}`, markdown: comment }] },
  ]
}

export function summaries(states = runs): Section[] {
  return Object.entries(states).map(([title, state]) => ({ title, markdown: summarize(state) }))
}

/** The comments of those runs that comment. */
function comments(states: Readonly<Record<string, RunState>>): Section[] {
  return Object.entries(states)
    .filter(([, state]) => isWorthComment(state))
    .map(([title, state]) => toComment(`Comment: ${title}`, state))
}

function planComments(): Section[] {
  return Object.entries(plans).map(([title, state]) => toComment(`Plan: ${title}`, state, 'plan'))
}

function toComment(
  title: string,
  state: RunState,
  kind: CommentKind = state.outcome?.kind === 'planned' ? 'plan' : 'deploy',
): Section {
  return {
    title,
    markdown: renderComment(state, verdictOf(state), {
      marker: {
        kind,
        key: '4711',
        nameKey: undefined,
        runId: 1,
        runAttempt: 1,
        deploymentId: state.deployment?.id,
      },
      repositoryUrl,
      runUrl: `${repositoryUrl}/actions/runs/1234567890/attempts/1`,
      at: new Date('2026-11-24T12:00:00Z'),
      redact,
    }),
  }
}

function summarize(state: RunState): string {
  return renderSummary(state, verdictOf(state), { repositoryUrl, redact })
}

function verdictOf(state: RunState) {
  if (state.outcome === undefined) throw new Error('A sample run must have an outcome.')
  return conclude(state.outcome, state)
}

function redact(text: string): string {
  return text.replaceAll('hunter2-hunter2', '***')
}
