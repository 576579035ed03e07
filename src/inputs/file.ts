import { isUtf8 } from 'node:buffer'
import { lstat, readFile, stat } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import type { Environment } from '../github/event.ts'

export type FileContent =
  /** `file` is relative to the root of the repository. */
  | { kind: 'text'; text: string; file: string }
  | { kind: 'missing' }
  /** `problem` is a sentence. */
  | { kind: 'unusable'; problem: string }

/** Largest file, in bytes, and largest request that Spice Cloud accepts. Source: `updateApp` of the API description (413). */
export const maxBytes = 1024 * 1024

/** Where paths in the inputs start. */
export function folderOf(workingDirectory: string, env: Environment): string {
  return resolve(env.GITHUB_WORKSPACE ?? '.', workingDirectory)
}

/**
 * Reads a text file that an input names.
 *
 * @param path as the user gave it
 * @param describeSize says that the file is too large
 */
export async function readText(
  path: string,
  folder: string,
  env: Environment,
  describeSize: (bytes: number) => string,
): Promise<FileContent> {
  const unusable = (problem: string): FileContent => ({ kind: 'unusable', problem })
  const full = resolve(folder, path)
  try {
    const file = await stat(full)
    if (!file.isFile())
      return unusable(`\`${path}\` is ${file.isDirectory() ? 'a directory' : 'not a file'}.`)
    if (file.size > maxBytes) return unusable(describeSize(file.size))
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
    if (!link?.isSymbolicLink()) return { kind: 'missing' }
    return unusable(`the target of the link \`${path}\` does not exist.`)
  }
}
