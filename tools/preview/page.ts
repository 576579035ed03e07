import { mkdirSync, writeFileSync } from 'node:fs'
import { toHtml } from './markdown.ts'

/** Markdown and the heading that stands above it on a page. */
export interface Section {
  title: string
  markdown: string
}

const folder = new URL('../../build/', import.meta.url)

/**
 * Writes `build/NAME.html`, which shows Markdown as GitHub does. The page loads its style and its scripts from this
 * checkout by relative links: it opens without a network, but not from another place.
 *
 * @returns the URL of the page
 */
export function writePage(name: string, sections: readonly Section[]): string {
  const page = new URL(`${name}.html`, folder)
  mkdirSync(folder, { recursive: true })
  writeFileSync(page, renderPage(name, sections))
  return page.href
}

function renderPage(name: string, sections: readonly Section[]): string {
  const articles = sections.map(
    ({ title, markdown }) =>
      `<section id="${toId(title)}"><h1>${title}</h1><article class="markdown-body">${toHtml(markdown)}</article></section>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${name}</title>
<link rel="stylesheet" href="../tools/preview/page.css">
</head>
<body>
${articles.join('\n')}
<script src="../node_modules/mermaid/dist/mermaid.min.js"></script>
<script src="../tools/preview/draw.js"></script>
</body>
</html>
`
}

/** The id of a section on the page. */
export function toId(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}
