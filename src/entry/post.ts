// The runner starts this file at the end of the job. A main step that was killed at once leaves no state behind, so the
// state does not tell the two steps apart: each has a file.
import { start } from './start.ts'

if (process.env.STATE_ended === undefined) await start('post')
