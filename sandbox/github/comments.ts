/** The author: a bot for the token of a workflow, a user for a personal token. */
export interface Account {
  readonly login: string
  readonly id: number
  /** Not sent by Gitea. */
  readonly type?: 'Bot' | 'User'
}

export interface Comment {
  readonly id: number
  /** Of the pull request. */
  readonly number: number
  readonly user: Account
  readonly createdAt: string
  updatedAt: string
  body: string
}

const DEFAULT_TIME = '2026-11-24T12:00:00Z'

export const actionsBot: Account = { login: 'github-actions[bot]', id: 41898282, type: 'Bot' }
/** The author for workflows of Gitea. */
export const giteaActions: Account = { login: 'gitea-actions', id: -2 }
export const octocat: Account = { login: 'octocat', id: 583231, type: 'User' }

/** The comments of all pull requests of one repository, oldest first. */
export class Comments {
  readonly #comments: Comment[] = []
  #lastId = 100

  /** The comments of one pull request. */
  of(number: number): readonly Comment[] {
    return this.#comments.filter((comment) => comment.number === number)
  }

  add(number: number, body: string, user: Account = actionsBot, createdAt = DEFAULT_TIME): Comment {
    this.#lastId += 1
    const comment = { id: this.#lastId, number, user, createdAt, updatedAt: createdAt, body }
    this.#comments.push(comment)
    return comment
  }

  find(id: number): Comment | undefined {
    return this.#comments.find((comment) => comment.id === id)
  }

  remove(comment: Comment): void {
    this.#comments.splice(this.#comments.indexOf(comment), 1)
  }
}
