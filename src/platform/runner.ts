import * as core from '@actions/core'

const annotate = { error: core.error, warning: core.warning, notice: core.notice }

export type Runner = typeof actionsRunner

/** The runner that started this process. Writing outputs, state and summary throws if the file cannot be written. */
export const actionsRunner = {
  /** @returns an input, trimmed; empty if it was not given */
  getInput: (name: string) => core.getInput(name),
  /** Whether the runner passed an input on at all, even an empty one. */
  isInputSet: (name: string) => process.env[`INPUT_${name.toUpperCase()}`] !== undefined,
  /** State that the step saved for its post step; empty if it did not. */
  getState: core.getState,
  // The runner sets only its own variable, but people who know this one expect it to work.
  isDebug: () => core.isDebug() || /^(true|1)$/i.test(process.env.ACTIONS_STEP_DEBUG ?? ''),
  mask: core.setSecret,
  print: core.info,
  debug: core.debug,
  annotate: (level: keyof typeof annotate, text: string, properties?: core.AnnotationProperties) =>
    annotate[level](text, properties),
  startGroup: core.startGroup,
  endGroup: core.endGroup,
  setOutput: (name: string, value: string) => core.setOutput(name, value),
  saveState: (name: string, value: string) => core.saveState(name, value),
  appendSummary: async (markdown: string) => {
    await core.summary.addRaw(markdown).write()
  },
}
