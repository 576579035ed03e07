import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { findChromium, openChromium } from '../../tools/preview/browser.ts'
import { writePage } from '../../tools/preview/page.ts'
import { openPage, takeScreenshots } from '../../tools/preview/screenshots.ts'
import { comments, summaries } from '../../tools/preview/summaries.ts'
import { sourcesOfPictures } from '../harness/pictures.ts'

const chromium = findChromium()

describe('npm run preview', () => {
  if (chromium === undefined) {
    test.skip('the preview is NOT CHECKED: there is no chromium or google-chrome on the PATH', () => {})
    return
  }

  const sections = [...summaries(), ...comments()]
  const url = writePage('preview-test', sections)
  const requests: string[] = []
  const errors: string[] = []
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    browser = await openChromium(chromium)
    page = await openPage(browser, url, 'dark', (opened) => {
      opened.on('request', (request) => requests.push(request.url()))
      opened.on('pageerror', (error) => errors.push(error.message))
      opened.on('dialog', (dialog) => errors.push(dialog.message()))
    })
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(new URL(url))
  })

  const count = (selector: string) => page.locator(selector).count()
  /** A property of each matching element in the rendered Markdown. */
  const find = (selector: string, property: string) =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll('article :is(${selector})')].map((each) => each.${property})`,
    )

  test('the preview draws every chart without an error', async () => {
    const expected = sections.flatMap(({ markdown }) => sourcesOfPictures(markdown)).length
    expect(expected).toBeGreaterThan(20)
    expect(await count('article .chart > svg')).toBe(expected)
    expect(await count('.error-icon, .error-text, code.language-mermaid')).toBe(0)
    expect(await page.getByText('Syntax error').count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('the preview loads files of this checkout and nothing from the network', () => {
    const checkout = new URL('../../', import.meta.url).href
    expect(requests).toContain(url)
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
    expect(await page.getByText('# big <script>alert(1)</script>').count()).toBeGreaterThan(5)
  })

  test('the screenshots for the README are each under 200 kB', async () => {
    const screenshots = await takeScreenshots(page)
    expect([...screenshots.keys()]).toEqual([
      ...['summary-success', 'summary-failure', 'summary-stuck', 'summary-dry-run'],
      ...['comment-plan', 'comment-data-tests', 'comment-data-changes'],
    ])
    for (const png of screenshots.values()) expect(png.length).toBeLessThan(200_000)
  })
})
