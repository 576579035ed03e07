import { execFileSync } from 'node:child_process'
import { renameSync, rmSync } from 'node:fs'

// Bundles into a new folder, since ncc leaves the chunks of earlier builds behind, and takes the place of dist only
// when that has worked.
const fresh = 'build/dist'
rmSync(fresh, { recursive: true, force: true })
const ncc = ['node_modules/@vercel/ncc/dist/ncc/cli.js', 'build', 'src/index.ts']
execFileSync(process.execPath, [...ncc, '-o', fresh, '--license', 'licenses.txt'], { stdio: 'inherit' })
rmSync('dist', { recursive: true, force: true })
renameSync(fresh, 'dist')
