import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** What a file of a repository is after `git apply`. */
export function applyPatch(patch: string, file: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'patch-'))
  try {
    mkdirSync(join(folder, dirname(file)), { recursive: true })
    writeFileSync(join(folder, file), text)
    execFileSync('git', ['apply', '-'], { cwd: folder, input: patch, stdio: 'pipe' })
    return readFileSync(join(folder, file), 'utf8')
  } finally {
    rmSync(folder, { recursive: true })
  }
}
