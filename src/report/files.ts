import * as core from '@actions/core'
import type { Secrets } from '../secrets.ts'
import type { Log } from './log.ts'
import type { Outputs } from './outputs.ts'

/**
 * The files through which an action speaks to the runner. They are read after the step whatever its end, so what was
 * written before a kill counts; and a file that cannot be written must not fail a deployment.
 */
export class Files {
  #written: Outputs = {}
  #isUnwritable = false
  readonly #secrets: Secrets
  readonly #log: Log

  constructor(secrets: Secrets, log: Log) {
    this.#secrets = secrets
    this.#log = log
  }

  /** Writes the outputs that are new or have changed. */
  writeOutputs(outputs: Outputs): void {
    for (const [name, value] of Object.entries(outputs)) {
      if (this.#written[name] !== value) this.#try(() => core.setOutput(name, this.#secrets.redact(value)))
    }
    this.#written = outputs
  }

  /** Saves what the post step has to know. */
  saveState(name: string, value: string | number): void {
    this.#try(() => core.saveState(name, value))
  }

  async appendSummary(markdown: string): Promise<void> {
    try {
      await core.summary.addRaw(this.#secrets.redact(markdown)).write()
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
