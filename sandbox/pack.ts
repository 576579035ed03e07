import { execFileSync } from 'node:child_process'
import { cpSync, globSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

// Makes what the package contains: Node reads no types in `node_modules`, so that it needs JavaScript, with the descriptions
// beside it. npm runs this in the folder of the package, before it packs it.

rmSync('build', { recursive: true, force: true })
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc')
execFileSync(process.execPath, [compiler, '--project', '.'], { stdio: ['ignore', 2, 2] })
for (const file of globSync('*.{openapi,overlay}.yaml')) cpSync(file, join('build', file))
