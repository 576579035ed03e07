import { existsSync, globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readCommandLine, refuse } from '../testing/command-line.ts'
import { runActionlint } from './workflows/actionlint.ts'
import { check } from './workflows/check.ts'
import type { Finding } from './workflows/finding.ts'
import { actionlint, findGoTool } from './workflows/go-tool.ts'

/** The exit status if actionlint should run and cannot. */
const skippedStatus = 78

const help = `Checks workflows, examples, action.yml files and the workflows in Markdown pages with GitHub's language service and, if
it is installed, with actionlint. With --install, it installs actionlint with Go; the exit
status is ${skippedStatus} if it cannot.

  npm run workflows               checks all files of this repository, with --install
  npm run workflows -- FILE …     checks only these`

const { values, positionals } = readCommandLine(help, { install: { type: 'boolean', default: false } }, true)
const missing = positionals.find((file) => !existsSync(file))
if (missing !== undefined) refuse(`${missing} is not a file.`)
const root = fileURLToPath(new URL('..', import.meta.url))
if (positionals.length === 0) process.chdir(root)
const files =
  positionals.length > 0
    ? positionals
    : globSync([
        '{.,remove,rollback,fleet,sandbox}/action.yml',
        '.github/workflows/*.yml',
        'examples/*.yml',
        '*.md',
        '{docs,examples}/*.md',
      ]).sort()

const findings: Finding[] = []
for (const file of files) findings.push(...(await check(file)))

const program = findGoTool(actionlint, root, values.install)
if (program !== undefined) {
  const workflows = files.filter((file) => file.endsWith('.yml') && !file.endsWith('action.yml'))
  findings.push(...runActionlint(program, workflows))
}

// As compilers do it, so that editors can jump to it.
for (const { file, line, column, message } of findings) console.error(`${file}:${line}:${column} ${message}`)
console.log(
  `${findings.length} findings in ${files.length} files, by @actions/languageservice ` +
    (program === undefined ? 'only; actionlint is not installed' : 'and actionlint'),
)
// What could not be checked must not pass for correct.
process.exitCode = findings.length > 0 ? 1 : values.install && program === undefined ? skippedStatus : 0
