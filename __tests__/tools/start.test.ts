import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, expect, test } from '@jest/globals'
import { renderOutputs } from '../../tools/outputs-table.ts'
import { findChromium, openChromium } from '../../tools/preview/browser.ts'
import { openPage } from '../../tools/preview/screenshots.ts'
import { inCheckout, linkCheckout } from '../harness/checkout.ts'
import type { Answer } from './ask.ts'

const summary = new URL('../../build/summary.html', import.meta.url)

function start(args: string[], input?: string) {
  const env = { ...process.env, FORCE_COLOR: '0' }
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8', input })
  expect(stderr).toBe('')
  return { status, text: stdout, lines: stdout.trimEnd().split('\n') }
}

rmSync(summary, { force: true })
/** What npm start prints with these options. One process gets all questions, because each loads for a second. */
const raw = ['--remove', '--fleet', '--rollback', '--outcome failed', '--input channel=beta']
const questions = raw.map((options) => `tools/start.ts --event pull_request --raw ${options}`.split(' '))
const answers: Answer[] = JSON.parse(start(['__tests__/tools/ask.ts'], JSON.stringify(questions)).text)
const answerTo = (options: string) => answers[raw.indexOf(options)]
const hasWritten = existsSync(summary)
const run = start(['tools/start.ts', '--event', 'pull_request', '--input', 'wait-for-completion=false'])
afterAll(() => rmSync(summary, { force: true }))

test('npm start prints the log without workflow commands or escape sequences', () => {
  expect(run.text).toContain('▼ Deploy\n  Deploying app 4711')
  expect(run.text).not.toMatch(/^\s*(::|##\[)/m)
  expect(run.text).not.toContain('\u001b')
})

test('npm start prints the outputs as a table and shortens long values to fit the line', () => {
  expect(run.lines).toContain('app-id                 4711')
  const deployment = run.lines.find((line) => line.startsWith('deployment  '))
  expect(deployment).toMatch(/^deployment {13}\{"id":1001,.{70,}…$/)
  expect(deployment?.length).toBe(110)
})

test('the table of outputs keeps each value on its line and readable in a narrow terminal', () => {
  const table = renderOutputs({ id: '7', message: 'first\nsecond\u001b[31m', text: '🚕'.repeat(30) }, 10)
  const lines = ['id       7', 'message  first second [31m', `text     ${'🚕'.repeat(19)}…`]
  expect(stripVTControlCharacters(table).split('\n')).toEqual(lines)
})

test('npm start ends with the URL of a page that shows the job summary and the comment', () => {
  expect(run.lines.at(-1)).toBe(summary.href)
  const page = readFileSync(summary, 'utf8')
  expect(page).toMatch(/<h1>Job summary<\/h1><article class="markdown-body"><h2>.*<code>1001<\/code>/s)
  expect(page).toContain('<h1>Comment on pull request 7</h1>')
})

test.each([
  ['delete the app', '--remove', 'Deleting app sandbox-app (4711)', 'removed', '🗑️ sandbox-app: App deleted'],
  ['read how apps stand', '--fleet', 'fares', 'succeeded', '2 apps'],
  ['go back', '--rollback', 'Going back to deployment 1001', 'succeeded', '✅ sandbox-app: Rolled back'],
])('npm start can %s instead', (_, option, line, outcome, headline) => {
  const { status, stdout = '' } = answerTo(option) ?? {}
  expect(status).toBe(0)
  for (const part of [line, headline]) expect(stdout).toContain(part)
  expect(stdout).toMatch(new RegExp(`^outcome +${outcome}$`, 'm'))
})

test('npm start shows with failed what goes on serving', () => {
  const live = 'Deployment 1001 (commit `c0ffee0`, 1d old) is still live.'
  expect(answerTo('--outcome failed')?.stdout).toContain(live)
})

test('npm start deploys from a folder with a blank in its path', () => {
  const folder = linkCheckout()
  const options = {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_DIR: resolve('.git') },
  } as const
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...inCheckout, 'tools/start.ts', '--raw'],
    options,
  )
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^outcome +succeeded$/m)
  rmSync(dirname(folder), { recursive: true })
})

const chromium = findChromium()
const inBrowser = chromium === undefined ? test.skip : test
inBrowser('the page of npm start opens from its file without the network', async () => {
  const requests: string[] = []
  const browser = await openChromium(chromium ?? '')
  try {
    const page = await openPage(browser, summary.href, 'light', (opened) => {
      opened.on('request', (request) => requests.push(request.url()))
    })
    expect(await page.locator('article').count()).toBe(2)
    expect(await page.locator('code.language-mermaid, .error-icon').count()).toBe(0)
  } finally {
    await browser.close()
  }
  expect(requests.filter((url) => !/^(file|blob):/.test(url))).toEqual([])
})

test('npm start --raw prints the summary as Markdown, writes no page and exits as the action does', () => {
  expect(answerTo('--input channel=beta')?.stdout).toMatch(/^─── Job summary ─+\n\n## ❌ /m)
  expect(hasWritten).toBe(false)
  expect([run.status, answerTo('--input channel=beta')?.status]).toEqual([0, 1])
})
