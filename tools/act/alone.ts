import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { optionsFor } from '../../sandbox/outcomes.ts'
import { type Sandbox, startSandbox } from '../../sandbox/server.ts'
import { readSetup } from '../../testing/example-setup.ts'
import { isEventName, makeEvent, pullRequestNumber } from '../events.ts'
import { readHeadCommit } from '../head-commit.ts'
import { sampleTables, withoutZones } from '../sample-data.ts'
import { optionsForHistory } from '../sample-history.ts'
import { commitFiles, copyExample, createActions, createRepository, ownName } from './pull-request-life.ts'
import { type ActRun, runAct } from './run.ts'
import { argumentsForSetup, optionsForSetup } from './setup.ts'

// Each example runs alone, for each of its events, in a cloud and a repository that have what its setup names, and
// nothing else.

/** The scripts of examples may use GitHub's command, which the images of GitHub's runners have. */
const gh = `#!/usr/bin/env bash
# Reads one page, as \`gh api --method GET PATH -f NAME=VALUE … --jq FILTER\` does, on the day of the fake GitHub.
set -euo pipefail
[ "$1 $2 $3" = 'api --method GET' ] || { echo "Not expected: gh $*" >&2; exit 1; }
path=$4; shift 4; query=()
while [ "$1" != --jq ]; do query+=(--data-urlencode "$2"); shift 2; done
curl --silent --show-error --fail --get "$GITHUB_API_URL/$path" --header "Authorization: Bearer $GH_TOKEN" "\${query[@]}" |
  jq -c "def now: \\"2026-11-25T03:17:00Z\\" | fromdate; $2"
`

/** Runs the examples one after the other. @param names all of them if missing */
export async function runAlone(
  program: string,
  root: string,
  names: readonly string[] = ['*'],
): Promise<ActRun[]> {
  const runs: ActRun[] = []
  const paths = names.map((name) => join(root, `examples/${name}.yml`))
  for (const example of globSync(paths).sort()) {
    const { on } = parse(readFileSync(example, 'utf8')) as { on: object }
    for (const event of Object.keys(on).filter(isEventName)) {
      runs.push(await runExample(program, root, example, event))
    }
  }
  return runs
}

async function runExample(
  program: string,
  root: string,
  example: string,
  event: Parameters<typeof makeEvent>[0],
): Promise<ActRun> {
  const folder = mkdtempSync(join(tmpdir(), 'example-'))
  const setup = readSetup(readFileSync(example, 'utf8'))
  const goesBack = readFileSync(example, 'utf8').includes(`${ownName}/rollback@`)
  const spicepod = parse(readFileSync(join(root, 'sandbox/spicepod.yaml'), 'utf8'))
  const sandbox = await startSandbox({
    ...optionsFor('succeeded', 500),
    ...optionsForSetup(setup, spicepod),
    tables: [...sampleTables, ...setup.app.map(withoutZones)],
    runtime: {},
    ...(goesBack && optionsForHistory(root)),
  })
  try {
    const repository = createRepository(folder, 'main')
    commitFiles(repository, root, setup, 'first')
    const commit = readHeadCommit(repository)
    if (!goesBack) sandbox.github.branches['acme/taxi'] = { main: commit.sha }
    sandbox.github.issues.add(pullRequestNumber)
    const head = { ref: 'feature', sha: commit.sha, repo: { full_name: 'acme/taxi' } }
    const state = event === 'pull_request' ? 'open' : 'closed'
    sandbox.github.pulls.push({ number: pullRequestNumber, state, head })
    const { payload, env } = makeEvent(event, commit)
    const eventFile = join(folder, 'event.json')
    writeFileSync(eventFile, JSON.stringify({ ...payload, action: 'opened' }))
    const tools = join(folder, 'tools')
    mkdirSync(tools)
    writeFileSync(join(tools, 'gh'), gh)
    chmodSync(join(tools, 'gh'), 0o755)
    const urls = { 'api-url': sandbox.url, 'oauth-token-url': sandbox.tokenUrl }
    const run = await runAct(program, {
      name: `${basename(example)} with nothing but its setup, ${event}`,
      event,
      workflow: copyExample(example, folder, urls).file,
      repository,
      eventFile,
      actions: createActions(folder, root, repository),
      env: { ...env, GITHUB_REPOSITORY: 'acme/taxi', GITHUB_API_URL: sandbox.githubApiUrl },
      args: argumentsForSetup(setup, sandbox),
      tools,
    })
    const problem = findProblem(run, sandbox)
    return problem === undefined ? run : { ...run, status: run.status || 1, log: [...run.log, problem] }
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Describes what is wrong with a run whatever its status. A job that was skipped passes, too. */
function findProblem({ log }: ActRun, { mismatches }: Sandbox): string | undefined {
  if (mismatches.length > 0) return mismatches.join('\n')
  const hasRun = log.some((line) => /::set-output:: outcome=(?:succeeded|planned|absent)$/.test(line))
  return hasRun ? undefined : 'No step of this example has deployed, planned or removed an app.'
}
