import { execFileSync } from 'node:child_process'
import type { Commit } from './events.ts'

/** The commit that is checked out in a repository. */
export function readHeadCommit(root: string): Commit {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  return {
    sha: git('rev-parse', 'HEAD'),
    // On a detached HEAD, Git prints "HEAD" instead of a branch.
    branch: git('rev-parse', '--abbrev-ref', 'HEAD').replace(/^HEAD$/, 'main'),
    message: git('log', '-1', '--format=%B'),
  }
}
