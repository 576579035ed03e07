import { json, type Reply } from '../answer.ts'

const messages: Record<number, string> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
}

/** An error in GitHub's format. */
export function githubError(status: number, message = messages[status] ?? 'Server Error'): Reply {
  return json(status, { message, status: String(status) })
}
