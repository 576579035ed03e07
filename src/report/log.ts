import { styleText } from 'node:util'
import * as core from '@actions/core'
import type { Location } from '../errors.ts'
import type { Secrets } from '../secrets.ts'
import { cut, type Redact } from '../text.ts'
import { inert, inertLine } from './text.ts'

/** An annotation is cut by GitHub after 4,096 characters. */
const annotationLength = 4000
/** GitHub shows ten of a kind for a step; one is kept for the verdict. */
const mostWarnings = 9

export type Colour = 'green' | 'red' | 'yellow' | 'cyan' | 'gray'

/** Prints to the log of the step. Whatever comes in, no secret goes out, and nothing acts on the runner. */
export class Log {
  #warnings = 0
  /** A group begins with its first line: one that would be empty is left out. */
  #nextGroup: string | undefined
  #isInGroup = false
  readonly #redact: Redact
  readonly #hasColours: boolean

  /** @param hasColours whether to use ANSI colours, which GitHub shows */
  constructor(secrets: Secrets, hasColours = true) {
    this.#redact = (text) => secrets.redact(text)
    this.#hasColours = hasColours
  }

  /** One line. */
  info(text: string, colour?: Colour): void {
    const line = inertLine(this.#redact(text))
    this.#enterGroup()
    // Not asked of the stream: that of a runner is no terminal, and its page shows colours.
    core.info(
      colour === undefined || !this.#hasColours ? line : styleText(colour, line, { validateStream: false }),
    )
  }

  /** For those who turn debugging on. */
  debug(text: string): void {
    // The runner sets the one; people who know of the other expect it to do.
    const isWanted = core.isDebug() || /^(true|1)$/i.test(process.env.ACTIONS_STEP_DEBUG ?? '')
    if (isWanted) core.debug(inertLine(this.#redact(text)))
  }

  /** An annotation, which may have several lines; in the log alone where GitHub would not show it any more. */
  warning(text: string): void {
    this.#warnings++
    if (this.#warnings > mostWarnings) this.info(`Warning: ${text}`, 'yellow')
    else core.warning(this.#forAnnotation(text))
  }

  /** An annotation of what is good to know. */
  notice(title: string, text: string): void {
    core.notice(this.#forAnnotation(text), { title })
  }

  /**
   * An annotation of what fails the job.
   *
   * @param location where GitHub shows it beside the code
   */
  error(title: string, text: string, location?: Location): void {
    const place = location && { file: location.file, startLine: location.line, startColumn: location.column }
    core.error(this.#forAnnotation(text), { title, ...place })
  }

  /** Folds what comes next under a title, until the next one or {@link endGroup}. Groups do not nest. */
  startGroup(title: string): void {
    this.endGroup()
    this.#nextGroup = title
  }

  endGroup(): void {
    if (this.#isInGroup) core.endGroup()
    this.#isInGroup = false
    this.#nextGroup = undefined
  }

  /** Lines as they are, folded under a title. */
  group(title: string, lines: readonly string[]): void {
    this.startGroup(title)
    this.#enterGroup()
    // Redacted together: a secret may have several lines.
    for (const line of inert(this.#redact(lines.join('\n'))).split('\n')) core.info(line)
    this.endGroup()
  }

  #enterGroup(): void {
    if (this.#nextGroup === undefined) return
    core.startGroup(inertLine(this.#redact(this.#nextGroup)))
    this.#nextGroup = undefined
    this.#isInGroup = true
  }

  #forAnnotation(text: string): string {
    return cut(inert(this.#redact(text)), annotationLength, this.#redact)
  }
}
