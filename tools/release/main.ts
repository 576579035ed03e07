import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { type Lockfile, makeBill } from './bill-of-materials.ts'
import { notesOf } from './notes.ts'

// The release runs this where nothing is installed, so that no dependency can change what is published. It therefore
// imports only Node itself and its own folder; __tests__/tools/release.test.ts runs it in a bare clone.

const usage = `Writes the archive of the last commit, its bill of materials and the notes of its release into a folder:

  node tools/release/main.ts v1.2.3 FOLDER`

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (name: string) => readFileSync(join(root, name), 'utf8')

const [tag = '', folder = ''] = process.argv.slice(2)
const { version } = JSON.parse(read('package.json')) as { version: string }
if (tag !== `v${version}`) refuse(`Tag "${tag}" does not match version ${version} in package.json.`)
if (folder === '') refuse(usage)

mkdirSync(folder, { recursive: true })
const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: repository } = process.env
const notes = notesOf(read('CHANGELOG.md'), version, `${server}/${repository}/blob/${tag}`)
writeFileSync(join(folder, 'notes.md'), notes)
const bill = makeBill(version, read('dist/licenses.txt'), JSON.parse(read('package-lock.json')) as Lockfile)
writeFileSync(join(folder, 'sbom.cdx.json'), `${JSON.stringify(bill, null, 2)}\n`)
// Git could compress the archive itself, with a program and rights that a line in the configuration can change.
const tar = execFileSync('git', ['-c', 'tar.umask=0002', 'archive', '--format=tar', 'HEAD'], {
  cwd: root,
  maxBuffer: 64 * 2 ** 20,
})
writeFileSync(join(folder, `spice-cloud-deploy-action-${tag}.tar.gz`), gzipSync(tar, { level: 9 }))

function refuse(message: string): never {
  console.error(message)
  process.exit(2)
}
