import type { Browser, Page } from 'playwright-core'
import { toId } from '../../testing/page.ts'

/** The images of the README and the pages in `docs`: the name of the file, and the title of the section that it shows. */
const images = {
  'summary-success': 'Successful, with all checks',
  'summary-failure': 'Failed, with its log',
  'summary-stuck': 'Stuck on a missing secret',
  'summary-dry-run': 'A dry run with a diff',
  'summary-bake': 'Went bad while it was watched, rolled back',
  'summary-rollback': 'Rolled back by hand',
  'comment-plan': 'Plan: Three changes',
  'comment-data-tests': 'Comment: Wrong answers to tests of the data',
  'comment-data-changes': 'Comment: Changes of the data',
}

/**
 * Opens a page and waits until all of its charts are drawn.
 *
 * @param prepare called before anything is loaded
 */
export async function openPage(
  browser: Browser,
  url: string,
  theme: 'light' | 'dark',
  prepare: (page: Page) => void = () => {},
): Promise<Page> {
  const page = await browser.newPage({ colorScheme: theme, viewport: { width: 1000, height: 800 } })
  // Drawing takes as long as the machine needs.
  page.setDefaultTimeout(0)
  prepare(page)
  await page.goto(url)
  await page.waitForSelector('html[data-drawn]')
  return page
}

/** @returns by name, the images of the README whose sections are on a page */
export async function takeScreenshots(page: Page): Promise<Map<string, Buffer>> {
  const pngs = new Map<string, Buffer>()
  for (const [name, title] of Object.entries(images)) {
    const article = page.locator(`#${toId(title)} article`)
    if ((await article.count()) === 0) continue
    pngs.set(name, await article.screenshot())
  }
  return pngs
}
