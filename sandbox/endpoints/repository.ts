import { json, refusal } from '../answer.ts'
import type { AppEndpoint } from '../endpoint.ts'

/** PUT /v1/projects/{projectId}/repository: the spicepod comes from there from now on. */
export const connectRepository: AppEndpoint = ({ state, members, app }) => {
  const {
    repository: name,
    root_directory: directory = '',
    production_branch,
  } = members as Record<string, string | undefined>
  if (!/^([\w.-]+\/)?[\w.-]+$/.test(name ?? '')) {
    return refusal(400, 'The repository must be a name or owner/name', { code: 'invalid_repository' })
  }
  if (/^\/|(^|\/)\.\.(\/|$)/.test(directory)) {
    return refusal(400, 'The root directory must be inside the repository', {
      code: 'invalid_root_directory',
    })
  }
  if (!state.isGithubConnected) {
    return refusal(409, 'The organization has not installed the GitHub App', { code: 'github_not_connected' })
  }
  const repository = state.repositories.find((known) => [known.name, known.name.split('/')[1]].includes(name))
  if (repository === undefined) {
    return refusal(404, `Repository ${name} not found`, { code: 'repository_not_found' })
  }
  const branch = production_branch ?? repository.defaultBranch
  const commitSha = repository.branches[branch]
  if (commitSha === undefined) return refusal(422, `No branch ${branch}`, { code: 'branch_not_found' })
  const spicepod = repository.spicepods[directory.replace(/(?<!\/)\/+$/, '')]
  if (spicepod === undefined) {
    return refusal(422, `No spicepod.yaml in /${directory}`, { code: 'spicepod_missing' })
  }
  app.github = { branch, commitSha }
  app.productionBranch = branch
  app.spicepod = { ...spicepod }
  app.description = repository.description
  return json(200, { has_spicepod: true })
}
