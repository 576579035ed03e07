import { put } from '../put.ts'
import { type Account, actionsBot } from './comments.ts'
import type { PullRequest } from './pulls.ts'

/** An issue as the forge keeps it; a test may change it. */
export interface Issue {
  readonly number: number
  title: string
  body: string
  state: 'open' | 'closed'
  stateReason: string | null
  labels: readonly string[]
  readonly user: Account
  readonly createdAt: string
  updatedAt: string
  closedAt: string | null
}

/** An issue to be added: by default with the next free number, and by the token of a workflow. */
export type IssueSeed = Pick<Issue, 'title'> &
  Readonly<Partial<Pick<Issue, 'number' | 'body' | 'state' | 'labels' | 'user'>>>

/** When everything was created that nobody created. */
export const DEFAULT_TIME = '2026-11-24T12:00:00Z'
/** The issues of all repositories, as of one. */
export class Issues {
  readonly #issues: Issue[] = []
  /** Issues and pull requests of which only the number is known. */
  readonly #numbers = new Set<number>()

  get all(): readonly Issue[] {
    return this.#issues
  }

  /** There is an issue or a pull request of that number. */
  add(number: number): void {
    this.#numbers.add(number)
  }

  has(number: number): boolean {
    return this.#numbers.has(number) || this.find(number) !== undefined
  }

  find(number: number): Issue | undefined {
    return this.#issues.find((issue) => issue.number === number)
  }

  /** Adds an issue, or replaces the one of that number. */
  put(seed: IssueSeed, pulls: readonly PullRequest[] = [], time = DEFAULT_TIME): Issue {
    const taken = [
      ...this.#numbers,
      ...this.#issues.map(({ number }) => number),
      ...pulls.map(({ number }) => number),
    ]
    const {
      number = Math.max(0, ...taken) + 1,
      title,
      body = '',
      state = 'open',
      labels = [],
      user = actionsBot,
    } = seed
    const isClosed = state === 'closed'
    const issue: Issue = {
      number,
      title,
      body,
      state,
      stateReason: isClosed ? 'completed' : null,
      labels,
      user,
      createdAt: time,
      updatedAt: time,
      closedAt: isClosed ? time : null,
    }
    put(this.#issues, issue, (old) => old.number === number)
    return issue
  }
}
