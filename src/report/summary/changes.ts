import type { Facts } from '../facts.ts'
import { type Html, link } from '../html.ts'
import { commitCell, compareUrl } from './details.ts'
import { grid, type Markup, word } from './markup.ts'

/**
 * What is different from the last deployment that succeeded: where to look first when this one did not.
 *
 * @returns a section of the summary; empty where there is nothing to compare
 */
export function renderChanges(facts: Facts, markup: Markup, repositoryUrl: string | undefined): string {
  const { deployment, history = [], source, imageTag, replicas } = facts
  const last = history.find(({ id, status }) => status === 'succeeded' && id !== deployment?.id)
  if (deployment === undefined || last === undefined) return ''
  const sides = [
    side('image', last.image_tag, deployment.image_tag ?? imageTag),
    side('replicas', last.replicas, deployment.replicas ?? replicas),
    side('commit', last.commit_sha, deployment.commit_sha ?? source?.commitSha),
  ].filter((each) => each !== undefined)
  const [compared, changed] = [sides, sides.filter(({ before, after }) => before !== after)]
  if (compared.length === 0) return ''
  const title = `### Since deployment ${last.id}, the last that succeeded`
  if (changed.length === 0) {
    return `${title}\n\n<p>Nothing has changed: ${listOf(compared.map(({ name }) => name))}.</p>`
  }
  const rows = changed.map(({ name, before, after }) => [
    `<b>${name.charAt(0).toUpperCase()}${name.slice(1)}</b>`,
    ...(name === 'commit'
      ? commitCells(String(before), String(after), markup, repositoryUrl)
      : [cell(before, markup), cell(after, markup)]),
  ])
  return `${title}\n\n${grid(['', 'Before', 'Now'], rows)}`
}

interface Side {
  name: string
  before: string | number
  after: string | number
}

/** Undefined where one of them is not known. */
function side(
  name: string,
  before: string | number | null | undefined,
  after: string | number | null | undefined,
): Side | undefined {
  const isKnown = (value: typeof before) => value !== null && value !== undefined && value !== ''
  return isKnown(before) && isKnown(after) ? ({ name, before, after } as Side) : undefined
}

function cell(value: string | number, markup: Markup): Html | undefined {
  return typeof value === 'number' ? word(value) : markup.code(value)
}

function commitCells(
  before: string,
  after: string,
  markup: Markup,
  repositoryUrl: string | undefined,
): (Html | undefined)[] {
  const url = compareUrl(before, after, markup, repositoryUrl)
  const compared = url === undefined ? '' : ` ${link(url, 'what changed')}`
  const cells = [before, after].map((sha) => commitCell(sha, markup, repositoryUrl))
  return [cells[0], `${cells[1]}${compared}`]
}

function listOf(names: readonly string[]): string {
  return names.length < 2
    ? `the same ${names.join()}`
    : `the same ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
