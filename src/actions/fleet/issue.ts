import { hash } from 'node:crypto'
import type { RunEvent } from '../../core/events.ts'
import type { CommentRun } from '../../github/comment.ts'
import { repositoryUrl } from '../../github/event.ts'
import { type IssueText, keepIssue } from '../../github/issue.ts'
import { nextTurn } from '../../platform/clock.ts'
import { capitalize, endWithStop, join } from '../../platform/text.ts'
import { timeCell } from '../../report/cells.ts'
import { explainForbidden } from '../../report/comment.ts'
import { describeComponents } from '../../report/components.ts'
import { firstFitting, fold, type Html, literal, Markup } from '../../report/markup.ts'
import { compareComponents } from '../../spicepod/component-changes.ts'
import { diffSpicepods } from '../../spicepod/diff.ts'
import { patchSpicepod } from '../../spicepod/patch.ts'
import type { FleetApp } from './app.ts'
import { describeDeployment, type FleetContext, urlOf } from './report.ts'
import type { Fleet } from './survey.ts'
import type { Edit } from './trace.ts'

// The issue about apps whose spicepod somebody has edited on spice.ai.

/** GitHub accepts 65,536 characters, or more bytes: sources differ. */
const maxBytes = 60_000
const maxChanges = 10
/** The room for what is around a text: the marker's end, a title, the sentence about what is left out. */
const reservedBytes = 500

const end = '<!-- end of spice-cloud-edits -->'
const none = '<p>No app of the fleet differs from the repository because of an edit on spice.ai.</p>'

export function describeEdits(fleet: Fleet, context: FleetContext): IssueText {
  const { name } = fleet
  const edited = fleet.apps.filter(({ edit }) => edit !== undefined)
  const keys = new Map(edited.map((app) => [keyOf(app), app.edit?.key.slice(0, 12)]))
  return {
    title: `Spicepods were edited on spice.ai${name === 'fleet' ? '' : ` (${name})`}`,
    isOurs: (body) => findPart(body, name) !== undefined,
    async change(existing) {
      const before = existing?.body.replaceAll('\r\n', '\n') ?? ''
      const part = findPart(before, name)
      const ids = part?.apps.split(',').filter(Boolean) ?? []
      const recorded = new Map(ids.map((pair) => pair.split('.') as [string, string]))
      // Whoever has closed the issue has seen what it said, and not the list in its marker.
      const isSaid = ({ entry }: FleetApp) =>
        part !== undefined && (left.test(part.text) || part.text.includes(nameOf(entry.app, context) ?? ''))
      const isNews =
        [...keys].some(([app, edit]) => recorded.get(app) !== edit) ||
        (existing?.isOpen === false && !edited.every(isSaid))
      // An app that could not be read may still be edited. It alone is no reason to write.
      const unread = fleet.apps.filter((app) => !app.isEditKnown && recorded.has(keyOf(app)))
      const all = new Map([...unread.map((app) => [keyOf(app), recorded.get(keyOf(app))] as const), ...keys])
      const isOver = [...recorded.keys()].some((app) => !all.has(app))
      if (!isNews && !isOver && (existing === undefined || unread.length > 0)) return undefined
      const pairs = Array.from(all, (pair) => pair.join('.')).join(',')
      const first = `<!-- spice-cloud-edits name:${name} apps:${pairs} -->`
      const others = part === undefined ? before : before.replace(part.text, '')
      const room = maxBytes - reservedBytes - Buffer.byteLength(others + first)
      const text = [first, await renderEdits(edited, unread, context, room), end].join('\n').toWellFormed()
      const body = part === undefined ? text : before.replace(part.text, () => text)
      // An issue that a person has closed stays closed until something else is edited.
      const isOpen = all.size > 0 && (isNews || existing?.isOpen !== false)
      if (body === before && isOpen === existing?.isOpen) return undefined
      const isClosing = existing?.isOpen === true && !isOpen
      return { body, isOpen, ...(isClosing && { comment: none }) }
    },
  }
}

const marker = /^<!-- spice-cloud-edits name:(\S+) apps:(\S*) -->$/m
/** Stands for the apps for which there was no room. */
const left = /^<p>… and \d+ more\.<\/p>$/m

/** The part of a body that is ours, if its first marker is that of a fleet. Text of people around it stays. */
function findPart(body: string, name: string): { text: string; apps: string } | undefined {
  const match = marker.exec(body)
  if (match?.[1] !== name) return undefined
  const rest = body.slice(match.index)
  const endIndex = rest.indexOf(`\n${end}`)
  const text = endIndex < 0 ? rest : rest.slice(0, endIndex + 1 + end.length)
  return { text, apps: match[2] ?? '' }
}

function nameOf(app: string, { redact, env }: FleetContext): Html | undefined {
  return new Markup(redact, repositoryUrl(env), { hidesNames: true }).name(app)
}

function keyOf({ entry }: FleetApp): string {
  return hash('sha256', entry.app.toLowerCase()).slice(0, 8)
}

