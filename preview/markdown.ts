import rehypeRaw from 'rehype-raw'
import rehypeSanitize from 'rehype-sanitize'
import rehypeStringify from 'rehype-stringify'
import remarkGfm from 'remark-gfm'
import remarkParse from 'remark-parse'
import remarkRehype from 'remark-rehype'
import { unified } from 'unified'

// The nearest relatives of what GitHub uses: its Markdown, raw HTML let in, then cleaned by GitHub's own rules.
const processor = unified()
  .use(remarkParse)
  .use(remarkGfm)
  .use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw)
  .use(rehypeSanitize)
  .use(rehypeStringify)

/** Markdown as GitHub would show it; a picture stays a block of code, which the page draws. */
export function toHtml(markdown: string): string {
  return String(processor.processSync(markdown))
}
