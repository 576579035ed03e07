import type { RecordedCall } from '../../sandbox/call.ts'

/** The requests of a run, by what they were for. */
export function readRequests(recorded: readonly RecordedCall[]) {
  const requests = [...recorded]
  const of = (name: string) => requests.filter(({ operation }) => operation === name)
  const posts = of('createDeployment')
  return {
    requests,
    posts,
    body: posts[0]?.body,
    lists: of('listDeployments'),
    exchanges: of('token'),
    githubCalls: of('github'),
  }
}
