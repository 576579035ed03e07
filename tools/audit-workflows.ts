import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readCommandLine } from '../testing/command-line.ts'
import { snippetsIn } from './workflows/snippets.ts'

const version = '1.32.0'

/** The exit status if zizmor is not available. */
const skippedStatus = 78

const help = `Audits workflows, examples, each action.yml and the workflows in Markdown pages with zizmor ${version}, as its strictest
persona, "auditor". Fails above the severity "low"; .github/zizmor.yml has the reason for each exception. It asks GitHub
whether pinned hashes are those of their versions if GH_TOKEN is set.

  npm run zizmor

The exit status is ${skippedStatus} if neither zizmor nor pipx is available.`

readCommandLine(help, {})
process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const [program, ...first] = findZizmor()
if (program === undefined) {
  console.log('Skipped: install zizmor (https://docs.zizmor.sh), or pipx to let this script run it.')
  process.exit(skippedStatus)
}
const files = ['.github', ...globSync('examples/*.yml'), ...globSync('{.,*}/action.yml'), ...writePages()]
const options = ['--persona', 'auditor', '--min-severity', 'medium', '--config', '.github/zizmor.yml']
const isOffline = (process.env.GH_TOKEN ?? '') === '' ? ['--offline'] : []
const args = [...first, '--no-progress', ...isOffline, ...options, ...files]
const { status, error } = spawnSync(program, args, { stdio: 'inherit' })
if (error !== undefined) throw error
process.exitCode = status ?? 1

function findZizmor(): string[] {
  const runs = (name: string) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0
  if (spawnSync('zizmor', ['--version'], { encoding: 'utf8' }).stdout?.includes(version)) return ['zizmor']
  return runs('pipx') ? ['pipx', 'run', `zizmor==${version}`] : []
}

/** Writes the workflows that pages show into files, numbered by their page, because zizmor reads no Markdown. */
function writePages(): string[] {
  const folder = 'build/pages'
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return globSync(['*.md', '{docs,examples,sandbox}/*.md']).flatMap((page) =>
    snippetsIn(readFileSync(page, 'utf8'))
      .filter(({ isFragment }) => !isFragment)
      .map(({ text }, index) => {
        const file = join(folder, `${basename(page, '.md')}-${index + 1}.yml`)
        writeFileSync(file, text)
        return file
      }),
  )
}
