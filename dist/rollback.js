// The runner starts this file for `rollback/action.yml`.
import { start } from './start.js'

await start('rollback')
