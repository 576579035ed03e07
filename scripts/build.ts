import { execFileSync } from 'node:child_process'
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Declares that a package has no side effects, so that the bundler drops the parts that are not used. In `@actions/core`
 * that is a whole HTTP client for OIDC tokens. Loading it took half of the time until the first request.
 */
function declareSideEffectFree(name: string): void {
  const file = `node_modules/${name}/package.json`
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { sideEffects?: boolean }
  if (manifest.sideEffects === false) return
  // Replaces the file instead of writing to it, because other projects may have hard links to it.
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...manifest, sideEffects: false }, null, 2)}\n`)
  renameSync(`${file}.new`, file)
}

declareSideEffectFree('@actions/core')

// Builds into an empty folder, because ncc does not delete the chunks of earlier builds. Replaces dist only if the build
// succeeds.
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
