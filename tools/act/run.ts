import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

/** How a workflow went under act. */
export interface ActRun {
  name: string
  status: number | null
  log: string[]
  seconds: number
}

export interface ActOptions {
  /** The name that the run is reported with. */
  name: string
  event: string
  /** Path of the workflow. */
  workflow: string
  /** The repository in which the workflow runs. */
  repository: string
  eventFile: string
  env: Record<string, string>
  /** Folders that are used instead of actions, by the name in `uses`. */
  actions: Record<string, string>
  args?: string[]
  /** A folder with programs that come first. */
  tools?: string
}

const longestMs = 300_000

/** Runs a workflow on this machine, without a container and without requests to GitHub. */
export async function runAct(program: string, options: ActOptions): Promise<ActRun> {
  const { name, event, workflow, repository, eventFile, env, actions, args = [], tools = [] } = options
  const cache = mkdtempSync(join(tmpdir(), 'act-'))
  const startedAt = Date.now()
  const command = [
    ...[event, '--workflows', workflow, '--eventpath', eventFile],
    ...['--platform', 'ubuntu-latest=-self-hosted', '--action-cache-path', cache],
    ...['--no-cache-server', '--log-prefix-job-id'],
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...Object.entries(actions).flatMap(([name, folder]) => ['--local-repository', `${name}=${folder}`]),
    ...args,
  ]
  try {
    // The Node that runs this script comes first, because it is Node 24.
    const PATH = [tools, dirname(process.execPath), process.env.PATH].flat().join(delimiter)
    const child = spawn(program, command, {
      cwd: repository,
      env: { ...process.env, PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: longestMs,
    })
    let log = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        log += text
      })
    }
    const [status] = await once(child, 'close')
    const seconds = Math.round((Date.now() - startedAt) / 1000)
    return { name, status, log: log.trimEnd().split('\n'), seconds }
  } finally {
    rmSync(cache, { recursive: true, force: true })
  }
}
