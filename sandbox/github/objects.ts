import { hash } from 'node:crypto'
import { posix } from 'node:path'
import type { Reply } from '../answer.ts'
import type { FileSeed } from './history.ts'
import type { GithubCall } from './reply.ts'

// Files as Git knows them, and what both forges say of them.

/** The files of a commit, by path. */
export type Files = ReadonlyMap<string, FileSeed>

type Content = string | { readonly size: number }

export function isSymlink(file: FileSeed): file is { readonly symlink: string } {
  return typeof file === 'object' && 'symlink' in file
}

export function isSubmodule(file: FileSeed): file is { readonly submodule: string } {
  return typeof file === 'object' && 'submodule' in file
}

export function isContent(file: FileSeed): file is Content {
  return typeof file === 'string' || 'size' in file
}

export function sizeOf(file: FileSeed): number {
  if (typeof file === 'object' && 'size' in file) return file.size
  return isSubmodule(file) ? 0 : Buffer.byteLength(isSymlink(file) ? file.symlink : file)
}

type WithBytes = Exclude<FileSeed, { readonly submodule: string }>

function bytesOfFile(file: WithBytes): Buffer {
  if (typeof file === 'string') return Buffer.from(file)
  return 'size' in file ? Buffer.alloc(file.size, '#') : Buffer.from(file.symlink)
}

/** The id that Git gives a file by its content; any for what has none. */
export function idOf(file: FileSeed): string {
  if (isSubmodule(file)) return hash('sha1', file.submodule)
  const bytes = bytesOfFile(file)
  return hash('sha1', Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]))
}

export function base64Of(file: WithBytes): string {
  return bytesOfFile(file).toString('base64')
}

export function bytesReply(file: WithBytes, type: string): Reply {
  return { status: 200, headers: { 'content-type': type }, body: bytesOfFile(file) }
}

/** What is directly in a directory, by path; directories have no file. */
export function listDirectory(files: Files, directory: string): [string, FileSeed | undefined][] {
  const prefix = directory === '' ? '' : `${directory}/`
  const entries = new Map<string, FileSeed | undefined>()
  for (const [path, file] of files) {
    if (!path.startsWith(prefix)) continue
    const [name = '', ...deeper] = path.slice(prefix.length).split('/')
    entries.set(prefix + name, deeper.length === 0 ? file : undefined)
  }
  return [...entries].sort(([one], [other]) => (one < other ? -1 : 1))
}

/** What every answer about a file has. */
export function aboutFile(
  path: string,
  file: FileSeed | undefined,
  { repository, repositoryUrl, query }: GithubCall,
) {
  const encoded = path.split('/').map(encodeURIComponent).join('/')
  const url = `${repositoryUrl}/contents/${encoded}${query.ref ? `?ref=${encodeURIComponent(query.ref)}` : ''}`
  const sha = idOf(file ?? { submodule: path })
  return {
    name: posix.basename(path),
    path,
    sha,
    size: file === undefined ? 0 : sizeOf(file),
    url,
    _links: { self: url },
    html_url: `https://github.com/${repository}/blob/${sha}/${encoded}`,
  }
}

/** Where a link or a submodule leads. */
export function detailsOf(file: FileSeed | undefined): object {
  if (file === undefined || isContent(file)) return {}
  return isSymlink(file)
    ? { type: 'symlink', target: file.symlink }
    : { type: 'submodule', submodule_git_url: file.submodule }
}

export function typeOf(file: FileSeed | undefined): string {
  if (file === undefined) return 'dir'
  if (isSymlink(file)) return 'symlink'
  return isSubmodule(file) ? 'submodule' : 'file'
}
