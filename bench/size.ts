import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

export interface SizeFigures {
  /** What a runner downloads: the archive of the last commit, compressed. */
  downloadBytes: number
  /** The size of all files in `dist` together. */
  distBytes: number
  files: { name: string; bytes: number }[]
}

const root = fileURLToPath(new URL('..', import.meta.url))

/** Measures the bundle, and the archive of the last commit. */
export function measureSize(): SizeFigures {
  const archive = execFileSync('git', ['archive', 'HEAD'], { cwd: root, maxBuffer: 64 * 2 ** 20 })
  const files = readdirSync(`${root}/dist`)
    .map((name) => ({ name, bytes: statSync(`${root}/dist/${name}`).size }))
    .sort((one, other) => other.bytes - one.bytes)
  return {
    downloadBytes: gzipSync(archive, { level: 9 }).length,
    distBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    files,
  }
}
