// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.

import { InputError } from '../../src/core/errors.ts'
import type { Outcome, Plan } from '../../src/core/outcome.ts'
import { describeWithPlace, type Problem } from '../../src/core/problem.ts'
import type { RunState } from '../../src/core/state.ts'
import { asIs } from '../../src/platform/text.ts'
import { diffSpicepods } from '../../src/spicepod/diff.ts'
import { hostileText } from './odd.ts'
import { app, deployment, sha, spicepodChange, tagChange, taxi } from './taxi.ts'

// Dry runs on a pull request, whose comments the preview shows.

const source = { branch: 'feature/night-fare', commitSha: sha }
const request = { branch: source.branch, commit_sha: sha }
const settings = { replicas: 2, channel: 'stable', dryRun: true }

function planned(plan: Partial<Extract<Plan, { kind: 'deploy' }>>): Outcome {
  return {
    kind: 'planned',
    plan: { kind: 'deploy', changes: [], spicepodDiff: [], request, blockers: [], ...plan },
  }
}

const head = { version: 'v1', kind: 'Spicepod', name: 'taxi' }

/** A spicepod with the rides of some years. */
function rides(years: number, mode: string, more: object = {}) {
  const datasets = Array.from({ length: years }, (_, index) => ({
    from: `s3://acme/rides/${2026 - index}/`,
    name: `rides_${2026 - index}`,
    acceleration: { enabled: true, mode: index % 3 === 1 ? mode : 'memory' },
    params: { file_format: 'parquet', s3_auth: 'iam_role' },
  }))
  return { ...head, datasets, ...more }
}

const before = rides(4, 'memory', {
  models: [{ from: 'openai:gpt-4o', name: 'dispatcher' }],
  views: [{ name: 'rides_by_day', sql: 'SELECT 1' }],
})
const after = rides(4, 'file', {
  models: [{ from: 'openai:gpt-5', name: 'dispatcher', params: { openai_api_key: 'sk-hunter2-hunter2' } }],
  tools: [{ from: 'mcp:https://acme.example/maps', name: 'maps' }],
})
const spicepod = spicepodChange('spicepod.yaml', after, before)
const unchanged = { ...spicepod, update: undefined }
const spicepodDiff = diffSpicepods(before, after, asIs)
/** Sixty components whose names are hostile. */
const hostilePod = {
  ...head,
  views: Array.from({ length: 60 }, (_, index) => ({ name: `${index} ${hostileText}`, sql: 'SELECT 1' })),
}
const upgrade = { before: '2.3.2', after: '2.4.0', by: 'channel' } as const
const typo: Problem = {
  code: 'key-unknown',
  kind: 'dataset',
  name: 'rides_2025',
  certain: false,
  message: 'Unknown key `acceleraton` of dataset `rides_2025`.',
  advice: 'Did you mean `acceleration`?',
  file: 'spicepod.yaml',
  line: 17,
}
const errors: Problem[] = [
  {
    code: 'spicepod-version-removed',
    kind: 'spicepod',
    name: 'spicepod.yaml',
    certain: true,
    message: 'Spice 2.0 removed `version: v1beta1`.',
    advice: 'Write `version: v1` or `version: v2`.',
    file: 'spicepod.yaml',
    line: 1,
  },
  typo,
  {
    code: 'secret-unresolved',
    kind: 'secret',
    name: 'OPENAI_API_KEY',
    certain: true,
    message:
      'Secret `OPENAI_API_KEY` does not exist, but model `dispatcher` (`openai_api_key`) refers to it as `${secrets:OPENAI_API_KEY}`.',
    advice: "Add `OPENAI_API_KEY` to the `secrets` input, or create it in the app's settings.",
    file: 'spicepod.yaml',
    line: 41,
  },
]

/** By title. */
export const plans: Record<string, RunState> = {
  'No changes': taxi({
    source,
    settings,
    outcome: planned({ changes: [unchanged, { kind: 'secret', name: 'OPENAI_API_KEY' }] }),
  }),

  'Three changes': taxi({
    source,
    settings,
    problems: [typo],
    outcome: planned({
      changes: [
        tagChange('team', 'dispatch', 'pricing'),
        spicepod,
        { kind: 'secret', name: 'OPENAI_API_KEY', isNew: true },
        { kind: 'secret', name: 'WAREHOUSE_PASSWORD' },
      ],
      spicepodDiff,
    }),
  }),

  'An upgrade of the runtime': taxi({
    source,
    settings,
    problems: [typo],
    outcome: planned({ changes: [unchanged], runtime: upgrade }),
  }),

  'A diff that is too long': taxi({
    source,
    settings,
    outcome: planned({
      changes: [spicepodChange('spicepod.yaml', rides(1000, 'file'), rides(1000, 'memory'))],
      spicepodDiff: diffSpicepods(rides(1000, 'memory'), rides(1000, 'file'), asIs),
    }),
  }),

  'Errors in the spicepod': taxi({
    source,
    problems: errors,
    outcome: {
      kind: 'refused',
      error: new InputError(errors.filter(({ certain }) => certain).map(describeWithPlace), {
        findings: errors,
        todo: 'Nothing was changed in Spice Cloud. Fix these problems, or set `spicepod-checks: warn` to deploy in spite of them.',
      }),
    },
  }),

  'A new app': taxi({
    appId: undefined,
    app: app({ name: null }),
    source,
    settings,
    outcome: planned({
      creation: {
        kind: 'app',
        id: undefined,
        name: 'taxi-pr-12',
        request: {
          name: 'taxi-pr-12',
          region: 'us-east-1',
          visibility: 'private',
          tags: { repository: 'acme_taxi', repository_id: '722' },
        },
      },
      changes: [spicepodChange('spicepod.yaml', rides(1, 'file'))],
      spicepodDiff: diffSpicepods(undefined, rides(1, 'file'), asIs),
    }),
  }),

  'A paused app, and a deployment in progress': taxi({
    source,
    settings,
    outcome: planned({
      changes: [unchanged],
      resumes: true,
      blockers: [deployment(1041, 'in_progress', 0)],
    }),
  }),

  'Hostile text': taxi({
    source: { branch: hostileText, commitSha: hostileText },
    settings: { channel: hostileText },
    problems: [typo].map((problem) => ({
      ...problem,
      file: hostileText,
      message: hostileText,
      advice: hostileText,
    })),
    outcome: planned({
      changes: [
        tagChange(hostileText, hostileText, hostileText),
        spicepodChange(hostileText, hostilePod),
        { kind: 'secret', name: hostileText, isNew: true },
      ],
      spicepodDiff: diffSpicepods(
        { ...head, description: hostileText },
        {
          ...head,
          description: `\`\`\`\`\`\n${hostileText}\nz\u200bw`,
          [hostileText]: hostileText,
          pass: 'hunter2-hunter2',
        },
        asIs,
      ),
    }),
  }),
}
