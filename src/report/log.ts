import { styleText } from 'node:util'
import type { Runner } from '../platform/runner.ts'
import { cut, printable, printableLine, type Redact } from '../platform/text.ts'
import type { Location } from '../problem.ts'
import type { Colour, Line } from './narrate.ts'
import { formatElapsed } from './wording.ts'

/** GitHub cuts an annotation after 4,096 characters. */
const maxAnnotationLength = 4000
/** GitHub shows ten annotations of a kind for a step; one is kept for the verdict. */
const maxAnnotations = 9

interface LogOptions {
  runner: Runner
  redact: Redact
  /** Whether to use ANSI colours, which GitHub shows. */
  hasColours: boolean
}

/** Prints to the log of the step. No secret is ever printed, and no foreign text acts on the runner. */
export class Log {
  readonly #annotations = { warning: 0, error: 0 }
  /** A group begins with its first line: an empty one is left out. */
  #nextGroup: string | undefined
  #isInGroup = false
  readonly #options: LogOptions

  constructor(options: LogOptions) {
    this.#options = options
  }

  /** @param elapsedMs for lines that show it */
  print(line: Line, elapsedMs = 0): void {
    const { runner, redact, hasColours } = this.#options
    switch (line.kind) {
      case 'text': {
        const shown = line.isTimed ? `${formatElapsed(elapsedMs)}  ${line.text}` : line.text
        const text = printableLine(shown, redact)
        this.#enterGroup()
        // The stream is not checked: a runner's is not a terminal, but its page shows colours.
        const format = hasColours && line.colour
        runner.print(format ? styleText(format, text, { validateStream: false }) : text)
        break
      }
      case 'debug':
        if (runner.isDebug()) runner.debug(printableLine(line.text, redact))
        break
      case 'warning':
      case 'error':
        this.#annotations[line.kind]++
        if (this.#annotations[line.kind] <= maxAnnotations)
          this.#annotate(line.kind, line.text, line.location)
        // GitHub would not show it any more.
        else this.print({ kind: 'text', ...remark(line) })
        break
      case 'group':
        this.endGroup()
        this.#nextGroup = line.title
        break
      case 'block':
        this.print({ kind: 'group', title: line.title })
        this.#enterGroup()
        // Redacted together: a secret may have several lines.
        printable(line.lines.join('\n'), redact)
          .split('\n')
          .forEach((each) => {
            runner.print(each)
          })
        this.endGroup()
    }
  }

  /**
   * An annotation for something worth knowing, or for the reason why the job fails.
   *
   * @param location the line of code at which GitHub shows it
   */
  annotate(kind: 'notice' | 'error', title: string, text: string, location?: Location): void {
    this.#annotate(kind, text, location, { title })
  }

  #annotate(
    kind: 'notice' | 'warning' | 'error',
    text: string,
    location: Location | undefined,
    properties: { title?: string } = {},
  ): void {
    const place = location && { file: location.file, startLine: location.line, startColumn: location.column }
    this.#options.runner.annotate(kind, this.#forAnnotation(text), { ...properties, ...place })
  }

  /** Later lines are outside all groups. */
  endGroup(): void {
    if (this.#isInGroup) this.#options.runner.endGroup()
    this.#isInGroup = false
    this.#nextGroup = undefined
  }

  #enterGroup(): void {
    if (this.#nextGroup === undefined) return
    this.#options.runner.startGroup(printableLine(this.#nextGroup, this.#options.redact))
    this.#nextGroup = undefined
    this.#isInGroup = true
  }

  #forAnnotation(text: string): string {
    const { redact } = this.#options
    return cut(printable(text, redact), maxAnnotationLength, redact)
  }
}

/** A warning or an error as a line of the log. */
function remark({ kind, text, location }: Line & { kind: 'warning' | 'error' }): {
  text: string
  colour: Colour
} {
  const place = location === undefined ? '' : `${location.file}, line ${location.line}: `
  return kind === 'warning'
    ? { text: `Warning: ${place}${text}`, colour: 'yellow' }
    : { text: `Error: ${place}${text}`, colour: 'red' }
}
