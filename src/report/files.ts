import * as core from '@actions/core'
import type { Log } from './log.ts'
import type { Outputs } from './outputs.ts'

/**
 * The files through which an action speaks to the runner. They are read after the step whatever its end, so what was
 * written before a kill counts; and a file that cannot be written must not fail a deployment.
 */
export class Files {
  #written: Outputs = {}
  readonly #state = new Map<string, string | number>()
  #isUnwritable = false
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  /** Writes the outputs that are new or have changed. They must be without secrets by now. */
  writeOutputs(outputs: Outputs): void {
    for (const [name, value] of Object.entries(outputs)) {
      if (this.#written[name] !== value) this.#try(() => core.setOutput(name, value))
    }
    this.#written = outputs
  }

  /** Saves what the post step has to know, in place of what it had to know before. An empty text is nothing to know. */
  saveState(name: string, value: string | number): void {
    if ((this.#state.get(name) ?? '') === value) return
    this.#state.set(name, value)
    this.#try(() => core.saveState(name, value))
  }

  /** Adds to the page of the job. It must be without secrets by now. */
  async appendSummary(markdown: string): Promise<void> {
    try {
      await core.summary.addRaw(markdown).write()
    } catch (error) {
      this.#noteUnwritable(error)
    }
  }

  #try(write: () => void): void {
    try {
      write()
    } catch (error) {
      this.#noteUnwritable(error)
    }
  }

  #noteUnwritable(error: unknown): void {
    if (this.#isUnwritable) return
    this.#isUnwritable = true
    this.#log.info(
      `A file of the runner cannot be written: ${error instanceof Error ? error.message : error}`,
    )
  }
}
