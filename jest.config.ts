import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from 'jest'

// Some tests start the bundle, or a command from its sources. Node compiles each of them once.
process.env.STEP_COMPILE_CACHE ??= join(tmpdir(), 'spice-cloud-deploy-compile-cache')
process.env.NODE_COMPILE_CACHE ??= process.env.STEP_COMPILE_CACHE

const config: Config = {
  testEnvironment: 'node',
  testRunner: './__tests__/harness/test-runner.ts',
  transformIgnorePatterns: ['/node_modules/', 'harness/test-runner'],
  roots: ['<rootDir>/__tests__', '<rootDir>/sandbox/__tests__'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript' },
          target: 'es2024',
          experimental: { keepImportAttributes: true },
        },
        module: { type: 'es6' },
      },
    ],
  },
  // Ends a test that hangs. Ten times what the longest test takes on a quiet machine, since others may be busy.
  testTimeout: 600_000,
  // More than there are cores, because tests that start processes wait more than they compute.
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
  // Tests that start processes mostly wait: the harness lets only a few of them start at the same time.
  maxConcurrency: 10,
}

export default config
