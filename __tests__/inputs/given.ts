import type { ReadEntries } from '../../src/inputs/entries.ts'
import { type Inputs, readInputs } from '../../src/inputs/inputs.ts'
import type { Runner } from '../../src/platform/runner.ts'

export type Given = Readonly<Record<string, string>>

/** A runner that passes on these inputs, and nothing else. */
export function runnerOf(inputs: Given): Runner {
  const runner: Partial<Runner> = {
    getInput: (name) => inputs[name]?.trim() ?? '',
    isInputSet: (name) => name in inputs,
  }
  return runner as Runner
}

/** Reads inputs, besides those that every workflow sets. */
export function readGiven(given: Given = {}): Inputs {
  return readInputs(runnerOf({ 'app-id': '4711', 'api-token': 'a-token', ...given })).inputs
}

export const resultOf = ({ entries, problem }: ReadEntries) => problem ?? entries
