import { expect } from '@jest/globals'
import { blocksOf, isOwnPicture } from './pictures.ts'

const ownTags =
  /<(?:\/?(?:p|pre|b|w?br|ul|li|table|tr|td|code|details|summary)|details open|pre lang="diff"|td colspan="3"|th align="left"|\/th|\/a|a href="https:\/\/(?:spice\.ai(?:\/[^"<>\s]*)?|github\.com\/acme\/taxi\/(?:commit|compare)\/[0-9a-fA-F.]+|github\.com\/spiceai\/spiceai\/releases\/tag\/v\d[\d.rc-]*)"|a href="http:\/\/gitea\.acme\.example:3000\/acme\/taxi\/(?:commit|compare)\/[0-9a-fA-F.]+")>/g

const current = String.raw`(?:Timed out: )?\d+ of \d+ apps? (?:is|are) current`
/** Of a fleet: only one whose apps are all current has a tick. */
const changed = String.raw`${current}; [\d a-z,]+`
const counts = `(?:${current}|${changed})`
const changes = String.raw`\d+ changes?(?:, (?:1 of them )?(?:a removal|removes \d+ components) ⚠️)?`
const plan = String.raw`(?:no changes|would be refused|watch deployment -?\d+|delete the app|(?:(?:${changes}|runtime (?:upgrade|change)|\d+ warnings?)(?:, |$))+)`
const app = String.raw`(?:app \d+|[\da-zA-Z-]+)`
const good = [
  ...['live and verified', 'Deployed', 'Rolled back', 'Rolled back, live and verified'],
  ...['Nothing to delete', current],
]
const doubtful = [
  ...['Live, but its checks failed', 'Verification failed', 'Deployed, then went bad', 'Went bad'],
  ...['(?:Deployed|Rolled back), (?:not checked|nothing pushed)'],
]
const bad = [
  ...doubtful,
  ...['Deployment failed', 'Rollback failed', 'Rollout stuck', 'Deployment superseded', 'Timed out'],
  ...['Nothing was (?:deployed|deleted)', 'The apps were not read', 'Outcome unknown', 'Cancelled', counts],
  '(?:Deployment failed|Rollout stuck|Verification failed|Went bad), rolled back(?: to a version with an error)?',
]
const signs = {
  '✅': good,
  '⚠️': doubtful,
  '❌': bad,
  '⏳': ['Deployment started'],
  '⏩': ['Deployment superseded'],
  '🗑️': ['App deleted'],
}
/** The state of the app, after its name and a sign that fits; a plan has none. */
const headline = new RegExp(
  `^## (?:Plan(?: for ${app})?: ${plan}|${changed}|${Object.entries(signs)
    .map(([sign, states]) => `${sign} (?:${app}: )?(?:${states.join('|')})`)
    .join('|')})$`,
)

const ownBlock =
  /^(<(p|pre|table)>[\s\S]*<\/\2>|<p><b>[^<]*<\/b><\/p>\n<ul>[\s\S]*<\/ul>|<pre lang="diff"><\/pre>|<details( open)?><summary>[^<]*<\/summary>|<\/details>|### (?:Since deployment -?\d+, the last success|Why it is stuck|What the new instance reports))$/

/** Checks that a summary contains only the action's own tags, and no foreign text where Markdown has a meaning. */
export function expectHarmlessSummary(summary: string): void {
  const [first, ...blocks] = blocksOf(summary)
  expect(first).toMatch(headline)
  expect(blocks.length).toBeGreaterThan(0)
  for (const block of blocks) if (!isOwnPicture(block)) expect(block).toMatch(ownBlock)
  const pictures = blocks.filter(isOwnPicture)
  const text = pictures.reduce((rest, picture) => rest.replace(`\n${picture}\n`, '\n'), summary)
  expect(text.replace(ownTags, '')).not.toMatch(/[<>]/)
  expect(summary).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/)
  expectNothingLive(text)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  expect(summary).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/)
}

/** Text that GitHub turns into a link, an image or a notification, outside code and links. */
const actsOnGithub = /@|#\d|\bgh-\d|https?:|www\.|\b[0-9a-f]{7,40}\b|:\w+:/i

/** Checks that nothing in a text notifies anybody or links to a page of somebody else. */
export function expectNothingLive(html: string): void {
  expect(html.replace(/<(pre|code|a)\b[\s\S]*?<\/\1>/g, '').replaceAll('&#39;', "'")).not.toMatch(
    actsOnGithub,
  )
}

/** A summary as a reader sees it. */
export function readSummary(summary: string): string {
  return (
    summary
      // In a block of text they only keep long lines on the page.
      .replace(/<pre[^>]*>[\s\S]*?<\/pre>/g, (block) => block.replaceAll('<br>', ''))
      .replace(/<br>/g, '\n')
      .replace(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&amp;', '&')
  )
}
