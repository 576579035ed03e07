import { json, type Reply } from '../answer.ts'
import type { Forge } from './forge.ts'
import { baseOf, type ChangedFile } from './pulls.ts'
import type { GithubCall } from './reply.ts'

export function listPullsOfCommit({ pulls, dialect }: Forge, call: GithubCall, sha: string): Reply {
  const ofCommit = pulls.filter(({ head, commits = [] }) =>
    [head.sha, ...commits].some((commit) => commit.startsWith(sha)),
  )
  return dialect.page(ofCommit, call, (pull) => dialect.showPull(pull, call))
}

/** The pull requests of one state, by default the open ones. */
export function listPulls({ pulls, dialect }: Forge, call: GithubCall): Reply {
  const { state: wanted = 'open' } = call.query
  const ofState = pulls.filter(({ state }) => wanted === 'all' || state === wanted)
  return dialect.pagePulls(ofState, call)
}

export function getPull({ pulls, dialect }: Forge, call: GithubCall, number: string): Reply {
  const pull = pulls.find((each) => each.number === Number(number))
  return pull === undefined ? dialect.error(404) : json(200, dialect.showWholePull(pull, call))
}

/** What a pull request changes: the files of its head, compared with those of the commit where its branch began. */
export function listFilesOfPull(forge: Forge, call: GithubCall, number: string): Reply {
  const { history, dialect } = forge
  const { repository } = call
  const pull = forge.pulls.find((each) => each.number === Number(number))
  if (pull === undefined) return dialect.error(404)
  const head = pull.head.sha
  const ofBase = history.ancestorsOf(repository, baseOf(pull).sha)
  const start = history.ancestorsOf(repository, head).find((sha) => ofBase.includes(sha)) ?? ''
  const before = history.filesAt(repository, start) ?? new Map()
  const after = history.filesAt(repository, head) ?? new Map()
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path)))
    .sort()
    .map((path): ChangedFile => {
      const status = !before.has(path) ? 'added' : after.has(path) ? 'modified' : 'removed'
      return { path, status, head }
    })
  return dialect.pageFiles(changed, call)
}
