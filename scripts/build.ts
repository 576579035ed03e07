import { execFileSync } from 'node:child_process'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Lets the bundler leave out what nobody uses of a package, which it does only where that says that loading it does
 * nothing by itself. Of `@actions/core` that is a whole HTTP client, for tokens that this action does not ask for: half
 * of the time until the first request went into loading it.
 */
function declarePure(name: string): void {
  const file = `node_modules/${name}/package.json`
  const about = JSON.parse(readFileSync(file, 'utf8')) as { sideEffects?: boolean }
  if (about.sideEffects === false) return
  // Put in the place of the old one, which other projects may have links to.
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...about, sideEffects: false }, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}

declarePure('@actions/core')

// Bundles into a new folder, since ncc leaves the chunks of earlier builds behind, and takes the place of dist only
// when that has worked.
const fresh = 'build/dist'
rmSync(fresh, { recursive: true, force: true })
const ncc = ['node_modules/@vercel/ncc/dist/ncc/cli.js', 'build', 'src/index.ts']
execFileSync(process.execPath, [...ncc, '-o', fresh, '--license', 'licenses.txt'], { stdio: 'inherit' })
writeFileSync(
  `${fresh}/post.js`,
  readFileSync('src/post-step.ts', 'utf8').replace('./index.ts', './index.js'),
)
rmSync('dist', { recursive: true, force: true })
renameSync(fresh, 'dist')
