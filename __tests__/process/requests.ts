import type { RecordedCall } from '../../sandbox/call.ts'

/** The requests of a run, by what they were for. */
export function readRequests(recorded: readonly RecordedCall[]) {
  const requests = [...recorded]
  const of = (name: string) => requests.filter(({ operation }) => operation === name)
  const posts = of('createDeployment')
  const [post] = posts
  return {
    requests,
    posts,
    body: post?.body,
    /** Looks at the deployment that was asked for; one look comes before. */
    lists: of('listDeployments').filter((each) => post && requests.indexOf(each) > requests.indexOf(post)),
    exchanges: of('token'),
    githubCalls: of('github'),
  }
}
