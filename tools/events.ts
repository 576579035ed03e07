/** A commit that a sample event is about. */
export interface Commit {
  sha: string
  branch: string
  message: string
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

/** The pull request of the `pull_request` event. */
export const pullRequestNumber = 7

export function isEventName(text: string): text is EventName {
  return (eventNames as readonly string[]).includes(text)
}

/** A GitHub event: the fields of its payload that describe a commit, and the variables that the runner sets. */
export function makeEvent(name: EventName, commit: Commit) {
  return { name, payload: makePayload(name, commit), env: makeVariables(name, commit) }
}

function makePayload(name: EventName, { sha, branch, message }: Commit): object {
  const ref = `refs/heads/${branch}`
  const head_commit = { id: sha, message }
  switch (name) {
    case 'push':
      return { ref, after: sha, head_commit }
    case 'pull_request':
      return {
        number: pullRequestNumber,
        pull_request: {
          number: pullRequestNumber,
          title: 'A pull request',
          head: { ref: branch, sha, repo: { full_name: 'acme/taxi' } },
          base: { ref: 'main', repo: { full_name: 'acme/taxi' } },
        },
      }
    case 'workflow_run':
      return { workflow_run: { head_branch: branch, head_sha: sha, head_commit } }
    case 'merge_group':
      return {
        merge_group: {
          head_ref: `refs/heads/gh-readonly-queue/${branch}/pr-${pullRequestNumber}-${sha}`,
          head_sha: sha,
          head_commit,
        },
      }
    case 'workflow_dispatch':
      return { ref, inputs: {} }
    case 'schedule':
      return { schedule: '0 6 * * *' }
  }
}

function makeVariables(name: EventName, { sha, branch }: Commit) {
  if (name !== 'pull_request')
    return { GITHUB_REF: `refs/heads/${branch}`, GITHUB_REF_NAME: branch, GITHUB_SHA: sha }
  const merge = `${pullRequestNumber}/merge`
  // GitHub creates a temporary merge commit for the checks, which must not be deployed.
  return {
    GITHUB_REF: `refs/pull/${merge}`,
    GITHUB_REF_NAME: merge,
    GITHUB_SHA: '1'.padStart(40, '0'),
  }
}
