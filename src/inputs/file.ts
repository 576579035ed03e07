import { isUtf8 } from 'node:buffer'
import { lstat, readFile, stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import type { Environment } from '../github/event.ts'

export type FileContent =
  /** `file` is relative to the root of the repository. */
  | { kind: 'text'; text: string; file: string }
  /** `problem` is a sentence. */
  | { kind: 'missing'; problem: string }
  | { kind: 'unusable'; problem: string }

/** Largest file, in bytes, and largest request that Spice Cloud accepts. Source: `updateApp` of the API description (413). */
export const maxBytes = 1024 * 1024

/** Where paths in the inputs start. */
export function folderOf(workingDirectory: string, env: Environment): string {
  return resolve(env.GITHUB_WORKSPACE ?? '.', workingDirectory)
}

/** @param limit how much is allowed, and `it has` or the like */
export function describeSize(path: string, limit: string, bytes: number): string {
  return `\`${path}\` is too large: ${limit} ${bytes} bytes.`
}

/**
 * Reads a text file that an input names.
 *
 * @param path as the user gave it
 * @param limit for a file that is too large
 */
export async function readText(
  path: string,
  folder: string,
  env: Environment,
  limit: string,
): Promise<FileContent> {
  const unusable = (problem: string) => ({ kind: 'unusable', problem }) as const
  const full = resolve(folder, path)
  try {
    const file = await stat(full)
    if (!file.isFile())
      return unusable(`\`${path}\` is ${file.isDirectory() ? 'a directory' : 'not a file'}.`)
    if (file.size > maxBytes) return unusable(describeSize(path, limit, file.size))
    const bytes = await readFile(full)
    if (!isUtf8(bytes)) return unusable(`\`${path}\` cannot be read (it is not UTF-8 text).`)
    const inRepository = relative(env.GITHUB_WORKSPACE ?? '.', full)
    return { kind: 'text', text: bytes.toString(), file: inRepository.split(sep).join('/') }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      return unusable(`\`${path}\` cannot be read (${code ?? message}).`)
    }
    const link = await lstat(full).catch(() => undefined)
    if (link?.isSymbolicLink()) return unusable(`the target of the link \`${path}\` does not exist.`)
    const problem = `the file \`${path}\` does not exist (${full}). Does the workflow check out the repository?`
    return { kind: 'missing', problem }
  }
}
