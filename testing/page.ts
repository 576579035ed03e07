import { mkdirSync, writeFileSync } from 'node:fs'
import { toHtml } from './markdown.ts'
import type { Part, Section } from './samples/summaries.ts'

const folder = new URL('../build/', import.meta.url)

/**
 * Writes `build/NAME.html`, which shows Markdown as GitHub does. The page loads its style and its scripts from this
 * checkout by relative links: it opens without a network, but not from another place.
 *
 * @returns the URL of the page
 */
export function writePage(name: string, sections: readonly Section[]): string {
  return write(name, sections.map(renderSection))
}

/**
 * Writes `build/NAME.html` with a list of contents, and a page for each part.
 *
 * @returns the URLs of the list and of the pages
 */
export function writePages(name: string, parts: readonly Part[]): { contents: string; pages: string[] } {
  const fileOf = (part: Part) => `${name}-${toId(part.title)}`
  const contents = parts.flatMap((part) => {
    const file = `${fileOf(part)}.html`
    const items = part.sections.map(({ title }) => `<li><a href="${file}#${toId(title)}">${title}</a></li>`)
    return [`<h1><a href="${file}">${part.title}</a></h1>`, '<ul>', ...items, '</ul>']
  })
  const others = parts.map((part) => `<a href="${fileOf(part)}.html">${part.title}</a>`)
  const links = `<nav>${[`<a href="${name}.html">Contents</a>`, ...others].join(' · ')}</nav>`
  return {
    contents: write(name, ['<nav>', ...contents, '</nav>']),
    pages: parts.map((part) => write(fileOf(part), [links, ...part.sections.map(renderSection)])),
  }
}

function write(name: string, content: readonly string[]): string {
  const page = new URL(`${name}.html`, folder)
  mkdirSync(folder, { recursive: true })
  writeFileSync(page, renderPage(name, content))
  return page.href
}

function renderSection({ title, markdown }: Section): string {
  return `<section id="${toId(title)}"><h1>${title}</h1><article class="markdown-body">${toHtml(markdown)}</article></section>`
}

function renderPage(name: string, content: readonly string[]): string {
  const hasCharts = content.some((html) => html.includes('language-mermaid'))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${name}</title>
<link rel="stylesheet" href="../tools/preview/page.css">
</head>
<body>
${content.join('\n')}
${hasCharts ? '<script src="../node_modules/mermaid/dist/mermaid.min.js"></script>' : ''}
<script src="../tools/preview/draw.js"></script>
</body>
</html>
`
}

/** The id of a section on the page. */
export function toId(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}
