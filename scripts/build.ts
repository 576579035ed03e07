import { execFileSync } from 'node:child_process'
import { globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { minifySync } from '@swc/core'

// Builds into an empty folder, because ncc does not delete the chunks of earlier builds. Replaces dist only if the build
// succeeds.
const fresh = 'build/dist'
rmSync(fresh, { recursive: true, force: true })
const ncc = ['node_modules/@vercel/ncc/dist/ncc/cli.js', 'build', 'src/index.ts']
execFileSync(process.execPath, [...ncc, '-o', fresh, '--license', 'licenses.txt'], { stdio: 'inherit' })
for (const file of globSync(`${fresh}/*.js`)) writeFileSync(file, removeUnused(readFileSync(file, 'utf8')))
for (const step of ['post', 'remove']) {
  const source = readFileSync(`src/${step}-step.ts`, 'utf8')
  writeFileSync(`${fresh}/${step}.js`, source.replace('./index.ts', './index.js'))
}
rmSync('dist', { recursive: true, force: true })
renameSync(fresh, 'dist')

/**
 * Removes code that nothing uses, which ncc only marks, and comments and white space. Each module starts on a line of its
 * own after the name of its file, and names are kept, so that a stack trace leads to the source. Chunks that contain only
 * packages get shorter names: their sources are the published ones.
 */
function removeUnused(code: string): string {
  const marked = code
    .replace(/^;\/\/ CONCATENATED MODULE: (.*)$/gm, '/*! $1 */')
    // SWC removes the parentheses around functions, but not a call. They tell V8 to compile a module at once, instead of
    // reading it twice.
    .replace(/^\/\*\*\*\/ \(/gm, 'inParentheses(')
  const minified = minifySync(marked, {
    module: true,
    compress: {
      defaults: false,
      dead_code: true,
      passes: 3,
      side_effects: true,
      toplevel: true,
      unused: true,
    },
    mangle: !code.includes('CONCATENATED MODULE: ./src/'),
    format: { comments: 'some' },
  })
  const output = minified.code.replaceAll('inParentheses(', '(').replace(/\/\*! \.\/\S+ \*\//g, '\n$&\n')
  return `${output.trim()}\n`
}
