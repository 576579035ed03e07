import * as core from '@actions/core'
import type { Secrets } from '../secrets.ts'
import { cut, inert, inertLine } from './text.ts'

/** An annotation is cut by GitHub after 4,096 characters. */
const annotationLength = 4000

/** Prints to the log of the step. Whatever comes in, no secret goes out, and nothing acts on the runner. */
export class Log {
  readonly #secrets: Secrets

  constructor(secrets: Secrets) {
    this.#secrets = secrets
  }

  /** One line. */
  info(text: string): void {
    core.info(inertLine(this.#secrets.redact(text)))
  }

  warning(text: string): void {
    core.warning(this.#forAnnotation(text))
  }

  error(title: string, text: string): void {
    core.error(this.#forAnnotation(text), { title })
  }

  #forAnnotation(text: string): string {
    return cut(inert(this.#secrets.redact(text)), annotationLength)
  }
}
