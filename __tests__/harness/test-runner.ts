import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

type RunTestFile = (
  globalConfig: { watch: boolean; watchAll: boolean; collectCoverage: boolean },
  config: object,
  environment: object,
  runtime: object,
  ...file: unknown[]
) => Promise<unknown>

const require = createRequire(import.meta.url)
const { default: runIsolated } = require('jest-circus/runner') as { default: RunTestFile }

/** How many test files this process has loaded. */
let files = 0

/**
 * Runs a test file as jest does, but in the process itself and not in a realm of its own. The sources and the packages are loaded
 * and compiled once for all test files of the process, which takes a third off the time of all tests. So no module outside of
 * `__tests__` may keep what one test does and another one can see. preload.ts loads the modules of `__tests__` for each file.
 *
 * Jest's own way is used where sources must be loaded anew: while it watches files, and where it counts statements.
 */
const runTestFile: RunTestFile = (globalConfig, config, environment, runtime, ...file) => {
  const { watch, watchAll, collectCoverage } = globalConfig
  if (watch || watchAll || collectCoverage) {
    return runIsolated(globalConfig, config, environment, runtime, ...file)
  }
  const ofProcess = {
    // Jest's framework keeps whom it reports to, so each file has one of its own.
    requireInternalModule: (path: string) => {
      delete require.cache[path]
      Reflect.deleteProperty(globalThis, Symbol.for('EVENT_HANDLERS'))
      return require(path)
    },
    requireModule: require,
    setGlobalsForRuntime: (globals: object) => void Object.assign(globalThis, globals),
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: (path: string) => import(`${pathToFileURL(path).href}?${++files}`),
    enterTestCode: () => {},
    leaveTestCode: () => {},
  }
  return runIsolated(globalConfig, config, { ...environment, global: globalThis }, ofProcess, ...file)
}

export default runTestFile
