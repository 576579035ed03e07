import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A program that is written in Go. */
export interface GoTool {
  name: string
  /** What Go installs. Its modules are checked against Go's checksum database. */
  package: string
  /** What is installed where there is none yet. */
  version: string
}

export const act: GoTool = { name: 'act', package: 'github.com/nektos/act', version: 'v0.2.89' }

export const actionlint: GoTool = {
  name: 'actionlint',
  package: 'github.com/rhysd/actionlint/cmd/actionlint',
  version: 'v1.7.12',
}

/**
 * The program on PATH, else one of our own in `build`.
 *
 * @param mayInstall whether that may be made with Go, which takes a minute and the network
 * @returns undefined where it cannot be had
 */
export function findGoTool(
  { name, package: source, version }: GoTool,
  root: string,
  mayInstall: boolean,
): string | undefined {
  if (answers(name, '--version')) return name
  const folder = join(root, 'build', 'tools', `${name}-${version}`)
  const program = join(folder, process.platform === 'win32' ? `${name}.exe` : name)
  if (existsSync(program)) return program
  if (!mayInstall || !answers('go', 'version')) return undefined
  console.log(`Installing ${name} ${version} with Go, which takes a minute the first time.`)
  const { status } = spawnSync('go', ['install', `${source}@${version}`], {
    env: { ...process.env, GOBIN: folder },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status === 0) return program
  console.log(`Go could not install ${name}.`)
  return undefined
}

function answers(program: string, argument: string): boolean {
  return spawnSync(program, [argument], { stdio: 'ignore' }).status === 0
}
