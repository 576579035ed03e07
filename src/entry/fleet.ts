import { setFlagsFromString } from 'node:v8'
// The runner starts this file for `fleet/action.yml`.
import { start } from './start.ts'

// V8 collects late: with a thousand apps, Node would take 260 MB.
setFlagsFromString('--optimize-for-size')
await start('fleet')
