import rehypeRaw from 'rehype-raw'
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'

/** What GitHub allows. The default of the library lacks an element of GitHub's own list, which is in `html-pipeline`. */
export const allowed = { ...defaultSchema, tagNames: [...(defaultSchema.tagNames ?? []), 'wbr'] }

// As close to GitHub as open libraries get: GitHub's Markdown with raw HTML, sanitized by GitHub's own rules.
const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize, allowed)
  .use(rehypeStringify)

/** Renders Markdown as GitHub does. A Mermaid chart stays a code block, which `draw.js` draws on the page. */
export function toHtml(markdown: string): string {
  return String(processor.processSync(markdown))
}
