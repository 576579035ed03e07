import { json, type Reply, text } from '../answer.ts'

/** The address of Gitea, as in GITHUB_SERVER_URL. */
export const GITEA_URL = 'http://gitea.acme.example:3000'

const messages: Record<number, string> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
}

/** An error in GitHub's format. */
export function githubError(status: number, message = messages[status] ?? 'Server Error'): Reply {
  return json(status, { message, status: String(status) })
}

const giteaMessages: Record<number, string> = {
  403: 'token does not have at least one of required scope(s), required=[write:issue], token scope=read:issue',
  404: 'not found',
}

/** An error in Gitea's format. */
export function giteaError(status: number): Reply {
  return json(status, { message: giteaMessages[status], url: `${GITEA_URL}/api/swagger`, errors: null })
}

/** What Gitea sends for a path that its API does not have. */
export const giteaNoRoute = text(404, '404 page not found\n')
