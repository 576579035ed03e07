import { createRequire } from 'node:module'
import { headSha } from './run.ts'

interface Examples {
  name: string
  examples: Record<string, unknown>[]
}

const examples = createRequire(import.meta.url)('@octokit/webhooks-examples') as Examples[]

/** A payload as GitHub sends it: the first sample of an event, or the first one with the given members. */
export function payload(event: string, isWanted: (example: never) => boolean = () => true) {
  const found = examples
    .find(({ name }) => name === event)
    ?.examples.find((example) => isWanted(example as never))
  if (found === undefined) throw new Error(`no such example of ${event}`)
  return found
}

/** The variables that the runner sets for a ref. */
export function onRef(ref: string, sha: string = headSha) {
  return {
    GITHUB_REF: ref,
    GITHUB_REF_NAME: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    GITHUB_REF_TYPE: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_SHA: sha,
  }
}

/** Responses of GitHub to the request for a commit, in which the message is not where it belongs. */
const misplaced = [5, {}].map((message) => ({ commit: { message } }))
export const misshapenCommits = [...misplaced, { commit: true }, {}, true, null, []]
