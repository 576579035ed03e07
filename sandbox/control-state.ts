import { showAppWithConfig } from './apps.ts'
import type { Cloud } from './cloud.ts'
import { withUnderscores } from './config-form.ts'
import { ANY_REPOSITORY, listBranches } from './github/branch.ts'
import type { Github } from './github.ts'
import { showWholeMonitor } from './monitors.ts'
import { showSettings } from './settings.ts'

/** The parts of a sandbox that `/_sandbox` reads and changes. A reset replaces them. */
export interface Parts {
  readonly cloud: Cloud
  readonly github: Github
}

/** All that a sandbox holds, as far as it is shown. */
export function showState(sandbox: Parts): unknown {
  const { state } = sandbox.cloud
  return {
    orgs: state.orgs,
    apps: state.apps.map((app) => ({
      ...showAppWithConfig(app),
      org: app.org,
      secrets: Object.keys(app.secrets),
      deployments: state.deploymentsOf(app.id),
    })),
    tables: showTables(sandbox),
    monitors: showMonitors(sandbox),
    incidents: showIncidents(sandbox),
    faults: showFaults(sandbox),
    pulls: showPulls(sandbox),
    branches: showBranches(sandbox),
    commits: showCommits(sandbox),
    issues: showIssues(sandbox),
    settings: showSettings(sandbox),
  }
}

export function showMonitors({ cloud: { state } }: Parts): unknown {
  return state.apps.flatMap((app) =>
    app.monitors.map((monitor) => ({ app: app.name, ...showWholeMonitor(app, monitor, state.now()) })),
  )
}

export function showIncidents({ cloud }: Parts): unknown {
  return cloud.state.incidents.all.map((incident) =>
    withUnderscores('table' in incident ? { ...incident, table: incident.table.name } : incident),
  )
}

export function showTables({ cloud }: Parts): unknown {
  return cloud.state.tables.map(({ rows, ...table }) => ({ ...table, rows: rows.length }))
}

export function showFaults({ cloud }: Parts): unknown {
  return cloud.faults.rules.map(({ on = {}, ...rule }) => {
    const { path, times } = on
    const shown = {
      ...on,
      ...(path instanceof RegExp && { path: path.source }),
      ...(times === Number.POSITIVE_INFINITY && { times: 'always' }),
    }
    return withUnderscores({ on: shown, ...rule })
  })
}

export function showPulls({ github: { pulls, comments } }: Parts): unknown {
  return pulls.map((pull) => ({ ...pull, comments: comments.of(pull.number).map(({ body }) => body) }))
}

export function showBranches({ github }: Parts): unknown {
  return listBranches(github.branches)
}

/** Of files only the paths. */
export function showCommits({ github }: Parts): unknown {
  return github.history.all.map(({ repository = ANY_REPOSITORY, sha, parents = [], files = {} }) => ({
    repository,
    sha,
    parents,
    files: Object.keys(files),
  }))
}

export function showIssues({ github: { issues, comments } }: Parts): unknown {
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
