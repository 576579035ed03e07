import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readCommandLine } from '../../testing/command-line.ts'
import { writePages } from '../../testing/page.ts'
import { parts } from '../../testing/samples/summaries.ts'
import { findChromium, openChromium } from './browser.ts'
import { openPage, takeScreenshots } from './screenshots.ts'

const help = `Shows the summaries and comments of sample runs, with a list of contents.

  npm run preview                     writes the pages
  npm run preview -- --screenshots    also updates the images of the README, with Chromium`

const { values } = readCommandLine(help, { screenshots: { type: 'boolean', default: false } })

// What whole runs have shown, if PREVIEW=1 npm test -- action/endings has written it.
const endings = new URL('../../build/endings.json', import.meta.url)
const whole = existsSync(endings)
  ? [{ title: 'Endings', sections: JSON.parse(readFileSync(endings, 'utf8')) }]
  : []
const { contents, pages } = writePages('preview', [...(await parts()), ...whole])
console.log(contents)
if (values.screenshots) await saveScreenshots()

async function saveScreenshots(): Promise<void> {
  const chromium = findChromium()
  if (chromium === undefined) throw new Error('Screenshots need Chromium. Install it, or add it to the PATH.')
  const folder = new URL('../../docs/images/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const browser = await openChromium(chromium)
  try {
    for (const theme of ['light', 'dark'] as const) {
      for (const page of pages) {
        for (const [name, png] of await takeScreenshots(await openPage(browser, page, theme))) {
          const file = new URL(`${name}-${theme}.png`, folder)
          writeFileSync(file, png)
          console.log(`${file.href} ${Math.round(png.length / 1000)} kB`)
        }
      }
    }
  } finally {
    await browser.close()
  }
}
