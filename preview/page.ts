import { readFileSync } from 'node:fs'
import { toHtml } from './markdown.ts'

export interface Preview {
  title: string
  markdown: string
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** One page that needs nothing but itself. */
export function renderPage(previews: readonly Preview[]): string {
  const articles = previews.map(
    ({ title, markdown }) =>
      `<section id="${toId(title)}"><h1>${title}</h1><article class="markdown-body">${toHtml(markdown)}</article></section>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Preview</title>
<style>
${read('page.css')}
</style>
</head>
<body>
${articles.join('\n')}
<script>
${asInline(read('../node_modules/mermaid/dist/mermaid.min.js'))}
</script>
<script>
${asInline(read('draw.js'))}
</script>
</body>
</html>
`
}

/** Where a preview stands on the page. */
export function toId(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

function asInline(script: string): string {
  return script.replaceAll('</script', '<\\/script')
}
