import { posix } from 'node:path'
import { json, type Reply } from '../answer.ts'
import type { Forge } from './forge.ts'
import type { FileSeed } from './history.ts'
import { bytesOfFile, idOf, isContent, isSubmodule, isSymlink, sizeOf } from './objects.ts'
import { type GithubCall, giteaError, githubError } from './reply.ts'

const MIB = 1024 * 1024
/** Above this size GitHub sends a file as it is, but not in JSON. */
const MOST_IN_JSON = MIB
const MOST_OF_GITHUB = 100 * MIB
const MOST_OF_GITEA = 10 * MIB
const MOST_ENTRIES = 1000

type Files = ReadonlyMap<string, FileSeed>

/** `GET /repos/{owner}/{repo}/contents/{path}`: a file, the entries of a directory, a link or a submodule. */
export function getContents(forge: Forge, path: string, call: GithubCall): Reply {
  const files = filesFor(forge, call)
  if (files === undefined) return forge.error(404)
  return forge.isGitea ? giteaContents(files, path, call) : githubContents(forge, files, path, call)
}

/** Gitea's `GET /repos/{owner}/{repo}/raw/{path}`: the bytes of a file. */
export function getRawFile(forge: Forge, path: string, call: GithubCall): Reply {
  const file = filesFor(forge, call)?.get(path)
  if (file === undefined || isSubmodule(file)) return forge.error(404)
  return bytesReply(file, 'text/plain; charset=utf-8')
}

function filesFor(forge: Forge, { repository, query }: GithubCall): Files | undefined {
  const sha = forge.resolve(repository, query.ref || forge.defaultBranch)
  return sha === undefined ? undefined : forge.history.filesAt(repository, sha)
}

function githubContents(forge: Forge, files: Files, path: string, call: GithubCall): Reply {
  const form = /application\/vnd\.github(?:\.v3)?\.(raw|object)\b/.exec(call.headers.accept ?? '')?.[1]
  const found = files.get(path)
  if (found === undefined) {
    const entries = entriesOf(files, path).slice(0, MOST_ENTRIES)
    if (entries.length === 0) return forge.error(404)
    const shown = entries.map(([at, file]) => ({
      ...about(at, file, call),
      // A listing takes a submodule for a file.
      type: file !== undefined && isSubmodule(file) ? 'file' : typeOf(file),
    }))
    return json(
      200,
      form === 'object' ? { ...about(path, undefined, call), type: 'dir', entries: shown } : shown,
    )
  }
  const target = isSymlink(found) ? files.get(posix.join(posix.dirname(path), found.symlink)) : undefined
  const file = target !== undefined && isContent(target) ? target : found
  if (!isContent(file)) return json(200, { ...about(path, file, call), ...detailsOf(file) })
  const size = sizeOf(file)
  if (size > MOST_OF_GITHUB) return tooLarge
  if (form === 'raw') return bytesReply(file, 'application/vnd.github.raw+json; charset=utf-8')
  const isWhole = size <= MOST_IN_JSON
  // Lines of 60 characters, as GitHub breaks them.
  const content = isWhole ? base64Of(file).replace(/.{1,60}/g, '$&\n') : ''
  return json(200, {
    ...about(path, file, call),
    type: 'file',
    content,
    encoding: isWhole ? 'base64' : 'none',
  })
}

/** Gitea knows no other forms than JSON, follows no link, and leaves out what is too large. */
function giteaContents(files: Files, path: string, call: GithubCall): Reply {
  const show = (at: string, file: FileSeed | undefined, isAlone: boolean) => {
    const isSent = isAlone && file !== undefined && isContent(file) && sizeOf(file) <= MOST_OF_GITEA
    return {
      ...about(at, file, call),
      type: typeOf(file),
      encoding: isSent ? 'base64' : null,
      content: isSent ? base64Of(file) : null,
      target: null,
      submodule_git_url: null,
      ...detailsOf(file),
    }
  }
  const file = files.get(path)
  if (file !== undefined) return json(200, show(path, file, true))
  const entries = entriesOf(files, path)
  if (entries.length === 0) {
    return giteaError(404, 'GetContentsOrList', [`object does not exist [id: , rel_path: ${path}]`])
  }
  return json(
    200,
    entries.map(([at, each]) => show(at, each, false)),
  )
}

/** What is directly in a directory, by path; directories have no file. */
function entriesOf(files: Files, directory: string): [string, FileSeed | undefined][] {
  const prefix = directory === '' ? '' : `${directory}/`
  const entries = new Map<string, FileSeed | undefined>()
  for (const [path, file] of files) {
    if (!path.startsWith(prefix)) continue
    const [name = '', ...deeper] = path.slice(prefix.length).split('/')
    entries.set(prefix + name, deeper.length === 0 ? file : undefined)
  }
  return [...entries].sort(([one], [other]) => (one < other ? -1 : 1))
}

function about(path: string, file: FileSeed | undefined, { repository, repositoryUrl, query }: GithubCall) {
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

function detailsOf(file: FileSeed | undefined): object {
  if (file === undefined || isContent(file)) return {}
  return isSymlink(file)
    ? { type: 'symlink', target: file.symlink }
    : { type: 'submodule', submodule_git_url: file.submodule }
}

function typeOf(file: FileSeed | undefined): string {
  if (file === undefined) return 'dir'
  if (isSymlink(file)) return 'symlink'
  return isSubmodule(file) ? 'submodule' : 'file'
}

function base64Of(file: Exclude<FileSeed, { readonly submodule: string }>): string {
  return bytesOfFile(file).toString('base64')
}

function bytesReply(file: Exclude<FileSeed, { readonly submodule: string }>, type: string): Reply {
  return { status: 200, headers: { 'content-type': type }, body: bytesOfFile(file) }
}

const tooLarge = githubError(403, 'This file has more than 100 MB, the most that this API sends.', [
  { resource: 'Blob', field: 'data', code: 'too_large' },
])
