import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { readHeadCommit } from '../head-commit.ts'
import { type ActRun, runAct } from './run.ts'
import { commitAll } from './stage.ts'

// The release workflow runs as it is, for a tag on main of a copy of this repository. Only GitHub is replaced: its own
// actions, and its command gh, which notes what it is asked and keeps the files that it gets. The checks of `.ci/run` are
// left out, because they run anyway, and would run this again.

const workflow = '.github/workflows/release.yml'

const gh = `#!/usr/bin/env bash
set -euo pipefail
here=$(dirname "$0")
echo "$*" >> "$here/calls"
case "$1 $2" in
  'release view') exit 1 ;;
  'release create') cp release/* "$here/published" ;;
  'api --paginate') echo "refs/tags/$TAG" ;;
  'api --silent') [ $# = 3 ] && exit 1 ;;
esac
exit 0
`

/** Signs nothing, but fails like the real one if there is nothing to sign. */
const attest = `shopt -s nullglob
for pattern in $SUBJECTS; do files=($pattern); [ \${#files[@]} -gt 0 ] || { echo "No file: $pattern"; exit 1; }; done
[ -z "$BILL" ] || jq --exit-status '.bomFormat and .specVersion and .serialNumber' "$BILL"
printf '{"subjects":"%s"}' "$(echo $SUBJECTS)" > attestation.json
echo "bundle-path=attestation.json" >> "$GITHUB_OUTPUT"`

/** Runs the release workflow, and makes the files of the release once more to compare them. */
export async function runRelease(program: string, root: string): Promise<ActRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'release-'))
  try {
    const { repository, tag } = createRelease(folder, root)
    const { sha } = readHeadCommit(repository)
    const ref = `refs/tags/${tag}`
    const eventFile = join(folder, 'event.json')
    const head_commit = { id: sha, message: 'Release' }
    writeFileSync(eventFile, JSON.stringify({ ref, after: sha, head_commit }))
    const tools = join(folder, 'tools')
    mkdirSync(join(tools, 'published'), { recursive: true })
    writeFileSync(join(tools, 'gh'), gh, { mode: 0o755 })
    const env = { GITHUB_REPOSITORY: 'acme/action', GITHUB_SERVER_URL: 'https://github.com' }
    const run = await runAct(program, {
      name: 'release.yml, tag on main',
      event: 'push',
      workflow: join(root, workflow),
      repository,
      eventFile,
      actions: createActions(folder, root),
      env: { ...env, GITHUB_REF: ref, GITHUB_REF_NAME: tag, GITHUB_SHA: sha },
      args: ['--secret', 'GITHUB_TOKEN=token'],
      tools,
    })
    if (run.status !== 0) return [run]
    const problem = findProblem(folder, tools, repository, tag, env)
    return [problem === undefined ? run : { ...run, status: 1, log: [...run.log, problem] }]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A copy of this repository whose last commit is ready for a release, with its tag. */
function createRelease(folder: string, root: string): { repository: string; tag: string } {
  const repository = join(folder, 'repository')
  const git = (...args: string[]) => execFileSync('git', ['-C', repository, ...args], { stdio: 'ignore' })
  execFileSync('git', ['clone', '--quiet', '--no-local', root, repository])
  git('switch', '--force-create', 'main')
  const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  appendFileSync(join(repository, 'CHANGELOG.md'), `\n## ${version}\n\n- [Much](docs/app.md)\n`)
  writeFileSync(join(repository, '.ci/run'), 'echo The checks run elsewhere.\n')
  commitAll(repository, 'Release')
  git('tag', `v${version}`)
  git('update-ref', 'refs/remotes/origin/main', 'HEAD')
  return { repository, tag: `v${version}` }
}

/** What stands for the actions that the workflow uses. */
function createActions(folder: string, root: string): Record<string, string> {
  const scripts: Record<string, [run: string, env?: Record<string, string>]> = {
    // act copies the repository.
    'actions/checkout': ['true'],
    // The Node that runs this script comes first in the path.
    'actions/setup-node': ['node --version'],
    'actions/attest': [attest, { SUBJECTS: `\${{ inputs.subject-path }}`, BILL: `\${{ inputs.sbom-path }}` }],
  }
  const uses = readFileSync(join(root, workflow), 'utf8').match(/(?<=uses: )\S+/g) ?? []
  return Object.fromEntries(
    [...new Set(uses)].map((name) => {
      const [run, env = {}] = scripts[name.split('@')[0] ?? ''] ?? []
      if (run === undefined) throw new Error(`${workflow} uses ${name}, which nothing stands for here.`)
      const place = join(folder, name.replaceAll('/', '-'))
      mkdirSync(place)
      const outputs = { 'bundle-path': { value: `\${{ steps.run.outputs.bundle-path }}` } }
      const steps = [{ id: 'run', run, shell: 'bash', env }]
      writeFileSync(
        join(place, 'action.yml'),
        stringify({ name, inputs: inputsOf(name), outputs, runs: { using: 'composite', steps } }),
      )
      return [name, place]
    }),
  )
}

function inputsOf(name: string): Record<string, object> {
  return name.startsWith('actions/attest@') ? { 'subject-path': {}, 'sbom-path': { default: '' } } : {}
}

/** Describes what is wrong with what was published. */
function findProblem(
  folder: string,
  tools: string,
  repository: string,
  tag: string,
  env: Record<string, string>,
): string | undefined {
  const calls = readFileSync(join(tools, 'calls'), 'utf8')
  for (const call of [
    `release create ${tag} `,
    `release edit ${tag} --draft=false`,
    '/git/refs -f ref=refs/tags/v',
  ])
    if (!calls.includes(call)) return `gh was never asked for "${call}":\n${calls}`
  const clone = join(folder, 'clone')
  execFileSync('git', ['clone', '--quiet', repository, clone])
  execFileSync(process.execPath, [join(clone, 'tools/release/main.ts'), tag, join(folder, 'again')], {
    env: { PATH: process.env.PATH, ...env },
  })
  const published = readdirSync(join(tools, 'published'))
  const different = readdirSync(join(folder, 'again')).filter((file) => {
    const [one, two] = [join(tools, 'published', file), join(folder, 'again', file)]
    return !published.includes(file) || !readFileSync(one).equals(readFileSync(two))
  })
  if (different.length > 0) return `Made once more, these files differ: ${different.join(', ')}`
  const signed = join(tools, 'published', `spice-cloud-deploy-action-${tag}.intoto.jsonl`)
  const attested = readFileSync(signed, 'utf8')
  return attested.split('\n').filter(Boolean).length === 2 ? undefined : `Not two attestations:\n${attested}`
}
