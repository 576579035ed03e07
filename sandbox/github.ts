import { type Answer, type Reply, respond } from './answer.ts'
import { type Call, decodePart, type RecordedCall } from './call.ts'
import type { ExtraRoute } from './cloud.ts'
import { ENDPOINTS, type Endpoint } from './github/endpoints.ts'
import { Forge } from './github/forge.ts'
import { GITHUB_PREFIX, readGithubCall } from './github/reply.ts'

/** The names of the calls, in the record and for faults. */
export const githubOperations = [...new Set(ENDPOINTS.map(({ operation }) => operation))]

/**
 * The GitHub API as far as the action uses it. `GET /repos/{owner}/{repo}/commits/{sha}` is recorded as `github`, and
 * calls for pull requests as `githubPulls`, `githubListComments` and so on.
 */
export class Github extends Forge implements ExtraRoute {
  readonly prefix = `${GITHUB_PREFIX}/`

  /** The name of a call. An unknown one has the name of the oldest. */
  operation({ method, path }: Call): string {
    return find(method, path)?.endpoint.operation ?? 'github'
  }

  handle(call: RecordedCall): Answer {
    const found = find(call.method, call.path)
    const { dialect, isGitea } = this
    const isMissing = found?.endpoint.only === (isGitea ? 'github' : 'gitea')
    if (found === undefined || isMissing) return respond(dialect.noRoute)
    const { endpoint, parameter } = found
    const isAnonymous = call.headers.authorization === undefined
    if (isAnonymous && endpoint.needs === 'write') return respond(dialect.error(401))
    const refused = this.#refusalOf(endpoint, parameter)
    if (refused !== undefined) return respond(refused)
    const read = readGithubCall(call)
    return respond(read ? endpoint.reply(this, read, parameter) : dialect.error(400))
  }

  /**
   * Why the token may not make a call. Without permission to read, the response is the same as for something that does not
   * exist; only where the rest of the repository is visible, issues are said to be forbidden.
   */
  #refusalOf({ needs, area, method }: Endpoint, number: string): Reply | undefined {
    // What is said about a pull request needs the permission for that.
    const own = area === 'issues' && this.isPull(Number(number)) ? undefined : area
    const access = (own && this.permissions[own]) ?? this.access
    if (needs !== 'nothing' && access !== 'write' && access !== needs) {
      const isHidden = needs === 'read' && (own !== 'issues' || this.access === 'none')
      return this.dialect.error(isHidden ? 404 : 403)
    }
    if (own !== 'issues' || this.hasIssues) return undefined
    return this.dialect.refuseIssues(method === 'GET' && number === '')
  }
}

function find(method: string, path: string) {
  for (const endpoint of ENDPOINTS) {
    const match = endpoint.method === method ? endpoint.path.exec(path) : null
    if (match !== null) return { endpoint, parameter: decodePart(match[1]) }
  }
  return undefined
}
