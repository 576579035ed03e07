import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { parse } from 'yaml'

interface Job {
  if?: string
  needs?: string[]
  permissions: Record<string, string>
  strategy?: { matrix: { include: { option?: string }[] } }
  steps: { name?: string; run?: string }[]
}

const { jobs } = parse(readFileSync('.github/workflows/nightly.yml', 'utf8')) as { jobs: Record<string, Job> }

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightly-'))
  mkdirSync(join(folder, 'findings'))
  mkdirSync(join(folder, 'bin'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Runs the step that reports, with a `gh` that knows these issues and records its calls. */
function report(issues: object[]): { calls: string; body: string } {
  const script = jobs.report?.steps.find(({ name }) => name?.startsWith('Open an issue'))?.run ?? 'exit 1'
  writeFileSync(join(folder, 'issues.json'), JSON.stringify(issues))
  const gh = '#!/bin/sh\necho "$*" >> calls\nif [ "$2" = list ]; then cat issues.json; fi\n'
  writeFileSync(join(folder, 'bin/gh'), gh, { mode: 0o755 })
  const env = {
    PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
    CHAOS: 'failure',
    TESTS: 'success',
    EXAMPLES: 'success',
    VULNERABILITIES: 'success',
    RUN_URL: 'https://github.com/acme/action/actions/runs/1',
  }
  const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-e', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env,
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return {
    calls: readFileSync(join(folder, 'calls'), 'utf8'),
    body: readFileSync(join(folder, 'body.md'), 'utf8'),
  }
}

test('a finding of the night opens an issue that says how to repeat it, and in which everything else is code', () => {
  const text = `npm run chaos -- --runs 10 --seed 7 --twins\n${'@team\r# x\n'.repeat(2000)}--path 1:2\n`
  writeFileSync(join(folder, 'findings/chaos--twins.txt'), text)
  const { calls, body } = report([])
  expect(calls).toContain('issue create --title The nightly run has found something --body-file body.md')
  expect(body).toContain('\n    npm run chaos -- --runs 10 --seed 7 --twins\n')
  expect(body).toContain('\n    --path 1:2\n')
  expect(body.match(/^ {0,3}\S.*$/gm)).toEqual([
    'Chaos: failure. Tests: success. Examples: success. Vulnerabilities: success. https://github.com/acme/action/actions/runs/1',
    'chaos--twins:',
  ])
  // GitHub takes 65,536.
  expect(body.length).toBeLessThan(30_000)
})

test('a night without a report of its own, such as one that was cancelled, still opens the issue', () => {
  expect(report([]).calls).toContain('issue create')
})

test('a second finding comments on the issue that is open, but not on one that a person has written', () => {
  const title = 'The nightly run has found something'
  const ours = { number: 8, title, author: { is_bot: true } }
  const others = { number: 7, title, author: { is_bot: false } }
  expect(report([others, ours]).calls).toContain('issue comment 8 --body-file body.md')
  expect(report([others]).calls).toMatch(/issue create .*\n$/)
})

test('every night plays all kinds of chaos, and only the job that reports can write', () => {
  const kinds =
    readFileSync('__tests__/chaos/main.ts', 'utf8').match(/(?<=^ +npm run chaos -- )--\w+(?= {2,})/gm) ?? []
  expect(kinds.length).toBeGreaterThan(5)
  const played = jobs.chaos?.strategy?.matrix.include.map(({ option }) => option)
  expect(played).toEqual([undefined, ...kinds])
  const { report: reporter, ...others } = jobs
  expect(reporter?.needs).toEqual(Object.keys(others))
  for (const name of Object.keys(others)) expect(reporter?.if).toContain(`needs.${name}.result != 'success'`)
  expect(reporter?.permissions).toEqual({ issues: 'write' })
  for (const { permissions } of Object.values(others)) expect(permissions).toEqual({ contents: 'read' })
})
