import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, expect, test } from '@jest/globals'
import { renderOutputs } from '../../tools/outputs-table.ts'
import { findChromium, openChromium } from '../../tools/preview/browser.ts'
import { openPage } from '../../tools/preview/screenshots.ts'
import { inCheckout, linkCheckout } from '../harness/checkout.ts'

const script = fileURLToPath(new URL('../../tools/start.ts', import.meta.url))
const summary = new URL('../../build/summary.html', import.meta.url)

async function start(...args: string[]) {
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  const status = await new Promise((resolve) => child.once('close', resolve))
  return { status, text, lines: text.trimEnd().split('\n') }
}

rmSync(summary, { force: true })
const run = await start('--event', 'pull_request', '--input', 'wait-for-completion=false')
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

test.concurrent.each([
  ['delete the app', '--remove', 'Deleting app sandbox-app (4711)', 'removed', '🗑️ sandbox-app: App deleted'],
  ['read how apps stand', '--fleet', 'fares', 'succeeded', '2 apps'],
  [
    'go back to a deployment',
    '--rollback',
    'Going back to deployment 1001',
    'succeeded',
    '✅ sandbox-app: Rolled back',
  ],
])('npm start can %s instead', async (_, option, line, outcome, headline) => {
  const { status, text } = await start(option, '--event', 'pull_request', '--raw')
  expect(status).toBe(0)
  for (const part of [line, headline]) expect(text).toContain(part)
  expect(text).toMatch(new RegExp(`^outcome +${outcome}$`, 'm'))
})

test.each([
  ['failed', 'Deployment 1001 (commit `c0ffee0`, 1d old) is still live.'],
  ['timeout', 'Deployment 1001 (commit `c0ffee0`, 1d old) is still live.'],
])('npm start shows with %s what goes on serving', async (outcome, live) => {
  expect((await start('--outcome', outcome, '--raw')).text).toContain(live)
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

test('npm start --raw prints the summary as Markdown, writes no page and exits as the action does', async () => {
  rmSync(summary, { force: true })
  const { status, text } = await start('--raw', '--input', 'channel=beta')
  expect(text).toMatch(/^─── Job summary ─+\n\n## ❌ /m)
  expect(existsSync(summary)).toBe(false)
  expect([run.status, status]).toEqual([0, 1])
})
