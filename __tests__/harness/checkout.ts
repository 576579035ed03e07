import { cpSync, mkdirSync, mkdtempSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'

/** Options of Node with which a program of such a folder takes it for its own. */
export const inCheckout = ['--preserve-symlinks', '--preserve-symlinks-main']

/** What is changed, and what holds a spicepod: the action follows no link out of its workspace. */
const copied = ['docs', 'build', 'sandbox']

const isSource = (path: string) => basename(path) !== 'build'

/** Makes a folder, with a blank in its path, that has the files of this repository; `docs` is a copy that may be changed. */
export function linkCheckout(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'checkout-')), 'My Projects')
  mkdirSync(folder)
  for (const name of readdirSync('.')) {
    const isLinked = statSync(name).isDirectory() && !copied.includes(name)
    if (isLinked) symlinkSync(resolve(name), join(folder, name), 'junction')
    // What is built may come and go while the rest is copied.
    else if (name !== 'build') cpSync(name, join(folder, name), { recursive: true, filter: isSource })
  }
  return folder
}
