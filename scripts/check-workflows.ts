import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runActionlint } from './workflows/actionlint.ts'
import { check } from './workflows/check.ts'
import { type Finding, formatFinding } from './workflows/finding.ts'
import { actionlint, findGoTool } from './workflows/go-tool.ts'

// Checks the given workflows, Markdown pages and action.yml files with GitHub's language service and, if it is installed,
// with actionlint. Without arguments it checks all files of this repository.
//
//   npm run workflows     installs actionlint if Go is available

const { values, positionals } = parseArgs({
  options: { install: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const root = fileURLToPath(new URL('..', import.meta.url))
if (positionals.length === 0) process.chdir(root)
const files =
  positionals.length > 0
    ? positionals
    : globSync([
        '{.,remove,sandbox}/action.yml',
        '.github/workflows/*.yml',
        'examples/*.yml',
        '*.md',
        'docs/*.md',
      ]).sort()

const findings: Finding[] = []
for (const file of files) findings.push(...(await check(file)))

const program = findGoTool(actionlint, root, values.install)
if (program !== undefined) {
  const workflows = files.filter((file) => file.endsWith('.yml') && !file.endsWith('action.yml'))
  findings.push(...runActionlint(program, workflows))
}

for (const finding of findings) console.error(formatFinding(finding))
console.log(
  `${findings.length} findings in ${files.length} files, by @actions/languageservice ` +
    (program === undefined ? 'only; actionlint is not installed' : 'and actionlint'),
)
process.exitCode = findings.length > 0 ? 1 : 0
