import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { readSetup } from '../../testing/example-setup.ts'
import { type EventName, isEventName, pullRequestNumber } from '../events.ts'
import { readHeadCommit } from '../head-commit.ts'
import { sampleTables, withoutZones } from '../sample-data.ts'
import { optionsForHistory } from '../sample-history.ts'
import type { ActRun } from './run.ts'
import { commitFiles, onStage, optionsForSetup, ownName } from './stage.ts'

// Each example runs alone, for each of its events.

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

/** Runs examples one after the other. */
export async function runAlone(program: string, root: string, names: readonly string[]): Promise<ActRun[]> {
  const runs: ActRun[] = []
  for (const name of names) {
    const example = join(root, 'examples', name)
    const { on } = parse(readFileSync(example, 'utf8')) as { on: Record<string, { types?: string[] } | null> }
    for (const event of Object.keys(on).filter(isEventName)) {
      for (const action of on[event]?.types?.includes('closed') ? ['opened', 'closed'] : ['opened'])
        runs.push(...(await runExample(program, root, example, event, action)))
    }
  }
  return runs
}

function runExample(
  program: string,
  root: string,
  example: string,
  event: EventName,
  action: string,
): Promise<ActRun[]> {
  const text = readFileSync(example, 'utf8')
  const setup = readSetup(text)
  const goesBack = text.includes(`${ownName}/rollback@`)
  const spicepod = parse(readFileSync(join(root, 'sandbox/spicepod.yaml'), 'utf8'))
  const options = {
    ...optionsForSetup(setup, spicepod),
    tables: [...sampleTables, ...setup.app.map(withoutZones)],
    ...(goesBack && optionsForHistory(root)),
  }
  return onStage(program, root, setup, options, async ({ folder, repository, sandbox, play }) => {
    commitFiles(repository, root, setup)
    const { sha } = readHeadCommit(repository)
    if (!goesBack) sandbox.github.branches['acme/taxi'] = { main: sha }
    sandbox.github.issues.add(pullRequestNumber)
    const head = { ref: 'feature', sha, repo: { full_name: 'acme/taxi' } }
    const state = event === 'pull_request' ? 'open' : 'closed'
    sandbox.github.pulls.push({ number: pullRequestNumber, state, head })
    const tools = join(folder, 'tools')
    mkdirSync(tools)
    writeFileSync(join(tools, 'gh'), gh, { mode: 0o755 })
    await play({
      name: `${example.slice(root.length)} with nothing but its setup, ${event}${action === 'closed' ? ', closed' : ''}`,
      workflow: example,
      event,
      payload: { action },
      tools,
      check({ log }) {
        // A job that was skipped passes, too.
        const hasRun = log.some((line) => /::set-output:: outcome=(?:succeeded|planned|absent)$/.test(line))
        assert.ok(hasRun, 'No step of this example has deployed, planned or removed an app.')
      },
    })
  })
}
