import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

export interface SizeFigures {
  /** What a runner downloads: the archive of the last commit, compressed. */
  downloadBytes: number
  /** The size of all files in `dist` that a run may load: all but the sandbox. */
  distBytes: number
}

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Measures the bundle, and the archive of the last commit. */
export function measureSize(): SizeFigures {
  const archive = execFileSync('git', ['archive', 'HEAD'], { cwd: root, maxBuffer: 64 * 2 ** 20 })
  const names = readdirSync(`${root}/dist`).filter((name) => !name.startsWith('sandbox'))
  const sizes = names.map((name) => statSync(`${root}/dist/${name}`).size)
  return {
    downloadBytes: gzipSync(archive, { level: 9 }).length,
    distBytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
  }
}
