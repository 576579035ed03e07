import { execFileSync, spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'

interface Package {
  dev?: boolean
  link?: boolean
  license?: string
  integrity?: string
  hasInstallScript?: boolean
}

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, Package>
}
// A package of this repository has a link and a folder.
const theirs = Object.fromEntries(
  Object.entries(packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link),
)
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
/** What may be bundled; the bundle contains only the parts that it needs. */
const shipped = Object.entries(theirs).filter(([, { dev }]) => !dev)

// They only require attribution, which dist/licenses.txt provides.
const allowed = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']

test('every dependency that may be bundled has a license that permits it', () => {
  expect(shipped.length).toBeGreaterThan(12)
  expect(shipped.filter(([, { license = 'none' }]) => !allowed.includes(license))).toEqual([])
})

test('no dependency runs a script when it is installed', () => {
  expect(shipped.filter(([, { hasInstallScript }]) => hasInstallScript)).toEqual([])
})

test('the lockfile has the checksum of every dependency', () => {
  expect(Object.entries(theirs).filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([])
})

test('the license texts of everything that is bundled are next to the bundle', () => {
  // The bundler starts each with the name of the package and that of its license, on lines of their own.
  const entries = readFileSync('dist/licenses.txt', 'utf8').split(
    /^(?=(?:@[\w.-]+\/)?[\w.-]+\n(?:[\w.-]+)\n)/m,
  )
  const byName = new Map(entries.map((entry) => [entry.split('\n', 1)[0], entry]))
  const names = shipped.map(([path]) => nameOf(path))
  expect([...byName.keys()].filter((name) => !names.includes(name ?? ''))).toEqual([])
  expect([...byName.keys()]).toEqual(expect.arrayContaining(['@actions/core', '@actions/github', 'ky']))
  const bare = [...byName].filter(
    ([, entry]) => !/copyright|permission|license/i.test(entry.split('\n').slice(2).join('\n')),
  )
  expect(bare.map(([name]) => name)).toEqual([])
})

interface WorkflowStep {
  name?: string
  uses?: string
  run?: string
}

interface Workflow {
  permissions?: unknown
  env?: unknown
  defaults?: unknown
  jobs: Record<string, { permissions?: Record<string, string>; env?: unknown; steps: WorkflowStep[] }>
}

const workflowFiles = globSync('.github/workflows/*.yml').sort()
const readWorkflow = (file: string) => parse(readFileSync(file, 'utf8')) as Workflow

test('every action that the workflows and the examples use is pinned by its commit, with its version', () => {
  const uses = [...workflowFiles, ...globSync('examples/*.yml')].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/^\s*(?:- )?uses: (.+)$/gm)].map(([, action = '']) => action),
  )
  expect(uses.length).toBeGreaterThan(20)
  // This repository itself; readers of the examples decide how to pin it.
  const own =
    /^(\.\/(remove|rollback|fleet|sandbox)?|OWNER\/spice-cloud-deploy-action(\/(remove|rollback|fleet|sandbox))?@v1)$/
  const others = uses.filter((action) => !own.test(action))
  expect(others.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([])
})

test.each(workflowFiles)('%s has no permissions except those that a job lists', (file) => {
  const { permissions, jobs } = readWorkflow(file)
  expect(permissions).toEqual({})
  for (const job of Object.values(jobs)) expect(job.permissions).toBeDefined()
})

test('the results of the Scorecard are accepted, since its job runs only known actions and sets no environment', () => {
  const workflow = readWorkflow('.github/workflows/scorecard.yml')
  const { scorecard: job, ...otherJobs } = workflow.jobs
  expect(otherJobs).toEqual({})
  expect([workflow.env, workflow.defaults, job?.env]).toEqual([undefined, undefined, undefined])
  const actions = job?.steps.map(({ uses }) => uses?.split('@')[0])
  expect(actions).toEqual(['actions/checkout', 'ossf/scorecard-action', 'github/codeql-action/upload-sarif'])
})

