import { spawnSync } from 'node:child_process'
import type { Finding } from './finding.ts'

/** Checks workflows with actionlint. It reads neither Markdown nor `action.yml`. */
export function runActionlint(program: string, workflows: readonly string[]): Finding[] {
  // Without arguments actionlint would search for workflows itself.
  if (workflows.length === 0) return []
  const { status, stdout, stderr, error } = spawnSync(program, ['-format', '{{json .}}', ...workflows], {
    encoding: 'utf8',
  })
  // Status 1 means that there are findings. Any other status means that actionlint did not run.
  if (status !== 0 && status !== 1) throw new Error(`actionlint failed: ${error ?? stderr}`)
  const found = JSON.parse(stdout) as { filepath: string; line: number; column: number; message: string }[]
  return found.map(({ filepath, line, column, message }) => ({ file: filepath, line, column, message }))
}
