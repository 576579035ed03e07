import { readBranches, readPulls } from './config.ts'
import { type ControlContext, inList, type Parts, replaceOrAdd } from './control-endpoint.ts'
import { listBranches, putBranch } from './github/branch.ts'

// What `/_sandbox` does with the fake GitHub.

export function putPulls({ sandbox }: ControlContext, body: unknown): unknown {
  const { pulls } = sandbox.github
  for (const pull of readPulls(inList(body))) {
    const index = pulls.findIndex(({ number }) => number === pull.number)
    replaceOrAdd(pulls, index, pull)
  }
  return showPulls(sandbox)
}

export function putBranches({ sandbox: { github } }: ControlContext, body: unknown): unknown {
  for (const branch of readBranches(inList(body))) putBranch(github.branches, branch)
  return listBranches(github.branches)
}

export function showPulls({ github }: Parts): unknown {
  return github.pulls.map((pull) => ({
    ...pull,
    comments: github.comments.of(pull.number).map(({ body }) => body),
  }))
}
