import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runActionlint } from './workflows/actionlint.ts'
import { check } from './workflows/check.ts'
import { type Finding, show } from './workflows/finding.ts'
import { actionlint, findGoTool } from './workflows/go-tool.ts'

// Checks workflows, examples, the workflows in the documentation and action.yml: with GitHub's language service, which
// comes with the dependencies, and with actionlint where that is there. Without arguments, those of this repository.
//
//   npm run workflows     with actionlint also where Go is there to install it

const { values, positionals: given } = parseArgs({
  options: { install: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const root = fileURLToPath(new URL('..', import.meta.url))
if (given.length === 0) process.chdir(root)
const files =
  given.length > 0
    ? given
    : globSync(['action.yml', '.github/workflows/*.yml', 'examples/*.yml', '*.md', 'docs/*.md']).sort()

const findings: Finding[] = []
for (const file of files) findings.push(...(await check(file)))

const program = findGoTool(actionlint, root, values.install)
if (program !== undefined) {
  const workflows = files.filter((file) => file.endsWith('.yml') && !file.endsWith('action.yml'))
  findings.push(...runActionlint(program, workflows))
}

for (const finding of findings) console.error(show(finding))
console.log(
  `${findings.length} findings in ${files.length} files, by @actions/languageservice ` +
    (program === undefined ? 'alone: there is no actionlint' : 'and actionlint'),
)
process.exitCode = findings.length > 0 ? 1 : 0
