import { spawnSync } from 'node:child_process'
import type { Finding } from './finding.ts'

/** What actionlint says about workflows. It can read neither Markdown nor the file of an action. */
export function runActionlint(program: string, workflows: readonly string[]): Finding[] {
  // Without files it would look for some by itself.
  if (workflows.length === 0) return []
  const { status, stdout, stderr, error } = spawnSync(program, ['-format', '{{json .}}', ...workflows], {
    encoding: 'utf8',
  })
  // 1 is for findings; anything else says that it did not look at all.
  if (status !== 0 && status !== 1) throw new Error(`actionlint failed: ${error ?? stderr}`)
  const found = JSON.parse(stdout) as { filepath: string; line: number; column: number; message: string }[]
  return found.map(({ filepath, line, column, message }) => ({ file: filepath, line, column, message }))
}
