import { cpSync, mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Options of Node with which a program of such a folder takes it for its own. */
export const inCheckout = ['--preserve-symlinks', '--preserve-symlinks-main']

/** What is changed, and what holds a spicepod: the action follows no link out of its workspace. */
const copied = ['docs', 'build', 'sandbox']

/** Makes a folder, with a blank in its path, that has the files of this repository; `docs` is a copy that may be changed. */
export function linkCheckout(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'checkout-')), 'My Projects')
  mkdirSync(folder)
  for (const name of readdirSync('.')) {
    const isLinked = statSync(name).isDirectory() && !copied.includes(name)
    if (isLinked) symlinkSync(resolve(name), join(folder, name), 'junction')
    else if (name !== 'build') cpSync(name, join(folder, name), { recursive: true })
  }
  return folder
}
