import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'

// ncc leaves the chunks of earlier builds behind.
rmSync('dist', { recursive: true, force: true })
execFileSync(
  process.execPath,
  [
    'node_modules/@vercel/ncc/dist/ncc/cli.js',
    'build',
    'src/index.ts',
    '-o',
    'dist',
    '--license',
    'licenses.txt',
  ],
  { stdio: 'inherit' },
)
