import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { findChromium, openChromium } from '../../preview/browser.ts'
import { renderPage } from '../../preview/page.ts'
import { previews } from '../../preview/previews.ts'
import { openPreview, takeScreenshots } from '../../preview/screenshots.ts'
import { sourcesOfPictures } from '../process/own-picture.ts'

const chromium = findChromium()

describe('the preview, in a browser', () => {
  if (chromium === undefined) {
    test.skip('is NOT CHECKED: there is no chromium or google-chrome on the PATH', () => {})
    return
  }

  const folder = mkdtempSync(join(tmpdir(), 'spice-preview-'))
  const file = join(folder, 'preview.html')
  const url = pathToFileURL(file).href
  const requests: string[] = []
  const errors: string[] = []
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    writeFileSync(file, renderPage(previews))
    browser = await openChromium(chromium)
    page = await openPreview(browser, url, 'dark', (opened) => {
      opened.on('request', (request) => requests.push(request.url()))
      opened.on('pageerror', (error) => errors.push(error.message))
      opened.on('dialog', (dialog) => errors.push(dialog.message()))
    })
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const count = (selector: string) => page.locator(selector).count()
  /** A property of each element that matches within what GitHub would show. */
  const find = (selector: string, property: string) =>
    page.evaluate<string[]>(
      `[...document.querySelectorAll('article :is(${selector})')].map((each) => each.${property})`,
    )

  test('draws every picture without an error', async () => {
    const expected = previews.flatMap(({ markdown }) => sourcesOfPictures(markdown)).length
    expect(expected).toBeGreaterThan(20)
    expect(await count('article .picture > svg')).toBe(expected)
    expect(await count('.error-icon, .error-text, code.language-mermaid')).toBe(0)
    expect(await page.getByText('Syntax error').count()).toBe(0)
    expect(errors).toEqual([])
  })

  test('asks nothing of the network', () => {
    expect(requests.filter((each) => !each.startsWith('blob:'))).toEqual([url])
  })

  test('shows text of others as text', async () => {
    const foreign =
      'script, style:not(svg style), img, iframe, object, form, input, svg a, h1, ol, em, del, li > :not(code)'
    expect(await find(foreign, 'outerHTML')).toEqual([])
    const links = await find('a', 'href')
    expect(links.length).toBeGreaterThan(50)
    expect(
      links.filter((href) => !/^https:\/\/(spice\.ai|github\.com\/acme\/taxi)(\/|$)/.test(href)),
    ).toEqual([])
    expect(await page.getByText('# big <script>alert(1)</script>').count()).toBeGreaterThan(5)
  })

  test('gives pictures for the README that are not too large', async () => {
    const pictures = await takeScreenshots(page)
    expect([...pictures.keys()]).toEqual(['summary-success', 'summary-failure', 'summary-dry-run'])
    for (const png of pictures.values()) expect(png.length).toBeLessThan(200_000)
  })
})
