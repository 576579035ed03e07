import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** What is installed where there is no act yet. Its modules are checked against Go's checksum database. */
const VERSION = 'v0.2.89'

/** The act on PATH, else one of our own in `build`, made with Go where that takes; undefined where neither is there. */
export function findAct(root: string): string | undefined {
  if (answers('act', '--version')) return 'act'
  const folder = join(root, 'build', 'tools', `act-${VERSION}`)
  const act = join(folder, process.platform === 'win32' ? 'act.exe' : 'act')
  if (existsSync(act)) return act
  if (!answers('go', 'version')) return undefined
  console.log(`Installing act ${VERSION} with Go, which takes a minute the first time.`)
  const { status } = spawnSync('go', ['install', `github.com/nektos/act@${VERSION}`], {
    env: { ...process.env, GOBIN: folder },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) throw new Error('Go could not install act.')
  return act
}

function answers(program: string, argument: string): boolean {
  return spawnSync(program, [argument], { stdio: 'ignore' }).status === 0
}