async function renderEdits(
  edited: readonly FleetApp[],
  unread: readonly FleetApp[],
  context: FleetContext,
  room: number,
): Promise<Html> {
  if (edited.length + unread.length === 0) return none
  const markup = new Markup(context.redact, repositoryUrl(context.env), { hidesNames: true })
  const frames: Html[] = []
  for (const app of edited) frames.push(await renderEdit(app, 0, context, markup))
  for (const { entry } of unread) {
    frames.push(`<p>${markup.name(entry.app)} could not be read. It was edited before.</p>`)
  }
  const shown = firstFitting(frames, room, 2)
  // Patches share the room that the apps leave.
  let left = room - Buffer.byteLength(shown.join('\n\n'))
  const patched = edited.slice(0, shown.length)
  const blocks: Html[] = []
  for (const [index, app] of patched.entries()) {
    const block = await renderEdit(app, Math.floor(left / (patched.length - index)), context, markup)
    left -= Buffer.byteLength(block) - Buffer.byteLength(frames[index] ?? '')
    blocks.push(block)
  }
  const rest = frames.length - shown.length
  return join('\n\n', ...blocks, ...shown.slice(blocks.length), rest > 0 && `<p>… and ${rest} more.</p>`)
}

/**
 * What differs, who did it, and both ways out.
 * @param room for the patch, in bytes
 */
async function renderEdit(app: FleetApp, room: number, context: FleetContext, markup: Markup): Promise<Html> {
  const { edit, entry } = app
  if (edit === undefined) return ''
  await nextTurn()
  const { file, stored, deployment } = edit
  const path = markup.inlineCode(file.locate().file)
  const changes = describeComponents(compareComponents(file.value, stored), maxChanges)
  const deploying = describeDeployment(compareComponents(stored, file.value))
  const { id, created_by, creation_source, created_at } = deployment ?? {}
  const by = join(' of ', `deployment ${literal(id)}`, markup.inlineCode(created_by ?? creation_source))
  const who = deployment && `<p>Perhaps with ${join(', created ', by, timeCell(created_at, markup))}.</p>`
  const { html, how, title } = renderPatch(edit, path, room - reservedBytes, markup)
  return join(
    '\n\n',
    `<h3>${markup.link(urlOf(app, context.org), markup.name(entry.app))}</h3>`,
    `<p>What the edit changed, compared with the repository: ${changes.map((line) => markup.inlineCode(line)).join(', ')}. A deployment would ${markup.inlineCode(deploying)}.</p>`,
    who,
    `<p><b>To undo the edit</b>, redeploy ${path}: run the workflow that deploys this app.</p>`,
    `<p><b>To keep it</b>, ${how}. Values that look like credentials are hidden.</p>`,
    html === '' ? '<p>The patch is too long to show here.</p>' : fold(title, html),
  )
}

/** The patch that keeps an edit, or as much of it as there is room for, and how to use it. */
function renderPatch({ file, stored }: Edit, path: Html | undefined, room: number, markup: Markup) {
  const { redact } = markup
  const byHand = { html: '', title: '', how: `make the same change in ${path}` }
  if (room <= 0) return byHand
  const patch = patchSpicepod(file, stored, redact)
  // Each hunk ends with its line break, without which Git refuses the patch. The lines before the first one belong to it.
  const parts = patch?.split(/(?<=\n)(?<!^---.*\n.*\n)(?=@@ )/).map((part) => [part])
  const hunks = parts ?? diffSpicepods(file.value, stored, redact, file.value)
  if (hunks === undefined) return byHand
  const what = `${patch ? 'Patch for' : 'Changes of'} ${path}`
  const { html, shown } = markup.diff(hunks, room, patch ? '' : undefined)
  if (shown === 0) {
    const lines = redact(hunks.flat().join('\n'))
      .split('\n')
      .map((line) => [line])
    const first = markup.diff(lines, room, '\n')
    return { ...byHand, html: first.shown > 0 ? first.html : '', title: `${what}: the first lines` }
  }
  const how = patch ? 'apply the patch with <code>git apply</code> in the root of the repository' : byHand.how
  if (shown === hunks.length) return { html, how, title: what }
  const others = 'make the other changes by hand: spice.ai shows the whole spicepod'
  return { html, how: `${how}, and ${others}`, title: `${what}: ${shown} of ${hunks.length} changes` }
}

/** Keeps the issue up to date, and says so: a warning if it cannot be written, which fails nothing. */
export async function keepIssueOfEdits(
  fleet: Fleet,
  context: FleetContext,
  run: CommentRun,
): Promise<RunEvent[]> {
  const kept = await keepIssue(describeEdits(fleet, context), run)
  if (kept === undefined) return []
  if (kept.kind === 'forbidden') {
    const text = explainForbidden(kept, {
      input: 'issue',
      what: 'write issues',
      permission: 'issues: write',
      onFork: 'Set `issue` only in scheduled runs.',
    })
    return [{ type: 'warning', text }]
  }
  if (kept.kind === 'failed') {
    const text = `Could not write the issue about edited apps: ${endWithStop(kept.reason)}`
    return [{ type: 'warning', text }]
  }
  const { kind, number, url } = kept
  const did = kind === 'unchanged' ? 'Nothing has changed in' : capitalize(kind)
  return [
    { type: 'issue.found', number },
    { type: 'note', text: `${did} issue #${number}${url === undefined ? '.' : `: ${url}`}` },
  ]
}
