import { json, type Reply } from '../answer.ts'
import type { Forge } from './forge.ts'
import { bytesReply, type Files, idOf, isSubmodule, isSymlink, sizeOf } from './objects.ts'
import type { GithubCall } from './reply.ts'

/** `GET /repos/{owner}/{repo}/contents/{path}`: a file, the entries of a directory, a link or a submodule. */
export function getContents(forge: Forge, call: GithubCall, path: string): Reply {
  const files = filesFor(forge, call)
  return files === undefined
    ? forge.dialect.error(404)
    : forge.dialect.showContents(files, withoutSlash(path), call)
}

/** Gitea's `GET /repos/{owner}/{repo}/raw/{path}`: the bytes of a file. */
export function getRawFile(forge: Forge, call: GithubCall, path: string): Reply {
  const file = filesFor(forge, call)?.get(withoutSlash(path))
  if (file === undefined || isSubmodule(file)) return forge.dialect.error(404)
  return bytesReply(file, 'text/plain; charset=utf-8')
}

function filesFor(forge: Forge, { repository, query }: GithubCall): Files | undefined {
  const sha = forge.resolve(repository, query.ref || forge.defaultBranch)
  return sha === undefined ? undefined : forge.history.filesAt(repository, sha)
}

function withoutSlash(path: string): string {
  return path.replace(/(?<!\/)\/+$/, '')
}

/** `GET /repos/{owner}/{repo}/git/trees/{sha}?recursive=…`: the files of a commit. */
export function getTree(forge: Forge, { repository, repositoryUrl, query }: GithubCall, ref: string): Reply {
  const sha = forge.resolve(repository, ref)
  const files = sha === undefined ? undefined : forge.history.filesAt(repository, sha)
  if (files === undefined) return forge.dialect.error(404)
  // The sandbox knows only whole trees.
  const isRecursive = query.recursive !== undefined && query.recursive !== 'false'
  const entries = [...files].filter(([path]) => isRecursive || !path.includes('/'))
  const shown = entries.map(([path, file]) => ({
    path,
    mode: isSubmodule(file) ? '160000' : isSymlink(file) ? '120000' : '100644',
    type: isSubmodule(file) ? 'commit' : 'blob',
    sha: idOf(file),
    ...(!isSubmodule(file) && { size: sizeOf(file) }),
  }))
  const url = `${repositoryUrl}/git/trees/${sha}`
  return json(200, { sha, url, ...forge.dialect.pageTree(shown, query) })
}
