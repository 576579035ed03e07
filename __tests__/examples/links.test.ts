import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'
import rehypeRaw from 'rehype-raw'
import rehypeSlug from 'rehype-slug'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { parse } from 'yaml'

/** Renders a page with the anchors that GitHub gives to its headings. */
const renderer = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSlug)

function readPage(text: string) {
  const anchors: string[] = []
  const targets: string[] = []
  visit(renderer.runSync(renderer.parse(text)), 'element', ({ properties: { id, href, src, srcSet } }) => {
    if (id !== undefined) anchors.push(String(id))
    targets.push(...[href, src, srcSet].flatMap((target) => target ?? []).map(String))
  })
  return { anchors, targets }
}

const files = new Map<string, ReturnType<typeof readPage>>()
function readPageOnce(file: string) {
  const page = files.get(file) ?? readPage(readFileSync(file, 'utf8'))
  files.set(file, page)
  return page
}

/** The targets in this repository that are not there: files, and anchors of pages. Other sites are not asked. */
function findBroken(targets: readonly string[], page: string, anchors: readonly string[] = []): string[] {
  return targets.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false
    const [path = '', anchor] = decodeURI(target).split('#')
    if (path === '') return !anchors.includes(anchor ?? '')
    const file = join(dirname(page), path)
    if (!existsSync(file)) return true
    return anchor !== undefined && !readPageOnce(file).anchors.includes(anchor)
  })
}

const pages = globSync('{*,docs/*,examples/*,sandbox/*}.md').sort()

test.each(pages)('every link and picture of %s leads to a file or a heading of this repository', (page) => {
  const { anchors, targets } = readPageOnce(page)
  expect(findBroken(targets, page, anchors)).toEqual([])
})

test('every page that the sources, workflows and examples name is there, with the heading', () => {
  const sources = globSync(['{action,*/action,.github/**/*,examples/*}.yml', '{src,sandbox,tools}/**/*.ts'])
  const targets = sources.flatMap((file) => [
    ...readFileSync(file, 'utf8').matchAll(/(?<![\w/])(?:docs|examples)\/[\w-]+\.md(?:#[\w-]+)?/g),
  ])
  expect(targets.length).toBeGreaterThan(5)
  expect(findBroken(targets.map(String), 'README.md')).toEqual([])
})

test('links to missing files, headings and pictures are found', () => {
  const { anchors, targets } = readPage(`# A \`b\`, c!

[good](#a-b-c) [good](docs/app.md#secrets) [other site](https://example.com/#nowhere)
[missing heading](#nowhere) [missing file](docs/nowhere.md) [missing heading of a file](docs/app.md#nowhere)

<picture><source srcset="docs/images/nowhere.png"><img src="docs/images/summary-stuck-dark.png"></picture>`)
  expect(findBroken(targets, 'README.md', anchors)).toEqual([
    ...['#nowhere', 'docs/nowhere.md', 'docs/app.md#nowhere', 'docs/images/nowhere.png'],
  ])
})

test('the files that the pages for contributors name are there', () => {
  const pages = ['docs/architecture.md', 'CONTRIBUTING.md'].map((page) => readFileSync(page, 'utf8'))
  const codes = pages.flatMap((page) => Array.from(page.matchAll(/`([^`\s]+)`/g), ([, code = '']) => code))
  const paths = codes.filter((code) => /^[\w.-]+\/[\w./-]+\.(ts|json|ya?ml|md)$/.test(code))
  expect(paths.length).toBeGreaterThan(80)
  const isThere = (path: string) => existsSync(path) || existsSync(join('src', path))
  expect(paths.filter((path) => !isThere(path))).toEqual([])
})

test('the page for those who come from the official action names every input and output', () => {
  const page = readFileSync('docs/coming-from-the-official-action.md', 'utf8')
  const { inputs, outputs } = parse(readFileSync('action.yml', 'utf8'))
  const names = [...Object.keys(inputs), ...Object.keys(outputs)]
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})
