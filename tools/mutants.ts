import { globSync } from 'node:fs'
import { Stryker } from '@stryker-mutator/core'
import { suggest } from '../sandbox/config-form.ts'
import { readCommandLine, refuse } from '../testing/command-line.ts'

const help = `Changes one of the sources in one small place at a time, and checks each time that a test fails. Prints the changes that
no test noticed: each is a behavior that nobody would miss, or one without a test.

  npm run mutants -- --mutate src/app/plan.ts app/plan action/app   with the tests that have these names
  npm run mutants -- --mutate src/app/plan.ts:80-95 action          changes only some lines

All tests are loaded again for each change: name only those that are about the file.`

const { values, positionals: tests } = readCommandLine(
  help,
  { mutate: { type: 'string', default: '' } },
  true,
)
const { mutate } = values
const [file = ''] = mutate.split(':')
const sources = globSync('src/**/*.ts')
if (!sources.includes(file))
  refuse(`--mutate: "${file}" is not one of the sources. ${suggest(file, sources)}`)
if (tests.length === 0) refuse('Name the tests that are about the file, for example action/app.')

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
    config: {
      // Loads the sources anew for each change.
      testRunner: 'jest-circus/runner',
      testMatch: tests.flatMap((name) =>
        [`${name}*.test.ts`, `${name}/**/*.test.ts`].map((glob) => `**/__tests__/${glob}`),
      ),
      watchman: false,
    },
    enableFindRelatedTests: false,
  },
  mutate: [mutate],
  // A test that notices every change of a text would only repeat the text.
  mutator: { excludedMutations: ['StringLiteral'] },
  concurrency: 1,
  // A busy machine must not pass for a test that notices: what it slows down is not an endless loop.
  timeoutMS: 60_000,
  // Each run of jest leaves tens of megabytes behind.
  maxTestRunnerReuse: 40,
  reporters: ['clear-text', 'progress-append-only'],
  clearTextReporter: { logTests: false, reportTests: false },
  tempDirName: 'build/stryker',
  ignorePatterns: ['build', 'dist'],
  disableTypeChecks: false,
})
await stryker.runMutationTest()
