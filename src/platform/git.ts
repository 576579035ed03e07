const maxMs = 10_000
const maxBytes = 1024 * 1024

/**
 * Runs git in a folder.
 * @returns its output; undefined if there is no git, the folder is in no repository, or git failed
 */
export async function readGit(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  try {
    // Loaded here, because most runs need no git.
    const [{ execFile }, { promisify }] = await Promise.all([
      import('node:child_process'),
      import('node:util'),
    ])
    const gitEnv = { ...env, GIT_NO_LAZY_FETCH: '1', GIT_TERMINAL_PROMPT: '0' }
    const options = { env: gitEnv, maxBuffer: maxBytes, timeout: maxMs }
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args], options)
    return stdout
  } catch {
    return undefined
  }
}
