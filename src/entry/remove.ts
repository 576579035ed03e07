// The runner starts this file for `remove/action.yml`. No variable of the environment chooses the action, because
// whoever sets one could turn a deployment into a deletion.
import { start } from './start.ts'

await start('remove')
