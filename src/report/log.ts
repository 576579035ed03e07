import { styleText } from 'node:util'
import { describeProblem, type Location, locationOf, type Problem } from '../core/problem.ts'
import type { Runner } from '../platform/runner.ts'
import { asIs, capitalize, cut, maxLength, printable, printableLine, type Redact } from '../platform/text.ts'
import { formatElapsed } from './wording.ts'

type Color = 'green' | 'red' | 'yellow' | 'cyan' | 'gray'

/** Something to print in the log. Text of servers and commits is unchanged. */
export type Line =
  | {
      kind: 'text'
      text: string
      color?: Color | undefined
      isTimed?: boolean
    }
  | { kind: 'debug'; text: string }
  | Annotation
  /** Folds what comes next under a title. */
  | { kind: 'group'; title: string }
  /** Lines as they are, folded under a title; nothing without any. */
  | { kind: 'block'; title: string; lines: readonly string[] }

/** A text stands for a line without a color or a time. */
export type Entry = Line | string

/** A line without anything around it. */
export const text = (text: string, color?: Color): Line => ({ kind: 'text', text, color })

/** A line that begins with the time that the run has taken. */
export const timed = (text: string, color?: Color): Line => ({ kind: 'text', text, color, isTimed: true })

/** Folds the lines that follow, up to the next title. */
export const group = (title: string): Line => ({ kind: 'group', title })

export const warning = (text: string): Line => ({ kind: 'warning', text })

/** A problem with its advice, at its place. */
export const annotation = (kind: Annotation['kind'], problem: Problem): Line => ({
  kind,
  text: describeProblem(problem),
  location: locationOf(problem),
})

/** A line that GitHub also shows on the page of the run, and at a place in a file if there is one. */
interface Annotation {
  kind: 'notice' | 'warning' | 'error'
  text: string
  /** Only the verdict has a title, and there is always room for it. */
  title?: string
  location?: Location | undefined
}

/** GitHub shows ten annotations of a kind for a step; one is kept for the verdict. */
const maxAnnotations = 9

/** Prints to the log of the step. No secret is ever printed, and no foreign text acts on the runner. */
export class Log {
  readonly #annotations = { notice: 0, warning: 0, error: 0 }
  /** A group is opened with its first line: an empty one is left out. */
  #group: { readonly title: string; isOpen: boolean } | undefined
  readonly #runner: Runner
  readonly #redact: Redact
  readonly #hasColors: boolean

  /** @param hasColors whether to use ANSI colors, which GitHub shows */
  constructor(runner: Runner, redact: Redact, hasColors = false) {
    this.#runner = runner
    this.#redact = redact
    this.#hasColors = hasColors
  }

  print(line: Line, elapsedMs = 0): void {
    switch (line.kind) {
      case 'text': {
        const shown = line.isTimed ? `${formatElapsed(elapsedMs)}  ${line.text}` : line.text
        const text = printableLine(shown, this.#redact)
        if (this.#group?.isOpen === false) {
          this.#runner.startGroup(printableLine(this.#group.title, this.#redact))
          this.#group.isOpen = true
        }
        // The stream is not checked: a runner's is not a terminal, but its page shows colors.
        const format = this.#hasColors && line.color
        this.#runner.print(format ? styleText(format, text, { validateStream: false }) : text)
        break
      }
      case 'debug':
        if (this.#runner.isDebug()) this.#runner.debug(printableLine(line.text, this.#redact))
        break
      case 'group':
        this.endGroup()
        this.#group = { title: line.title, isOpen: false }
        break
      case 'block':
        if (line.lines.length === 0) break
        this.endGroup()
        this.#runner.startGroup(printableLine(line.title, this.#redact))
        // Redacted together: a secret may have several lines.
        for (const text of printable(line.lines.join('\n'), this.#redact).split('\n'))
          this.#runner.print(text)
        this.#runner.endGroup()
        break
      default:
        this.#annotate(line)
    }
  }

  #annotate(line: Annotation): void {
    const { kind, text, title, location } = line
    if (title === undefined && ++this.#annotations[kind] > maxAnnotations) {
      // GitHub would not show it any more.
      const place = location ? `${location.file}, line ${location.line}, column ${location.column}: ` : ''
      const color = kind === 'error' ? 'red' : 'yellow'
      this.print({ kind: 'text', text: `${capitalize(kind)}: ${place}${text}`, color })
      return
    }
    this.#runner.annotate(kind, cut(printable(text, this.#redact), maxLength.paragraph), {
      ...(title !== undefined && { title }),
      ...(location && {
        file: printableLine(location.file, asIs),
        startLine: location.line,
        startColumn: location.column,
      }),
    })
  }

  /** Later lines are outside all groups. */
  endGroup(): void {
    if (this.#group?.isOpen) this.#runner.endGroup()
    this.#group = undefined
  }
}
