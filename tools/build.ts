import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { minifySync } from '@swc/core'
import { type BuildOptions, buildSync, type Metafile } from 'esbuild'
import ts from 'typescript'
import { readControlDocument } from '../sandbox/config-form.ts'
import { readDocument } from '../sandbox/operations.ts'
import { readCommandLine } from '../testing/command-line.ts'

readCommandLine('Bundles the actions and the sandbox into dist. It has no options.', {})
refuseOtherVersions()

const notBundled = './tools/not-bundled.ts'
/** What stands in the place of a package. Node and jest use the packages themselves. */
const replacements = {
  '@actions/exec': notBundled,
  '@actions/http-client': notBundled,
  '@actions/http-client/lib/auth': notBundled,
  undici: notBundled,
  // The same parser, in modules: what nothing uses is left out.
  yaml: './node_modules/yaml/browser/dist/index.js',
}

// Builds into an empty folder, because ncc does not delete the chunks of earlier builds. Replaces dist only if the build
// succeeds.
const fresh = 'build/dist'
rmSync(fresh, { recursive: true, force: true })
mkdirSync(fresh, { recursive: true })
const ncc = ['node_modules/@vercel/ncc/dist/ncc/cli.js', 'build', 'src/entry/start.ts']
// `npm run types` checks the types, so that bundling need not do it again.
const options = ['-o', fresh, '--license', 'licenses.txt', '--transpile-only']
// ncc takes replacements only from such a file.
const paths = Object.fromEntries(Object.entries(replacements).map(([name, path]) => [name, [resolve(path)]]))
const config = resolve('build/tsconfig.json')
writeFileSync(config, JSON.stringify({ extends: '../tsconfig.json', compilerOptions: { paths } }))
execFileSync(process.execPath, [...ncc, ...options], {
  stdio: 'inherit',
  env: { ...process.env, TS_NODE_PROJECT: config },
})
shareModules()
const sandbox = bundle('sandbox', {
  entryPoints: ['sandbox/main.ts'],
  banner: { js: `Object.assign(globalThis,${JSON.stringify(descriptions())})` },
})
const step = bundle('sandbox-action', { entryPoints: ['sandbox/action.ts'] })
for (const file of globSync(`${fresh}/*.js`)) writeFileSync(file, removeUnused(readFileSync(file, 'utf8')))
// The runner starts a copy of each entry.
renameSync(`${fresh}/index.js`, `${fresh}/start.js`)
for (const name of ['deploy', 'post', 'remove', 'rollback', 'fleet']) {
  const source = readFileSync(`src/entry/${name}.ts`, 'utf8').replace('./start.ts', './start.js')
  writeFileSync(`${fresh}/${name === 'deploy' ? 'index' : name}.js`, source)
}
const postStep = readFileSync('sandbox/action-post.ts', 'utf8')
writeFileSync(`${fresh}/sandbox-post.js`, postStep.replace('./action.ts', './sandbox-action.js'))
addLicenses([sandbox, step])
rmSync('dist', { recursive: true, force: true })
renameSync(fresh, 'dist')

/** Other versions of what is bundled than those of the lockfile would make another bundle, which CI refuses. */
function refuseOtherVersions(): void {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const bundlers = ['@vercel/ncc', '@swc/core', 'esbuild', 'typescript'].map((name) => `node_modules/${name}`)
  for (const [path, { version, dev, optional, link }] of Object.entries<Record<string, unknown>>(packages)) {
    if (!path.startsWith('node_modules/') || optional || link) continue
    if (dev && !bundlers.includes(path)) continue
    const installed = existsSync(path) && JSON.parse(readFileSync(`${path}/package.json`, 'utf8')).version
    if (installed === version) continue
    console.error(
      `${path} has ${installed || 'no version'}, and package-lock.json has ${version}. Run \`npm ci\`.`,
    )
    process.exit(1)
  }
}

