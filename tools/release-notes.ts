import { readFileSync } from 'node:fs'
import { readCommandLine, refuse } from './command-line.ts'
import { notesOf } from './workflows/changelog.ts'

const help = `Prints the notes of a release: node tools/release-notes.ts v1.2.3`

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
const [tag = ''] = readCommandLine(help, {}, true).positionals
const { version } = JSON.parse(read('package.json')) as { version: string }
if (tag !== `v${version}`) refuse(`Tag "${tag}" does not match version ${version} in package.json.`)
const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: repository } = process.env
process.stdout.write(notesOf(read('CHANGELOG.md'), version, `${server}/${repository}/blob/${tag}`))
