import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Limit } from './limits.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Measures what every run of every user downloads and unpacks: the archive of the last commit, compressed. */
export function measureSize(): Limit[] {
  const archive = execFileSync('git', ['archive', 'HEAD'], { cwd: root, maxBuffer: 64 * 2 ** 20 })
  // A run that deploys never loads the sandbox.
  const names = readdirSync(`${root}/dist`).filter((name) => !name.startsWith('sandbox'))
  const sizes = names.map((name) => statSync(`${root}/dist/${name}`).size)
  const downloadBytes = gzipSync(archive, { level: 9 }).length
  const distBytes = sizes.reduce((sum, bytes) => sum + bytes, 0)
  return [
    { what: 'download, compressed', value: downloadBytes, max: 420_000, unit: 'bytes' },
    { what: 'dist without the sandbox', value: distBytes, max: 900_000, unit: 'bytes' },
  ]
}
