import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A program that Go can install. */
interface GoTool {
  name: string
  /** Go checks its modules against the Go checksum database. */
  package: string
  /** The version to install if the program is not there yet. */
  version: string
}

export const act: GoTool = { name: 'act', package: 'github.com/nektos/act', version: 'v0.2.89' }

export const actionlint: GoTool = {
  name: 'actionlint',
  package: 'github.com/rhysd/actionlint/cmd/actionlint',
  version: 'v1.7.12',
}

/**
 * Finds a program on the PATH or in `build`.
 *
 * @param mayInstall whether to install it into `build` with Go, which takes a minute and needs the network
 * @returns undefined if the program is not available
 */
export function findGoTool(
  { name, package: source, version }: GoTool,
  root: string,
  mayInstall: boolean,
): string | undefined {
  if (runs(name, '--version')) return name
  const folder = join(root, 'build', 'tools', `${name}-${version}`)
  const program = join(folder, process.platform === 'win32' ? `${name}.exe` : name)
  if (existsSync(program)) return program
  if (!mayInstall || !runs('go', 'version')) return undefined
  console.log(`Installing ${name} ${version} with Go. This takes about a minute, once.`)
  const { status } = spawnSync('go', ['install', `${source}@${version}`], {
    env: { ...process.env, GOBIN: folder },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status === 0) return program
  console.log(`Go could not install ${name}.`)
  return undefined
}

function runs(program: string, argument: string): boolean {
  return spawnSync(program, [argument], { stdio: 'ignore' }).status === 0
}