/** Moves modules that several chunks have into files that these import: ncc repeats them in each. */
function shareModules(): void {
  const chunks = globSync(`${fresh}/*.index.js`)
    .sort()
    .map((file) => {
      const code = readFileSync(file, 'utf8')
      const modules = findModules(ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true))
      return { file, code, modules: new Map(modules.map((module) => [module.name?.getText() ?? '', module])) }
    })
  const files = Map.groupBy(
    chunks.flatMap(({ file, modules }) => Array.from(modules.keys(), (name) => [name, file] as const)),
    ([name]) => name,
  )
  const shared = [...files].flatMap(([name, uses]) =>
    uses.length > 1 ? [[name, uses.map(([, file]) => file).join()] as const] : [],
  )
  for (const [index, names] of [...Map.groupBy(shared, ([, users]) => users).values()].entries()) {
    const name = `shared-${index + 1}`
    const [[, users]] = names as [(typeof names)[number]]
    const using = chunks.filter(({ file }) => users.split(',').includes(file))
    const texts = names.map(([id]) => using[0]?.modules.get(id)?.getText())
    writeFileSync(`${fresh}/${name}.js`, `export const modules = {\n${texts.join(',\n')}\n}\n`)
    for (const chunk of using) {
      const place = (id: string) => chunk.modules.get(id)?.getText() ?? ''
      const code = names.reduce(
        (text, [id]) => text.replace(place(id), () => `${id}: shared${index + 1}[${id}]`),
        chunk.code,
      )
      chunk.code = `import { modules as shared${index + 1} } from './${name}.js'\n${code}`
    }
  }
  for (const { file, code } of chunks) writeFileSync(file, code)
}

/** The members of the object `modules` that a chunk exports. */
function findModules(source: ts.SourceFile): readonly ts.ObjectLiteralElementLike[] {
  return source.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .flatMap(({ name, initializer }) =>
      name.getText() === 'modules' && initializer && ts.isObjectLiteralExpression(initializer)
        ? initializer.properties
        : [],
    )
}

/**
 * Removes code that nothing uses, which the bundlers only mark or cannot see, and comments and white space. Each module of
 * `src` starts on a line of its own after the name of its file, and functions keep theirs, so that a stack trace leads to
 * the source. Files that contain only packages, and the sandbox, get shorter names.
 */
function removeUnused(code: string): string {
  const marked = code
    .replace(/^;\/\/ CONCATENATED MODULE: (\.\/src\/.*)$/gm, '/*! $1 */')
    // SWC removes the parentheses around functions, but not a call. They tell V8 to compile a module at once, instead of
    // reading it twice.
    .replace(/^\/\*\*\*\/ \(/gm, 'inParentheses(')
  // A stack trace has to lead to the function.
  const names = code.includes('CONCATENATED MODULE: ./src/') && { keep_fnames: true, keep_classnames: true }
  const minified = minifySync(marked, {
    module: true,
    compress: {
      defaults: true,
      passes: 3,
      toplevel: true,
      ...(names && { ...names, inline: 0, reduce_funcs: false }),
    },
    mangle: names || true,
    format: { comments: 'some' },
  })
  const output = minified.code.replaceAll('inParentheses(', '(').replace(/\/\*! \.\/\S+ \*\//g, '\n$&\n')
  return `${output.trim()}\n`
}

/** Bundles a part of the sandbox in one file, which no run of the action that deploys loads. */
function bundle(name: string, options: BuildOptions): Metafile {
  const { metafile } = buildSync({
    outfile: `${fresh}/${name}.js`,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minify: true,
    legalComments: 'none',
    metafile: true,
    alias: replacements,
    ...options,
  })
  if (metafile === undefined) throw new Error('esbuild lists no inputs.')
  return metafile
}

/** What the sandbox otherwise reads from the files beside its sources. No check needs the prose in them. */
function descriptions(): Record<string, string> {
  const withoutProse = (key: string, value: unknown) =>
    key === 'description' && typeof value === 'string' ? undefined : value
  return {
    apiDescription: JSON.stringify(readDocument(), withoutProse),
    controlDescription: JSON.stringify(readControlDocument(), withoutProse),
  }
}

/** Adds the licenses of the packages that only the sandbox has. */
function addLicenses(metafiles: readonly Metafile[]): void {
  const file = `${fresh}/licenses.txt`
  const licenses = readFileSync(file, 'utf8')
  const paths = metafiles.flatMap(({ inputs }) => Object.keys(inputs))
  const packages = new Set(
    paths.flatMap((path) => /^(?:.*node_modules\/)((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
  )
  const added = [...packages].sort().flatMap((name) => {
    const { license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))
    const head = `${name}\n${license}\n`
    if (licenses.includes(`\n${head}`) || licenses.startsWith(head)) return []
    const [text] = globSync(`node_modules/${name}/LICEN[CS]E*`)
    if (text === undefined) throw new Error(`${name} has no text of its license.`)
    return `${head}${readFileSync(text, 'utf8').trim()}\n\n`
  })
  writeFileSync(file, `${licenses.trimEnd()}\n\n${added.join('')}`.trimEnd().concat('\n'))
}
