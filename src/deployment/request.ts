import type { Source } from '../context.ts'
import type { DeploymentRequest } from '../spice/api.ts'

/** What the inputs ask for beyond the app's own configuration. */
export interface Overrides {
  imageTag: string | undefined
  channel: string | undefined
  replicas: number | undefined
  debug: boolean
}

/** The body of a create. A field without a value is left out. */
export function toRequest(
  { imageTag, channel, replicas, debug }: Overrides,
  source: Source,
): DeploymentRequest {
  const { branch, commitSha, commitMessage } = source
  return {
    ...(imageTag !== undefined && { image_tag: imageTag }),
    ...(channel !== undefined && { channel }),
    ...(replicas !== undefined && { replicas }),
    ...(branch !== undefined && { branch }),
    ...(commitSha !== undefined && { commit_sha: commitSha }),
    ...(commitMessage !== undefined && { commit_message: commitMessage }),
    ...(debug && { debug }),
  }
}
