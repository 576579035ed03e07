import { Stryker } from '@stryker-mutator/core'
import { suggest } from '../sandbox/config-form.ts'
import { readCommandLine, refuse } from './command-line.ts'

const minPercent = 90

const help = `Changes the sources in one small place at a time, and checks each time that a test fails. Fails if the tests of a file
notice less than ${minPercent} % of its changes. Prints the score of each file and the changes that survived; docs/mutants.md says
which ones may.

  npm run mutants                                  changes all files that this script lists
  npm run mutants -- --mutate src/app/plan.ts      changes only this one, or some of its lines (….ts:10-20)`

/**
 * The files to change, and the tests that should notice it. All of these tests are loaded again for each change, so they
 * are only the quick ones that are about the file, and those of whole runs in memory that say the same from outside.
 */
const testsOf: Record<string, readonly string[]> = {
  'src/app/plan.ts': [
    'app/plan',
    'spice/whole-values',
    'action/app/create',
    'action/app/fork',
    'action/app/has-changes',
    'action/app/tags',
  ],
  'src/data/answer.ts': ['data/answer'],
  'src/data/arrow-type.ts': ['data/arrow-type'],
  'src/data/changes.ts': ['data/changes', 'action/compare-with'],
  'src/data/expectations.ts': ['data/expectations', 'data/rules', 'action/data-tests'],
  'src/data/moment.ts': ['data/moment', 'data/rules'],
  'src/data/test-file.ts': ['data/test-file', 'data/schema'],
  'src/deployment/existing.ts': [
    'action/faults/attach',
    'action/running',
    'action/compare-with',
    'action/plan-digest',
    'action/app/find',
  ],
  'src/deployment/create.ts': [
    ...['deployment/create', 'action/faults/turns', 'action/faults/lost-creates', 'action/faults/lasting'],
    ...['action/faults/answers', 'action/paused', 'action/branch-tip'],
  ],
  'src/deployment/deployment.ts': ['deployment/deployment', 'deployment/watch', 'action/requests'],
  'src/deployment/list.ts': ['deployment/list', 'action/faults/attach', 'action/faults/answers'],
  'src/deployment/reconcile.ts': ['deployment/reconcile'],
  'src/deployment/send.ts': [
    'deployment/create',
    'action/faults/turns',
    'action/paused',
    'action/branch-tip',
  ],
  'src/deployment/watch.ts': [
    ...['deployment/watch', 'action/faults/waiting', 'action/faults/lasting', 'action/status'],
  ],
  'src/doctor/components.ts': ['doctor/components'],
  'src/doctor/finding.ts': ['doctor/words', 'doctor/instance-log'],
  'src/doctor/instance-log.ts': ['doctor/instance-log', 'doctor/rules'],
  'src/doctor/judge.ts': ['doctor/judge', 'doctor/components', 'doctor/rules', 'action/doctor'],
  'src/doctor/log-events.ts': ['doctor/log-events', 'doctor/log-rules'],
  'src/doctor/log-rules.ts': ['doctor/log-rules', 'doctor/rules'],
  'src/github/event.ts': ['github/event', 'github/commit'],
  'src/inputs/table-reader.ts': ['inputs/inputs'],
  'src/inputs/entries.ts': ['inputs/dotenv', 'inputs/string-map', 'inputs/secrets', 'inputs/tags'],
  'src/inputs/files.ts': ['inputs/request', 'action/app/spicepod'],
  'src/inputs/probes.ts': ['inputs/probes', 'inputs/tables'],
  'src/inputs/inputs.ts': ['inputs/inputs'],
  'src/inputs/request.ts': ['inputs/request', 'inputs/secrets', 'inputs/tags'],
  'src/platform/pauses.ts': ['platform/pauses'],
  'src/recovery/recover.ts': ['recovery/recover', 'action/app/rollback', 'action/app/lost-answers'],
  'src/report/verdict.ts': [
    'report/verdict',
    'action/app/lost-answers',
    'action/faults/turns',
    'action/verify',
  ],
  'src/runtime/bake.ts': ['action/bake/signs', 'action/bake/no-signs'],
  'src/runtime/history.ts': ['runtime/history'],
  'src/spice/auth.ts': ['spice/auth', 'action/requests'],
  'src/spice/api-client.ts': ['spice/attempts', 'action/faults/lasting', 'action/faults/waiting'],
  'src/spice/rate-limit.ts': ['spice/rate-limit'],
  'src/spice/retry.ts': ['spice/retry'],
  'src/spicepod/checks.ts': ['spicepod/checks'],
  'src/spicepod/diff.ts': ['spicepod/diff'],
  'src/spicepod/document.ts': [
    'spicepod/document',
    'spicepod/spicepod',
    'spicepod/same',
    'spicepod/checks',
    'data/test-file',
  ],
  'src/spicepod/keys.ts': ['spicepod/checks'],
  'src/spicepod/names.ts': ['spicepod/names', 'inputs/tables'],
  'src/spicepod/problems.ts': ['spicepod/checks'],
  'src/spicepod/references.ts': ['spicepod/checks'],
  'src/spicepod/spicepod.ts': ['spicepod/spicepod', 'spicepod/document', 'spicepod/same'],
  'src/steps/look.ts': ['action/bake/signs', 'action/bake/no-signs', 'action/bake/ends'],
}

const { mutate } = readCommandLine(help, { mutate: { type: 'string' } }).values
const [wanted] = mutate?.split(':') ?? []
if (wanted !== undefined && testsOf[wanted] === undefined) {
  refuse(`--mutate: tools/mutants.ts does not list "${wanted}". ${suggest(wanted, Object.keys(testsOf))}`)
}
for (const [file, tests] of Object.entries(testsOf)) {
  if (wanted !== undefined && file !== wanted) continue
  const report = `build/mutants/${file.replace('src/', '').replaceAll('/', '-')}`
  const stryker = new Stryker({
    testRunner: 'jest',
    testRunnerNodeArgs: [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      '--max-semi-space-size=32',
    ],
    jest: {
      projectType: 'custom',
      configFile: 'jest.config.ts',
      config: { testMatch: tests.map((name) => `**/__tests__/${name}.test.ts`), watchman: false },
      enableFindRelatedTests: false,
    },
    mutate: [mutate ?? file],
    // A test that notices every change of a text would only repeat the text.
    mutator: { excludedMutations: ['StringLiteral'] },
    concurrency: 1,
    // A busy machine must not pass for a test that notices: what it slows down is not an endless loop.
    timeoutMS: 60_000,
    // Each run of jest leaves tens of megabytes behind.
    maxTestRunnerReuse: 40,
    thresholds: { high: 100, low: minPercent, break: minPercent },
    reporters: ['clear-text', 'progress-append-only', 'json'],
    clearTextReporter: { logTests: false, reportTests: false },
    jsonReporter: { fileName: `${report}.json` },
    // Only what has changed since the last run is tried again.
    incremental: true,
    incrementalFile: `${report}.incremental.json`,
    tempDirName: 'build/stryker',
    ignorePatterns: ['build', 'dist'],
    disableTypeChecks: false,
  })
  await stryker.runMutationTest()
}
