import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { actionlint, actionlintVersion } from './workflows/actionlint.ts'
import { check } from './workflows/check.ts'
import { type Finding, show } from './workflows/finding.ts'

// Checks workflows, examples, the workflows in the documentation and action.yml: with GitHub's language service, which
// comes with the dependencies, and with actionlint where it is on PATH. Without arguments, those of this repository.

const given = process.argv.slice(2)
if (given.length === 0) process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const files =
  given.length > 0
    ? given
    : globSync(['action.yml', '.github/workflows/*.yml', 'examples/*.yml', '*.md', 'docs/*.md']).sort()

const findings: Finding[] = []
for (const file of files) findings.push(...(await check(file)))

const version = actionlintVersion()
if (version !== undefined) {
  findings.push(...actionlint(files.filter((file) => file.endsWith('.yml') && !file.endsWith('action.yml'))))
}

for (const finding of findings) console.error(show(finding))
console.log(
  `${findings.length} findings in ${files.length} files, by @actions/languageservice ` +
    (version === undefined ? 'alone: there is no actionlint on PATH' : `and actionlint ${version}`),
)
process.exitCode = findings.length > 0 ? 1 : 0
