/** The commit that an event is about. */
export interface GitFacts {
  sha: string
  branch: string
  message: string
}

export interface SampleEvent {
  name: string
  payload: object
  env: Record<string, string>
}

export const eventNames = [
  'push',
  'pull_request',
  'workflow_dispatch',
  'workflow_run',
  'merge_group',
  'schedule',
] as const

export type EventName = (typeof eventNames)[number]

export function isEventName(text: string): text is EventName {
  return (eventNames as readonly string[]).includes(text)
}

/** An event of GitHub about a commit: the members of its payload that name the commit, and the runner's variables. */
export function makeEvent(name: EventName, { sha, branch, message }: GitFacts): SampleEvent {
  const head_commit = { id: sha, message }
  const onBranch = { GITHUB_REF: `refs/heads/${branch}`, GITHUB_REF_NAME: branch, GITHUB_SHA: sha }
  switch (name) {
    case 'push':
      return { name, payload: { ref: `refs/heads/${branch}`, after: sha, head_commit }, env: onBranch }
    case 'pull_request':
      return {
        name,
        payload: {
          number: 7,
          pull_request: {
            number: 7,
            title: 'A pull request',
            head: { ref: branch, sha, repo: { full_name: 'acme/taxi' } },
            base: { ref: 'main', repo: { full_name: 'acme/taxi' } },
          },
        },
        // A commit that GitHub makes up for the check and that must not be deployed.
        env: {
          GITHUB_REF: 'refs/pull/7/merge',
          GITHUB_REF_NAME: '7/merge',
          GITHUB_SHA: '0'.repeat(39).concat('1'),
        },
      }
    case 'workflow_run':
      return {
        name,
        payload: { workflow_run: { head_branch: branch, head_sha: sha, head_commit } },
        env: onBranch,
      }
    case 'merge_group':
      return {
        name,
        payload: {
          merge_group: {
            head_ref: `refs/heads/gh-readonly-queue/${branch}/pr-7-${sha}`,
            head_sha: sha,
            head_commit,
          },
        },
        env: onBranch,
      }
    case 'workflow_dispatch':
      return { name, payload: { ref: `refs/heads/${branch}`, inputs: {} }, env: onBranch }
    case 'schedule':
      return { name, payload: { schedule: '0 6 * * *' }, env: onBranch }
  }
}
