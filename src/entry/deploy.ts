// The runner starts this file for `action.yml`. The build copies it as `dist/index.js`, next to the bundle.
import { start } from './start.ts'

await start('deploy')
