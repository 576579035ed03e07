import type { RunState } from '../../src/core/state.ts'
import { answered, app, deployment, history, ours, spent, spicepodChange, tagChange, taxi } from './taxi.ts'

const succeeded = deployment(1042, 'succeeded', 68.4, ours)

/** Text with special characters of Markdown, HTML, Mermaid, GitHub, workflow logs and terminals. */
export const hostileText = [
  '</code></pre></td></tr></table></p></details>',
  '',
  '# big <script>alert(1)</script><img src=x onerror=alert(1)><a href="https://evil.example">here</a>',
  '[link](https://evil.example) ![image](https://evil.example/x.png) https://evil.example www.evil.example',
  '| a | b |',
  '| --- | --- |',
  '```mermaid',
  '%%{init: {"securityLevel": "loose"}}%%',
  'gantt; end; section X:::warning; click a href "https://evil.example"',
  '```',
  '"]  bar [1, 2] :crit, 2000-01-01 00:00:00.000, 1ms',
  '@everyone @octocat #1 `code` *bold* _italics_ <!-- comment',
  '::error::x ##[error]x',
  `very long ${'line '.repeat(100)}${'w'.repeat(300)}`,
  'admin\u202etxt.exe \u2066isolated\u2069 \u200f\u001b[31mred\u001b[0m\u0000',
].join('\n')

const hostile = {
  status: hostileText,
  created_at: hostileText,
  started_at: hostileText,
  updated_at: hostileText,
  image_tag: hostileText,
  branch: hostileText,
  commit_sha: hostileText,
  commit_message: hostileText,
  error_message: hostileText,
  error_code: hostileText,
  creation_source: hostileText,
  created_by: hostileText,
}

const manyDatasets = Array.from({ length: 300 }, (_, index) => ({
  name: `warehouse.public.table_${index + 1}`,
  status: index % 40 === 7 ? 'Error' : 'Ready',
  ...(index % 40 === 7 && { error_message: `Table ${index + 1} has no primary key` }),
}))

/** Runs that are unusual but possible, by title. */
export const odd: Record<string, RunState> = {
  'Hostile text everywhere': taxi({
    app: app({ name: hostileText }),
    org: hostileText,
    source: { branch: hostileText, commitSha: hostileText, commitMessage: hostileText },
    settings: { channel: hostileText, imageTag: hostileText },
    applied: [{ kind: 'secret', name: hostileText }],
    history: [answered({ ...hostile, id: 1, status: 'succeeded' }), ...history],
    deployment: answered({ ...hostile, id: 1042, status: 'failed' }),
    verification: {
      datasets: [{ name: hostileText, status: hostileText, error_message: hostileText }],
      tests: [{ name: 'sql', ok: false, durationMs: 10, error: hostileText }],
      problems: [],
    },
    logTail: hostileText.split('\n'),
    phases: spent(['queued', 5], ['in_progress', 63]),
    outcome: { kind: 'failed', deployment: answered({ ...hostile, id: 1042, status: 'failed' }) },
  }),

  'Hostile text in a dry run': taxi({
    settings: { dryRun: true },
    outcome: {
      kind: 'planned',
      plan: {
        kind: 'deploy',
        changes: [
          tagChange(hostileText, hostileText, hostileText),
          spicepodChange(hostileText),
          { kind: 'secret', name: hostileText },
        ],
        spicepodDiff: [hostileText.split('\n')],
        request: { branch: hostileText },
        blockers: [answered({ ...hostile, id: 7 })],
      },
    },
  }),

  'Hostile text in a run that passes': taxi({
    settings: { onSuperseded: 'pass' },
    deployment: answered({ ...hostile, id: 7 }),
    outcome: {
      kind: 'superseded',
      deployment: answered({ ...hostile, id: 7 }),
      by: answered({ ...hostile, id: 8 }),
    },
  }),

  '300 datasets': taxi({
    deployment: succeeded,
    verification: { datasets: manyDatasets, tests: [], problems: [] },
    phases: spent(['queued', 5.2], ['in_progress', 63.2], ['ready', 30], ['datasets', 240]),
    outcome: {
      kind: 'unverified',
      deployment: succeeded,
      problems: ['Dataset warehouse.public.table_8 is in error: Table 8 has no primary key.'],
      isTolerated: true,
    },
  }),

  'A commit message of 4,000 emojis': taxi({
    source: { branch: 'main', commitSha: ours.commit_sha, commitMessage: '🚕'.repeat(4000) },
    deployment: succeeded,
    outcome: { kind: 'succeeded', deployment: succeeded },
  }),

  'No times, and an unknown status': taxi({
    history: ['succeeded', 'failed', 'paused', 'succeeded'].map((status, index) =>
      answered({ id: 90 - index, status }),
    ),
    deployment: answered({ id: 91, status: 'hibernating' }),
    settings: { timeoutMs: 15_000 },
    elapsedMs: 13_600,
    phases: spent(['queued', 13.6]),
    outcome: { kind: 'timed-out', deployment: answered({ id: 91, status: 'hibernating' }) },
  }),

  'Clock skew, and a deployment that took a month': taxi({
    history: [
      deployment(12_345_678, 'failed', -500),
      deployment(1041, 'succeeded', -60),
      deployment(1040, 'succeeded', 30 * 86_400),
      ...Array.from({ length: 5000 }, (_, index) =>
        deployment(1000 - index, 'succeeded', 50 + (index % 7) * 4),
      ),
    ],
    deployment: deployment(1042, 'succeeded', -3, ours),
    elapsedMs: 70_000,
    phases: spent(['in_progress', 70]),
    outcome: { kind: 'succeeded', deployment: deployment(1042, 'succeeded', -3, ours) },
  }),

  'Finished within a second': taxi({
    deployment: deployment(1042, 'succeeded', 0.4, ours),
    phases: [
      { name: 'queued', startMs: 131, endMs: 310 },
      { name: 'in_progress', startMs: 310, endMs: 531 },
    ],
    outcome: { kind: 'succeeded', deployment: deployment(1042, 'succeeded', 0.4, ours) },
  }),

  'Finished after almost a day': taxi({
    settings: { timeoutMs: 86_400_000 },
    deployment: deployment(1042, 'succeeded', 82_400, ours),
    phases: spent(['conflict', 1000], ['queued', 400], ['in_progress', 82_000]),
    outcome: { kind: 'succeeded', deployment: deployment(1042, 'succeeded', 82_400, ours) },
  }),
}
