import type { Preview } from './page.ts'
import { summaries } from './summaries.ts'

/** All that the page shows, in order. */
export const previews: readonly Preview[] = [...summaries()]
