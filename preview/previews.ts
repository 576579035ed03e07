import type { Preview } from './page.ts'
import { comments, summaries } from './summaries.ts'

/** All that the page shows, in order. */
export const previews: readonly Preview[] = [...summaries(), ...comments()]
