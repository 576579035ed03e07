import { json, type Reply } from '../answer.ts'
import type { Call, RecordedCall } from '../call.ts'

/** The path where it is served: the part of GITHUB_API_URL after the host. */
export const GITHUB_PREFIX = '/api/github'

/** A call with the JSON of its body, and the repository that it is about. */
export interface GithubCall extends RecordedCall {
  /** `owner/name`. */
  readonly repository: string
  /** Where the API has it. Clients refuse an answer with a `url` at another host than the one that they call. */
  readonly repositoryUrl: string
}

/** What a call asks; undefined if its body is no JSON. GitHub reads every body as JSON, whatever its type is said to be. */
export function readGithubCall(call: RecordedCall): GithubCall | undefined {
  const [, , repository = ''] =
    /^(\/repos\/([^/]+\/[^/]+))?/.exec(call.path.slice(GITHUB_PREFIX.length)) ?? []
  const repositoryUrl = `${call.origin}${GITHUB_PREFIX}/repos/${repository}`
  try {
    const body: unknown = call.rawBody === '' ? undefined : JSON.parse(call.rawBody)
    return { ...call, body, repository, repositoryUrl }
  } catch {
    return undefined
  }
}

/** The address of Gitea, as in GITHUB_SERVER_URL. */
export const GITEA_URL = 'http://gitea.acme.example:3000'

/** A repository, which most clients read first. Every one exists. */
export function showRepository(
  { repository, repositoryUrl }: GithubCall,
  { defaultBranch = 'main', hasIssues = true, serverUrl = 'https://github.com' } = {},
): Record<string, unknown> {
  const [login, name] = repository.split('/')
  return {
    name,
    full_name: repository,
    owner: { login },
    private: false,
    url: repositoryUrl,
    html_url: `${serverUrl}/${repository}`,
    default_branch: defaultBranch,
    has_issues: hasIssues,
  }
}

/** When a call came, as GitHub writes times. */
export function timeOf({ at }: GithubCall): string {
  return new Date(at).toISOString().replace(/\.\d+/, '')
}

const messages: Record<number, string> = {
  400: 'Problems parsing JSON',
  401: 'Requires authentication',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  410: 'Issues are disabled for this repo',
}

/** An error in GitHub's format. */
export function githubError(
  status: number,
  message = messages[status] ?? 'Server Error',
  errors?: readonly object[],
): Reply {
  return json(status, { message, ...(errors && { errors }), status: String(status) })
}

/** A page of a list, and where the others are, as GitHub sends it. */
export function githubPage<Item>(
  items: readonly Item[],
  { origin, path, query }: Call,
  show: (item: Item) => unknown,
): Reply {
  const count = (name: string, fallback: number) => Math.max(1, Number(query[name] ?? fallback) || fallback)
  const size = Math.min(100, count('per_page', 30))
  const [page, last] = [count('page', 1), Math.max(1, Math.ceil(items.length / size))]
  const link = (to: number, rel: string) =>
    `<${origin}${path}?${new URLSearchParams({ ...query, page: String(to) })}>; rel="${rel}"`
  const links = [
    ...(page > 1 ? [link(page - 1, 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ]
  const shown = items.slice((page - 1) * size, page * size).map(show)
  return json(200, shown, links.length > 0 ? { link: links.join(', ') } : {})
}