test('the job that publishes installs nothing, and everywhere else nothing runs when it is installed', () => {
  const { publish, ...others } = readWorkflow('.github/workflows/release.yml').jobs
  const actions = publish?.steps.flatMap(({ uses = '' }) => uses.split('@')[0] || [])
  expect(new Set(actions)).toEqual(new Set(['actions/checkout', 'actions/setup-node', 'actions/attest']))
  expect(publish?.steps.map(({ run = '' }) => run).join('\n')).not.toMatch(/\bnp[mx]\b|\.ci/)
  expect(Object.keys(others)).toEqual(['check'])
  const scripts = [...workflowFiles, '.ci/run'].flatMap(
    (file) => readFileSync(file, 'utf8').match(/\bnpm (?:ci|install|i)\b.*/g) ?? [],
  )
  expect(scripts.length).toBeGreaterThan(3)
  expect(scripts.filter((script) => !script.includes('--ignore-scripts'))).toEqual([])
})

/** Runs the step that creates the release, with a `gh` that records its calls. */
function release(tag: string, existing?: 'draft' | 'published') {
  const folder = mkdtempSync(join(tmpdir(), 'release-'))
  try {
    mkdirSync(join(folder, 'release'))
    mkdirSync(join(folder, 'bin'))
    for (const file of ['action.tar.gz', 'sbom.cdx.json', 'notes.md']) {
      writeFileSync(join(folder, 'release', file), '')
    }
    for (const file of ['provenance.json', 'bill.json']) writeFileSync(join(folder, file), `"${file}"`)
    const view = existing === undefined ? 'exit 1' : `echo ${existing === 'draft'}; exit 0`
    const gh = `#!/bin/sh\nif [ "$2" = view ]; then ${view}; fi\necho "$*" >> calls\n`
    writeFileSync(join(folder, 'bin/gh'), gh, { mode: 0o755 })
    writeFileSync(join(folder, 'calls'), '')
    const { steps = [] } = readWorkflow('.github/workflows/release.yml').jobs.publish ?? {}
    const script = steps.find(({ name }) => name === 'Create the release')?.run ?? 'exit 1'
    const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-e', '-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
        TAG: tag,
        PROVENANCE: 'provenance.json',
        BILL: 'bill.json',
      },
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    if (existing !== 'published') {
      const attested = readFileSync(
        join(folder, `release/spice-cloud-deploy-action-${tag}.intoto.jsonl`),
        'utf8',
      )
      expect(attested).toBe('"provenance.json"\n"bill.json"\n')
    }
    return readFileSync(join(folder, 'calls'), 'utf8').split('\n').filter(Boolean)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const filesOf = (tag: string) =>
  `release/action.tar.gz release/spice-cloud-deploy-action-${tag}.intoto.jsonl release/sbom.cdx.json`

test('a release is a draft until all of its files are attached, so that it can be immutable', () => {
  expect(release('v1.2.3')).toEqual([
    `release create v1.2.3 ${filesOf('v1.2.3')} --draft --verify-tag --title v1.2.3 --notes-file release/notes.md`,
    'release edit v1.2.3 --draft=false',
  ])
  expect(release('v2.0.0-rc.1')[0]).toContain(' --draft --verify-tag --prerelease ')
})

test('a re-run completes the draft of a release, and changes nothing once it is published', () => {
  expect(release('v1.2.3', 'draft')).toEqual([
    `release upload v1.2.3 ${filesOf('v1.2.3')} --clobber`,
    'release edit v1.2.3 --draft=false',
  ])
  expect(release('v1.2.3', 'published')).toEqual([])
})

test('a runner downloads the action, its licenses and its pages, and nothing else', () => {
  const archive = execFileSync('git', ['archive', '--format=tar', 'HEAD'], { maxBuffer: 64 * 1024 * 1024 })
  const paths = execFileSync('tar', ['-t'], { input: archive, encoding: 'utf8' }).trimEnd().split('\n')
  const files = paths.filter((path) => !path.endsWith('/'))
  expect(files).toEqual(
    expect.arrayContaining(['action.yml', 'dist/index.js', 'dist/post.js', 'dist/licenses.txt']),
  )
  const others = files.filter((path) => !path.startsWith('dist/'))
  expect(others).toEqual([
    ...['LICENSE', 'action.yml', 'fleet/action.yml', 'remove/action.yml', 'rollback/action.yml'],
    'sandbox/action.yml',
  ])
  expect(files.filter((path) => !/\.(js|json|md|txt|yml)$|^LICENSE$/.test(path))).toEqual([])
})
