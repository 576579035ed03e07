import { expect, test } from '@jest/globals'
import type { Outcome, Plan } from '../../src/core/outcome.ts'
import { renderDataChanges } from '../../src/features/comparison/report.ts'
import { describePlan } from '../../src/features/dry-run/words.ts'
import { describeRecovery } from '../../src/features/recovery/words.ts'
import { describeProgress } from '../../src/features/verify/datasets.ts'
import { shortCommit } from '../../src/github/event.ts'
import { classifyGitHubError } from '../../src/github/octokit.ts'
import { tidyMessage } from '../../src/github/source.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { cut, firstLine, printableLine, shorten } from '../../src/platform/text.ts'
import { explainRefusal } from '../../src/report/advice.ts'
import { Markup } from '../../src/report/markup.ts'
import { conclude } from '../../src/report/verdict.ts'
import { describeDeployment } from '../../src/report/wording.ts'
import { statusError } from '../../src/runtime/client.ts'
import { deployment } from '../deploy/deployment.ts'
import { stateOf } from './run-state.ts'

/** Could be a commit id, so that code for commit ids accepts it, too. */
const secret = 'c0ffee5ec2e7c0ffee5ec2e7c0ffee5ec2e7'
const secrets = new Redaction(() => {})
secrets.addValue(secret)
const redact = (text: string) => secrets.redact(text)

const told = (outcome: Outcome) =>
  JSON.stringify(conclude(outcome, stateOf({ settings: { onFailure: 'restore' } })))
const markup = new Markup(redact)
const ofCommit = (commit_sha: string) => deployment({ commit_sha })
const newer = (by: string): Outcome => ({ kind: 'superseded', deployment: deployment(), by: ofCommit(by) })
const watching = (text: string): Plan => ({ kind: 'watch', deployment: ofCommit(text) })
const failing = (text: string): Outcome => ({
  kind: 'failed',
  deployment: deployment({ error_message: redact(text) }),
})
const refused = (message: string) => ({ operation: 'getApp', status: 400, message }) as const
const run = { action: 'deploy', appId: 7 } as const
const columnOf = (name: string) => {
  const columns = [{ name, change: 'changed', before: name, after: name }] as const
  const changes = [{ table: 'trips', change: 'changed', breaking: true, columns }] as const
  return stateOf({ compared: { changes, unchanged: 0, notCompared: [], baseline: 'app taxi' } })
}

/** Everything that shortens foreign text, by what it produces. Secrets are hidden where a text leaves the program. */
const places: [name: string, most: number, show: (text: string) => string | undefined][] = [
  ['any text', 60, (text) => cut(text, 60)],
  ['any text on one line', 60, (text) => shorten(text, 60)],
  ['a first line', 72, (text) => firstLine(text)],
  ['a commit', 12, (text) => shortCommit(text)],
  ['a commit message', 4000, (text) => tidyMessage(text, redact)],
  ['another deployment', 12, (text) => describeDeployment(ofCommit(text))],
  ['the deployment that a dry run would watch', 12, (text) => describePlan(watching(text), 7).join()],
  ['a newer deployment', 12, (text) => told(newer(text))],
  ['the name of a dataset', 80, (text) => describeProgress([{ name: text, status: 'Initializing' }])],
  ['an error of the runtime', 300, (text) => statusError({ status: 400, text }).message],
  ['a refusal of Spice Cloud', 1500, (message) => explainRefusal(refused(message), run).what],
  ['why not restored', 1500, (reason) => describeRecovery({ kind: 'unclear', reason }, 'restore')],
  ['the reason of a failure', 1500, (text) => JSON.stringify(conclude(failing(text), stateOf({})))],
  ['a status', 50, (status) => told({ kind: 'unknown', deployment: deployment({ status }), reason: 'no' })],
  ['a reason for knowing nothing', 1500, (reason) => told({ kind: 'unknown', reason })],
  ['the words of the post step', 2000, (text) => markup.sentence(text, { urls: [] })],
  ['a cell', 200, (text) => markup.inlineCode(text)],
  ['a column of the data', 80, (name) => renderDataChanges(columnOf(name), markup)],
  ['advice', 2000, (text) => markup.sentence(text)],
  ...[401, 403, 429, 500].map((status): (typeof places)[number] => [
    `GitHub's words of HTTP ${status}`,
    200,
    (message) => JSON.stringify(classifyGitHubError(refusal(status, message))),
  ]),
  ['the words of a connection', 200, (text) => JSON.stringify(classifyGitHubError(new Error(text)))],
]

function refusal(status: number, message: string) {
  return { status, message, response: { headers: {}, data: { message } } }
}

test.each(places)('no part of a secret shows at the cut of %s', (_, most, show) => {
  for (let before = Math.max(0, most - secret.length - 3); before <= most; before++) {
    const shown = redact(show(`${'x'.repeat(before)}${secret}${' and more'.repeat(20)}`) ?? '')
    for (let from = 0; from + 5 <= secret.length; from++) {
      expect(shown).not.toContain(secret.slice(from, from + 5))
    }
  }
  expect(redact(show(secret) ?? '')).not.toContain(secret.slice(0, 5))
})

test.each<[string, (text: string) => string | undefined]>([
  ['a cell', (text) => markup.inlineCode(text)],
  ['a sentence', (text) => markup.sentence(text)],
  ['folded lines', (text) => markup.foldedLines('Log', [text])],
  ['a diff', (text) => markup.diff([[`+${text}`]], 1000).html],
  ['a first line in the log', (text) => printableLine(firstLine(text), redact)],
  ['a line of the log', (text) => printableLine(text, redact)],
])('%s shows no secret that an invisible character had split', (_, show) => {
  const shown = show(`The token ${secret.slice(0, 9)}\u0007${secret.slice(9)} is wrong`)
  expect(shown).toContain('***')
  expect(shown).not.toContain(secret)
})
