import type { Browser, Page } from 'playwright-core'
import { toId } from './page.ts'

/** What the README shows: a name for the file, and the title of the preview. */
const shown = {
  'summary-success': 'A success with everything',
  'summary-failure': 'A failure with its log',
  'summary-dry-run': 'A dry run with a diff',
}

/**
 * Opens the preview and waits until every picture of it is there.
 *
 * @param prepare called before anything is loaded
 */
export async function openPreview(
  browser: Browser,
  url: string,
  theme: 'light' | 'dark',
  prepare: (page: Page) => void = () => {},
): Promise<Page> {
  const page = await browser.newPage({ colorScheme: theme, viewport: { width: 1000, height: 800 } })
  prepare(page)
  await page.goto(url)
  await page.waitForFunction("document.title === 'Preview, drawn'")
  return page
}

/** @returns pictures for the README, by name */
export async function takeScreenshots(page: Page): Promise<Map<string, Buffer>> {
  const pictures = new Map<string, Buffer>()
  for (const [name, title] of Object.entries(shown)) {
    const article = page.locator(`#${toId(title)} article`)
    for (const folded of await article.locator('details:not([open]) > summary').all()) await folded.click()
    pictures.set(name, await article.screenshot())
  }
  return pictures
}
