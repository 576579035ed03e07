import { readFileSync } from 'node:fs'
import { notesOf } from './workflows/changelog.ts'

// Prints the notes of a release: node scripts/release-notes.ts v1.2.3

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
const tag = process.argv[2] ?? ''
const { version } = JSON.parse(read('package.json')) as { version: string }
if (tag !== `v${version}`) throw new Error(`Tag "${tag}" does not match version ${version} in package.json.`)
process.stdout.write(notesOf(read('CHANGELOG.md'), version))
