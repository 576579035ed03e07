import { expect } from '@jest/globals'
import type { Element, Root, RootContent } from 'hast'
import rehypeRaw from 'rehype-raw'
import rehypeSanitize from 'rehype-sanitize'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import type { CommentContext } from '../../src/report/comment.ts'
import { allowed } from '../../testing/markdown.ts'
import { marker } from '../github/fixture.ts'
import { anyCharacter } from '../harness/characters.ts'
import fc from '../harness/property.ts'

/** What a comment is rendered with, changed by what a test is about. */
export const commentContext = (special: Partial<CommentContext> = {}): CommentContext => ({
  marker: marker(),
  repositoryUrl: 'https://github.com/acme/taxi',
  runUrl: 'https://github.com/acme/taxi/actions/runs/100/attempts/1',
  at: new Date('2026-11-24T12:05:00Z'),
  redact: (text) => text,
  ...special,
})

const markdown = unified().use(remarkParse).use(remarkGfm)
const toHtml = unified().use(remarkRehype, { allowDangerousHtml: true }).use(rehypeRaw)
const sanitize = unified().use(rehypeSanitize, allowed)

const ownTags = [
  ...['h3', 'p', 'b', 'br', 'wbr', 'sub', 'code', 'a', 'table', 'tbody', 'tr', 'th', 'td', 'ul', 'li'],
  ...['details', 'summary', 'pre'],
]

/** Text that GitHub turns into a link, an image or a notification, outside code and links. */
const actsOnGithub = /@|#\d|\bgh-\d|https?:|www\.|\b[0-9a-f]{7,40}\b/i

/**
 * Reads a comment as GitHub does, and checks that it is the action's own: no Markdown, no foreign tags or links,
 * and nothing that notifies anybody.
 */
export function expectHarmlessComment(comment: string): void {
  expect(comment).toMatch(/^<!-- spice-cloud-(deploy|plan) [^<>]+ -->\n<h3>/)
  expect(comment.length).toBeLessThan(65_536)
  expect(comment.isWellFormed()).toBe(true)
  expect(comment).not.toMatch(/[[\p{Cc}\p{Bidi_Control}]--[\n\t]]/v)

  const parsed = markdown.parse(comment)
  // Everything is in blocks of HTML, where Markdown means nothing.
  expect(parsed.children.filter(({ type }) => type !== 'html')).toEqual([])
  const tree = toHtml.runSync(parsed) as Root
  const seen = elements(tree)
  expect(seen.filter((element) => !ownTags.includes(element.tagName) || !hasOwnAttributes(element))).toEqual(
    [],
  )
  expect(seen.filter(({ tagName }) => tagName === 'h3')).toHaveLength(1)
  expect(seen.filter(({ tagName }) => tagName === 'table').length).toBeLessThanOrEqual(5)
  // Every tag is in an allowed place: GitHub removes nothing.
  expect(elements(sanitize.runSync(tree) as Root).map(({ tagName }) => tagName)).toEqual(
    seen.map(({ tagName }) => tagName),
  )
  expect(ownText(tree)).not.toMatch(actsOnGithub)
}

const ownLink =
  /^https:\/\/(spice\.ai(\/[^/\s]+\/[^/\s]+)?|github\.com\/acme\/taxi\/(commit\/[0-9a-f]+|actions\/runs\/\d+(\/attempts\/\d+)?))$/

/** What each attribute of a tag may be. All other tags have none. */
const ownAttributes: Readonly<Record<string, readonly [name: string, allowed: RegExp]>> = {
  a: ['href', ownLink],
  th: ['align', /^left$/],
  pre: ['lang', /^diff$/],
}

function hasOwnAttributes({ tagName, properties }: Element): boolean {
  const entries = Object.entries(properties)
  const [name, allowed] = ownAttributes[tagName] ?? []
  if (name === undefined || allowed === undefined) return entries.length === 0
  return entries.length === 1 && entries[0]?.[0] === name && allowed.test(String(entries[0][1]))
}

/** A comment as a reader sees it. */
export function readComment(comment: string): string {
  return text(toHtml.runSync(markdown.parse(comment)) as Root, () => true)
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function elements(node: Root | Element): Element[] {
  return node.children.flatMap((child) => (child.type === 'element' ? [child, ...elements(child)] : []))
}

/** All text that is not in code or a link, where GitHub leaves it alone. */
function ownText(tree: Root): string {
  return text(tree, ({ tagName }) => !['code', 'pre', 'a'].includes(tagName))
}

function text(node: Root | RootContent, isWanted: (element: Element) => boolean): string {
  if (node.type === 'text') return node.value
  if (node.type !== 'root' && (node.type !== 'element' || !isWanted(node))) return ''
  return node.children.map((child) => text(child, isWanted)).join('')
}

/** Text of others that means something in Markdown, in HTML or to a terminal. */
export const nastyTexts = [
  '| a | b |\n| --- | --- |\n| c | d |',
  '</code></td></tr></table></p><h1>x</h1><script>alert(1)</script>',
  '--> <!-- x <img src=x onerror=1>',
  '@everyone @acme/team #1 GH-1 acme/taxi#1 https://evil.example www.evil.example a@evil.example',
  '[link](https://evil.example) ![image](https://evil.example/x.png) <https://evil.example>',
  '`code` ``` \\` &lt; &#64;everyone &commat;everyone',
  '\n\n# heading\n\n- item\n\n```\nfence\n\n> quote\n\n---\n',
  '\u202etxt.exe\u202c \u2066x\u2069 \u200f \u0000\u001b[31m\r\n\u2028',
  ':tada: 1f2e3d4c5b6a79880716253443526170f1e2d3c4 \ud83d \udc00',
  '**bold** _it_ ~~no~~ $x$ ~x~ ==x== [^1]',
  '</pre></details><h1>x</h1><script>alert(1)</script><!-- spice-cloud-plan app:1 run:9.9 -->',
  '\u202etxt.exe\u202c \u2066x\u2069 \u200f \u200b\u0000\u001b[31mred\u001b[0m\r\n\u2028',
]

const word = fc.oneof(
  fc.string({ unit: anyCharacter, maxLength: 8 }),
  fc.constantFrom(...nastyTexts, '\n', '`', '@'),
)
export const anyText = fc.array(word, { maxLength: 12 }).map((words) => words.join(''))
