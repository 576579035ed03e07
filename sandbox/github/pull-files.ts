import type { Reply } from '../answer.ts'
import type { Forge } from './forge.ts'
import { DEFAULT_COMMIT } from './pulls.ts'
import { GITEA_URL, type GithubCall, githubPage, limitPage } from './reply.ts'

/** GitHub lists no more. */
const MOST_FILES = 3000

/** What a pull request changes: the files of its head, compared with those of the commit where its branch began. */
export function listFilesOfPull(forge: Forge, number: number, call: GithubCall): Reply {
  const { history, isGitea } = forge
  const { repository, repositoryUrl } = call
  const pull = forge.pulls.find((each) => each.number === number)
  if (pull === undefined) return forge.error(404)
  const ofBase = history.ancestorsOf(repository, pull.base?.sha ?? DEFAULT_COMMIT)
  const start = history.ancestorsOf(repository, pull.head.sha).find((sha) => ofBase.includes(sha)) ?? ''
  const before = history.filesAt(repository, start) ?? new Map()
  const after = history.filesAt(repository, pull.head.sha) ?? new Map()
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path)))
    .sort()
  const show = (filename: string) => {
    const [removed, modified] = isGitea ? ['deleted', 'changed'] : ['removed', 'modified']
    const status = !before.has(filename) ? 'added' : after.has(filename) ? modified : removed
    const contents_url = `${repositoryUrl}/contents/${filename}?ref=${pull.head.sha}`
    const place = `${pull.head.sha}/${filename}`
    const page = isGitea
      ? { html_url: `${GITEA_URL}/${repository}/src/commit/${place}` }
      : { blob_url: `https://github.com/${repository}/blob/${place}` }
    return { filename, status, additions: 1, deletions: 0, changes: 1, contents_url, ...page }
  }
  return isGitea ? limitPage(changed.map(show), call) : githubPage(changed.slice(0, MOST_FILES), call, show)
}
