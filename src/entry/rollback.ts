// The runner starts this file for `rollback/action.yml`.
import { start } from './start.ts'

await start('rollback')
