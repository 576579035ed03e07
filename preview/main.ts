import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findChromium, openChromium } from './browser.ts'
import { renderPage } from './page.ts'
import { previews } from './previews.ts'
import { openPreview, takeScreenshots } from './screenshots.ts'

// Renders what people see of runs to one page; with --screenshots also the pictures of the README.

const root = new URL('..', import.meta.url)
const file = save('build', 'preview.html', renderPage(previews))
console.log(file)
if (process.argv.includes('--screenshots')) await saveScreenshots(pathToFileURL(file).href)

async function saveScreenshots(url: string): Promise<void> {
  const chromium = findChromium()
  if (chromium === undefined)
    throw new Error('There is no Chromium on the PATH to take the screenshots with.')
  const browser = await openChromium(chromium)
  try {
    for (const theme of ['light', 'dark'] as const) {
      for (const [name, png] of await takeScreenshots(await openPreview(browser, url, theme))) {
        console.log(save('docs/images', `${name}-${theme}.png`, png), `${Math.round(png.length / 1000)} kB`)
      }
    }
  } finally {
    await browser.close()
  }
}

function save(folder: string, name: string, content: string | Buffer): string {
  mkdirSync(new URL(folder, root), { recursive: true })
  const path = fileURLToPath(new URL(`${folder}/${name}`, root))
  writeFileSync(path, content)
  return path
}
