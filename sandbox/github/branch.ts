import { json, type Reply } from '../answer.ts'
import { GITEA_URL } from './reply.ts'

/** The head of each branch, by `owner/repo`. A test may push by changing one. */
export type Branches = Record<string, Record<string, string>>

/** A branch, as far as it concerns its head; undefined if there is none. */
export function showBranch(sha: string, name: string, repository: string, isGitea: boolean): Reply {
  return json(200, isGitea ? giteaBranch(sha, name, repository) : githubBranch(sha, name, repository))
}

function githubBranch(sha: string, name: string, repository: string): Record<string, unknown> {
  const url = `https://api.github.com/repos/${repository}`
  const self = `${url}/branches/${encodeURIComponent(name)}`
  return {
    name,
    commit: { sha, url: `${url}/commits/${sha}`, commit: { message: 'Fix the meter' }, parents: [] },
    _links: { self, html: `https://github.com/${repository}/tree/${name}` },
    protected: false,
    protection: { enabled: false },
    protection_url: `${self}/protection`,
  }
}

/** Gitea has the ID of the commit in another member, and no `sha`. */
function giteaBranch(id: string, name: string, repository: string): Record<string, unknown> {
  return {
    name,
    commit: {
      id,
      message: 'Fix the meter\n',
      url: `${GITEA_URL}/${repository}/commit/${id}`,
      author: { name: 'Sandbox', email: 'sandbox@example.com', username: '' },
      timestamp: '2026-11-24T12:00:00Z',
      added: null,
      removed: null,
      modified: null,
    },
    protected: false,
    required_approvals: 0,
    enable_status_check: false,
    status_check_contexts: [],
    user_can_push: true,
    user_can_merge: true,
    effective_branch_protection_name: '',
  }
}
