// Each process of jest loads this first.
import { registerHooks } from 'node:module'

// A test file and what it imports from below `__tests__` are loaded for this file alone: their address ends with the number that
// test-runner.ts gives the file. All other modules are loaded once for all test files.
const ofTestFile = /\/__tests__\/[^?]*\?(\d+)$/

// Jest makes these functions anew for each test file.
const names = ['afterAll', 'afterEach', 'beforeAll', 'beforeEach', 'describe', 'expect', 'it', 'test']
const globals = names.map((name) => `export const ${name} = globalThis.${name}`).join('\n')

registerHooks({
  resolve(specifier, context, next) {
    const [, number] = ofTestFile.exec(context.parentURL ?? '') ?? []
    if (number === undefined) return next(specifier, context)
    if (specifier === '@jest/globals') return { url: `jest-globals:${number}`, shortCircuit: true }
    const resolved = next(specifier, context)
    return resolved.url.includes('/__tests__/') ? { ...resolved, url: `${resolved.url}?${number}` } : resolved
  },
  load: (url, context, next) =>
    url.startsWith('jest-globals:')
      ? { format: 'module', source: globals, shortCircuit: true }
      : next(url, context),
})

// A worker of jest that has nothing left to do frees the memory of everything that its tests have loaded, which is hundreds
// of megabytes. On a busy machine this takes longer than the half second that jest allows before it blames the tests. The
// memory goes with the process. A worker in which a test has left a handle open does not get here, and is still reported.
if (process.send !== undefined) process.once('exit', () => process.exit())
