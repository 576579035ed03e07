import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { writePages } from '../../testing/page.ts'
import { parts } from '../../testing/samples/summaries.ts'
import { findChromium, openChromium } from '../../tools/preview/browser.ts'
import { openPage, takeScreenshots } from '../../tools/preview/screenshots.ts'
import { sourcesOfPictures } from '../harness/pictures.ts'

const chromium = findChromium()

const all = await parts()

describe('npm run preview', () => {
  if (chromium === undefined) {
    test.skip('the preview is NOT CHECKED: there is no chromium or google-chrome on the PATH', () => {})
    return
  }

  const sections = all.flatMap((part) => part.sections)
  const { contents, pages: urls } = writePages('preview-test', all)
  const requests: string[] = []
  const errors: string[] = []
  let browser: Browser
  let pages: Page[]

  beforeAll(async () => {
    browser = await openChromium(chromium)
    pages = []
    for (const url of [contents, ...urls]) {
      const page = await openPage(browser, url, 'dark', (opened) => {
        opened.on('request', (request) => requests.push(request.url()))
        opened.on('pageerror', (error) => errors.push(error.message))
        opened.on('dialog', (dialog) => errors.push(dialog.message()))
      })
      pages.push(page)
    }
  })

  afterAll(async () => {
    await browser?.close()
    for (const url of [contents, ...urls]) rmSync(new URL(url))
  })

  /** What a script of the browser finds on all pages. */
  const evaluate = async <Found>(script: string) =>
    (await Promise.all(pages.map((page) => page.evaluate<Found[]>(script)))).flat()
  /** A property of each matching element. */
  const findAll = (selector: string, property: string) =>
    evaluate<string>(`[...document.querySelectorAll('${selector}')].map((each) => each.${property})`)
  /** The same in the rendered Markdown. */
  const find = (selector: string, property: string) => findAll(`article :is(${selector})`, property)
  const count = async (selector: string) => (await findAll(selector, 'tagName')).length
  const countText = async (text: string) => {
    const counts = await Promise.all(pages.map((page) => page.getByText(text).count()))
    return counts.reduce((sum, each) => sum + each)
  }

  test('the preview draws every chart without an error', async () => {
    const expected = sections.flatMap(({ markdown }) => sourcesOfPictures(markdown)).length
    expect(expected).toBeGreaterThan(20)
    expect(await count('article .chart > svg')).toBe(expected)
    expect(await count('.error-icon, .error-text, code.language-mermaid')).toBe(0)
    expect(await countText('Syntax error')).toBe(0)
    expect(errors).toEqual([])
  })

  test('the preview lists its sections, and each link leads to one', async () => {
    const links = await pages[0]?.evaluate<string[]>(
      "[...document.querySelectorAll('nav li a')].map((link) => link.href)",
    )
    const targets = await evaluate<string>(
      "[...document.querySelectorAll('section')].map((each) => location.href + '#' + each.id)",
    )
    expect(links).toEqual(targets)
    expect(targets).toHaveLength(sections.length)
  })

  test('no page of the preview is too long to look at', async () => {
    const heights = await evaluate<number>('[document.documentElement.scrollHeight]')
    expect(Math.max(...heights)).toBeLessThanOrEqual(20_000)
  })

  test('the preview loads files of this checkout and nothing from the network', () => {
    const checkout = new URL('../../', import.meta.url).href
    expect(requests).toEqual(expect.arrayContaining([contents, ...urls]))
    expect(requests.filter((each) => !each.startsWith('blob:') && !each.startsWith(checkout))).toEqual([])
  })

  test("the preview shows other people's text as text", async () => {
    const foreign =
      'script, style:not(svg style), img, iframe, object, form, input, svg a, h1, ol, em, del, li > :not(code, br)'
    expect(await find(foreign, 'outerHTML')).toEqual([])
    const links = await find('a', 'href')
    expect(links.length).toBeGreaterThan(50)
    expect(
      links.filter((href) => !/^https:\/\/(spice\.ai|github\.com\/acme\/taxi)(\/|$)/.test(href)),
    ).toEqual([])
    expect(await countText('# big <script>alert(1)</script>')).toBeGreaterThan(5)
  })

  test('the screenshots for the README are each under 200 kB', async () => {
    const screenshots = new Map<string, Buffer>()
    for (const page of pages)
      for (const [name, png] of await takeScreenshots(page)) screenshots.set(name, png)
    expect([...screenshots.keys()]).toEqual([
      ...['summary-success', 'summary-failure', 'summary-stuck', 'summary-dry-run'],
      ...['summary-rollback', 'comment-data-tests', 'comment-data-changes', 'summary-bake', 'comment-plan'],
    ])
    for (const png of screenshots.values()) expect(png.length).toBeLessThan(200_000)
  })

  test('no table has to be scrolled sideways on a phone, and no label of a timeline is cut off', async () => {
    // The page has wider margins than GitHub's on a phone of 400 pixels.
    await Promise.all(pages.map((page) => page.setViewportSize({ width: 460, height: 800 })))
    const wide =
      '[...document.querySelectorAll("article table")].filter((table) => table.scrollWidth > table.clientWidth)'
    expect(await evaluate<string>(`${wide}.map((table) => table.textContent.slice(0, 80))`)).toEqual([])
    expect(await count('.chart [class*=taskText]')).toBeGreaterThan(50)
    const cutOff = `[...document.querySelectorAll('.chart :is([class*=taskText], .tick text)')].filter((label) => {
      const [inner, outer] = [label, label.closest('svg')].map((element) => element.getBoundingClientRect())
      return inner.left < outer.left || inner.right > outer.right
    })`
    expect(await evaluate<string>(`${cutOff}.map((label) => label.textContent)`)).toEqual([])
  })
})
