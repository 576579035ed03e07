import { tmpdir } from 'node:os'
import { posix, win32 } from 'node:path'
import { promisify } from 'node:util'
import { maxOptionalMs } from './clock.ts'
import { isProgram, isWithin, maxFileBytes, realPathOf, workspaceOf } from './files.ts'

// The one place that starts a program. The checkout may be somebody else's: neither a file in it is started, nor what its
// configuration names, and git gets no secret.

type Environment = Readonly<Record<string, string | undefined>>

interface Git {
  /** Absolute. */
  readonly program: string
  /** The folders of `PATH` that may hold programs. */
  readonly path: string
}

/** What decides which git is started. */
interface Surroundings {
  readonly path: string
  readonly platform: NodeJS.Platform
  readonly workspace: string
  /** Undefined if nothing is there. */
  readonly realPathOf: (path: string) => string | undefined
  readonly isProgram: (path: string) => boolean
}

/** Options that take effect before the configuration of a repository is read, and win over it. */
const options = [
  ['-c', 'safe.bareRepository=explicit'],
  ['-c', 'protocol.allow=never'],
  ['-c', 'core.fsmonitor=false'],
  ['-c', 'core.hooksPath='],
].flat()

const settings = {
  // The option alone is overruled by `protocol.ext.allow` of a repository.
  GIT_ALLOW_PROTOCOL: '',
  GIT_NO_LAZY_FETCH: '1',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
}

/** What git needs to find itself, the user's configuration and the system. None of it is an input or a token. */
const passedOn = [
  ...['HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'XDG_CONFIG_HOME', 'APPDATA', 'LOCALAPPDATA'],
  ...['LANG', 'LC_ALL', 'TMPDIR', 'TEMP', 'TMP'],
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'PROGRAMDATA', 'PROGRAMFILES'],
]

/**
 * Finds git in the folders of `PATH` that are absolute and lie outside of the workspace, also by their real path. The
 * system itself would take relative ones, and Windows the current folder first.
 */
export function findGit({ path, platform, workspace, realPathOf, isProgram }: Surroundings): Git | undefined {
  const isWindows = platform === 'win32'
  const paths = isWindows ? win32 : posix
  const workspaces = [workspace, realPathOf(workspace) ?? workspace]
  const isOutside = (at: string) =>
    [at, realPathOf(at) ?? at].every((real) => !workspaces.some((folder) => isWithin(folder, real, paths)))
  // On Windows, `\\bin` is absolute, but on whichever drive is the current one.
  const isAbsolute = (folder: string) =>
    paths.isAbsolute(folder) && (!isWindows || /^(?:[a-z]:|[\\/]{2})/i.test(folder))
  const folders = path
    .split(paths.delimiter)
    // A folder whose name has a semicolon stands in quotes.
    .map((folder) => (isWindows ? folder.replace(/^"(.*)"$/, '$1') : folder))
    .filter(isAbsolute)
    .map((folder) => paths.resolve(folder))
    .filter(isOutside)
  const program = folders
    .map((folder) => paths.join(folder, isWindows ? 'git.exe' : 'git'))
    .find((file) => isProgram(file) && isOutside(file))
  return program === undefined ? undefined : { program, path: folders.join(paths.delimiter) }
}

/** By environment, which is one object for a run: git is looked for once. */
const found = new WeakMap<Environment, Git | undefined>()

function gitOf(env: Environment): Git | undefined {
  if (!found.has(env)) {
    const surroundings = { path: env.PATH ?? '', platform: process.platform, workspace: workspaceOf(env) }
    found.set(env, findGit({ ...surroundings, realPathOf, isProgram }))
  }
  return found.get(env)
}

/**
 * Runs git in a folder. It has at most 10 s and 1 MiB, never asks the network, and runs nothing that the repository names.
 * @param folder absolute
 * @param input what git reads from its standard input
 * @returns its output; undefined if there is no git outside of the workspace, the folder is in no repository, or git failed
 */
export async function readGit(
  folder: string,
  args: readonly string[],
  env: Environment,
  { signal, input = '' }: { signal?: AbortSignal; input?: string | undefined } = {},
): Promise<string | undefined> {
  const git = gitOf(env)
  if (git === undefined) return undefined
  try {
    // Loaded here, because most runs start no program.
    const { execFile } = await import('node:child_process')
    const kept = Object.fromEntries(passedOn.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
    const running = promisify(execFile)(git.program, [...options, '-C', folder, ...args], {
      // Whatever git looks for in the current folder, it is not the checkout.
      cwd: env.RUNNER_TEMP || tmpdir(),
      env: { ...kept, ...settings, PATH: git.path },
      maxBuffer: maxFileBytes,
      timeout: maxOptionalMs,
      killSignal: 'SIGKILL',
      windowsHide: true,
      signal,
    })
    // Git may end before it has read all.
    running.child.stdin?.on('error', () => {}).end(input)
    return (await running).stdout
  } catch {
    return undefined
  }
}
