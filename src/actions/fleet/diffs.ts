import { nextTurn } from '../../platform/clock.ts'
import { count, join } from '../../platform/text.ts'
import { fold, type Html, type Markup } from '../../report/markup.ts'
import { diffSpicepods } from '../../spicepod/diff.ts'
import type { FleetApp } from './app.ts'
import type { FleetInputs } from './inputs.ts'
import { findDeployable } from './matrix.ts'

// What deployments would change in the spicepods of a fleet, line by line.

const maxApps = 20
/** The tags around a diff and the sentence about what is left out, in bytes. */
const maxFrameLength = 1500

/**
 * The diffs of the first apps that are to be deployed, and of those that were edited on spice.ai, folded.
 * @param apps in the order in which they are shown
 * @param max bytes of all together
 */
export async function renderDiffs(
  apps: readonly FleetApp[],
  deploy: FleetInputs['deploy'],
  markup: Markup,
  max: number,
): Promise<Html> {
  const all = findDeployable(apps, [...deploy, 'edited']).filter(({ spicepods }) => spicepods !== undefined)
  const shown = all.slice(0, maxApps)
  let left = max
  const drawn: Html[] = []
  for (const [index, app] of shown.entries()) {
    await nextTurn()
    const diff = renderDiff(app, markup, Math.floor(left / (shown.length - index)))
    left -= Buffer.byteLength(diff)
    if (diff !== '') drawn.push(diff)
  }
  const rest = all.length - drawn.length
  const others = rest > 0 && `<p>The changes of ${count(rest, 'more app')} are not shown.</p>`
  return fold('What deployments would change', join('\n\n', ...drawn, others))
}

function renderDiff({ entry, spicepods }: FleetApp, markup: Markup, max: number): Html {
  if (spicepods === undefined || max < maxFrameLength) return ''
  const { stored, file } = spicepods
  const hunks = diffSpicepods(stored, file, markup.redact, file)
  const { html, shown } = markup.diff(hunks ?? [], max - maxFrameLength)
  const isLarge = hunks === undefined || shown < hunks.length
  const omitted = hunks === undefined ? 'These' : `${hunks.length - shown} of ${count(hunks.length, 'hunk')}`
  return join(
    '\n\n',
    `<p>${markup.name(entry.app)}: changes of ${markup.inlineCode(entry.file)}</p>`,
    shown > 0 && html,
    isLarge && `<p>${omitted} are too long to show here.</p>`,
  )
}
