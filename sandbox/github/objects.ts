import { hash } from 'node:crypto'
import { json, type Reply } from '../answer.ts'
import type { Forge } from './forge.ts'
import type { FileSeed } from './history.ts'
import type { GithubCall } from './reply.ts'

// What Git knows of files: their ids, and which of them a commit has.

/** The most entries of a tree that are sent. Gitea has pages of its own size, of which this is the default. */
const MOST_ENTRIES_OF_GITHUB = 100_000
const MOST_ENTRIES_OF_GITEA = 1000

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

export function bytesOfFile(file: Exclude<FileSeed, { readonly submodule: string }>): Buffer {
  if (typeof file === 'string') return Buffer.from(file)
  return 'size' in file ? Buffer.alloc(file.size, '#') : Buffer.from(file.symlink)
}

/** The id that Git gives a file by its content; any for what has none. */
export function idOf(file: FileSeed): string {
  if (isSubmodule(file)) return hash('sha1', file.submodule)
  const bytes = bytesOfFile(file)
  return hash('sha1', Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]))
}

/** `GET /repos/{owner}/{repo}/git/trees/{sha}?recursive=…`: the files of a commit. */
export function getTree(forge: Forge, ref: string, { repository, repositoryUrl, query }: GithubCall): Reply {
  const sha = forge.resolve(repository, ref)
  const files = sha === undefined ? undefined : forge.history.filesAt(repository, sha)
  if (files === undefined) return forge.error(404)
  // The sandbox knows only whole trees.
  const isRecursive = query.recursive !== undefined && query.recursive !== 'false'
  const most = forge.isGitea ? MOST_ENTRIES_OF_GITEA : MOST_ENTRIES_OF_GITHUB
  const page = forge.isGitea ? Math.max(1, Number(query.page ?? 1)) : 1
  const all = [...files].filter(([path]) => isRecursive || !path.includes('/'))
  const tree = all.slice((page - 1) * most, page * most).map(([path, file]) => ({
    path,
    mode: isSubmodule(file) ? '160000' : isSymlink(file) ? '120000' : '100644',
    type: isSubmodule(file) ? 'commit' : 'blob',
    sha: idOf(file),
    ...(!isSubmodule(file) && { size: sizeOf(file) }),
  }))
  const truncated = all.length > page * most
  const pages = forge.isGitea && { page, total_count: all.length }
  return json(200, { sha, url: `${repositoryUrl}/git/trees/${sha}`, tree, truncated, ...pages })
}
