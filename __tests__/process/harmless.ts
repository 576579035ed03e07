import { expect } from '@jest/globals'

const ownTags =
  /<(?:\/?(?:p|pre|b|br|table|tr|td|code)|th align="left"|\/th|\/a|a href="https:\/\/(?:spice\.ai|github\.com\/acme\/taxi\/commit)\/[^"<>\s]*")>/g

const headline =
  /^## (✅ (Deployed|Deployment started)|❌ (Deployment failed|Deployment superseded|Timed out|Nothing was deployed|Outcome unknown))$/

/** Checks that a summary holds the action's own tags only, and nothing of others where Markdown has a meaning. */
export function expectHarmlessSummary(summary: string): void {
  const withoutOwn = summary.replace(ownTags, '')
  expect(withoutOwn).not.toMatch(/[<>]/)
  // A blank line ends an HTML block, except one that began with <pre>.
  const [first, ...blocks] = summary
    .replace(/<pre>[\s\S]*?<\/pre>/g, '<pre></pre>')
    .split(/\n[ \t]*\n+/)
    .filter((block) => block.trim() !== '')
  expect(first).toMatch(headline)
  expect(blocks.length).toBeGreaterThan(0)
  for (const block of blocks) expect(block).toMatch(/^<(p|pre|table)>[\s\S]*<\/\1>\n*$/)
  expect(summary).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may be there
  expect(summary).not.toMatch(/[\u0000-\u0008\u000b-\u001f]/)
}

/** A summary as a reader sees it. */
export function readSummary(summary: string): string {
  return summary
    .replace(/<br>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}
