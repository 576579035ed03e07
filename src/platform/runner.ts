import * as core from '@actions/core'

/** What the runner of GitHub Actions offers to an action. */
export interface Runner {
  /** @returns an input, trimmed; empty if it was not given */
  getInput(name: string): string
  /** Whether the runner passed an input on at all, be it empty. */
  isInputSet(name: string): boolean
  /** What the step saved for its post step; empty if it did not. */
  getState(name: string): string
  isDebug(): boolean
  /** Hides a value in the log from now on. */
  mask(value: string): void
  /** Prints a line as it is. */
  print(line: string): void
  debug(text: string): void
  annotate(level: AnnotationLevel, text: string, properties?: core.AnnotationProperties): void
  startGroup(title: string): void
  endGroup(): void
  /** The runner reads these files after the step, however it ended. All throw if the file cannot be written. */
  setOutput(name: string, value: string): void
  saveState(name: string, value: string): void
  appendSummary(markdown: string): Promise<void>
}

export type AnnotationLevel = 'error' | 'warning' | 'notice'

const annotate = { error: core.error, warning: core.warning, notice: core.notice }

/** The runner that started this process. */
export const actionsRunner: Runner = {
  getInput: (name) => core.getInput(name),
  isInputSet: (name) => process.env[`INPUT_${name.toUpperCase()}`] !== undefined,
  getState: core.getState,
  // The runner sets the one; people who know the other expect it to work.
  isDebug: () => core.isDebug() || /^(true|1)$/i.test(process.env.ACTIONS_STEP_DEBUG ?? ''),
  mask: core.setSecret,
  print: core.info,
  debug: core.debug,
  annotate: (level, text, properties) => annotate[level](text, properties),
  startGroup: core.startGroup,
  endGroup: core.endGroup,
  setOutput: core.setOutput,
  saveState: core.saveState,
  appendSummary: async (markdown) => {
    await core.summary.addRaw(markdown).write()
  },
}
