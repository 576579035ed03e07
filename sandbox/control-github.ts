import { readPart } from './config-parts.ts'
import { type ControlContext, inList, type Parts, replaceOrAdd } from './control-endpoint.ts'
import { ANY_REPOSITORY, listBranches, putBranch } from './github/branch.ts'
import type { Github } from './github.ts'

// What `/_sandbox` does with the fake GitHub.

export function putPulls({ sandbox }: ControlContext, body: unknown): unknown {
  const { pulls } = sandbox.github
  for (const pull of readPart('pulls', inList(body))) {
    const index = pulls.findIndex(({ number }) => number === pull.number)
    replaceOrAdd(pulls, index, pull)
  }
  return showPulls(sandbox)
}

export function putBranches({ sandbox: { github } }: ControlContext, body: unknown): unknown {
  for (const branch of readPart('branches', inList(body))) putBranch(github.branches, branch)
  return listBranches(github.branches)
}

export function putCommits({ sandbox: { github } }: ControlContext, body: unknown): unknown {
  for (const commit of readPart('commits', inList(body))) github.history.put(commit)
  return showCommits(github)
}

export function putIssues({ sandbox: { github } }: ControlContext, body: unknown): unknown {
  for (const issue of readPart('issues', inList(body))) github.issues.put(issue, github.pulls)
  return showIssues(github)
}

/** Of files only the paths. */
export function showCommits({ history }: Github): unknown {
  return history.all.map(({ repository = ANY_REPOSITORY, sha, parents = [], files = {} }) => ({
    repository,
    sha,
    parents,
    files: Object.keys(files),
  }))
}

export function showIssues({ issues, comments }: Github): unknown {
  return issues.all.map(({ number, title, body, state, labels, user }) => ({
    number,
    title,
    body,
    state,
    labels,
    user: user.login,
    comments: comments.of(number).map((comment) => comment.body),
  }))
}

export function showPulls({ github }: Parts): unknown {
  return github.pulls.map((pull) => ({
    ...pull,
    comments: github.comments.of(pull.number).map(({ body }) => body),
  }))
}
