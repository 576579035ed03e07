import ky, { isHTTPError, isTimeoutError, type SearchParamsOption } from 'ky'
import type * as v from 'valibot'
import { NoAnswerError, type Operation, RefusalError } from '../errors.ts'
import type { Clock, Deadline } from '../time.ts'
import { describeTrouble, parseAnswer, type Redact, readRefusal } from './answer.ts'
import type { Auth } from './auth.ts'
import { UnusableAnswerError, wholeAnswers } from './fetch.ts'
import { attemptJudge, backoff, isTrouble, leastDelayMs, type Patience } from './retry.ts'
import type { Trouble } from './trouble.ts'

/** One call of Spice Cloud. */
export interface Call<Schema extends v.GenericSchema> {
  operation: Operation
  method: 'get' | 'post'
  url: string
  searchParams?: SearchParamsOption
  headers?: Record<string, string>
  json?: unknown
  schema: Schema
  patience: Patience
  /** The answer is a secret itself, such as a token, and one that is known already must come through. */
  isSecret?: boolean
  /** Rules the whole call: attempts, waits between them, and the token that it needs. */
  deadline: Deadline
  auth?: Auth
  signal?: AbortSignal | undefined
}

export interface Client {
  /**
   * @throws RefusalError when the answer is a no that asking again would not change
   * @throws NoAnswerError when no usable answer came before the deadline
   */
  call<Schema extends v.GenericSchema>(call: Call<Schema>): Promise<v.InferOutput<Schema>>
}

export interface ClientOptions {
  fetch: typeof globalThis.fetch
  clock: Clock
  /** For one attempt, its body included. */
  requestTimeoutMs: number
  trouble: Trouble
  redact: Redact
}

/** The one place where requests to Spice Cloud leave from. */
export function createClient({ fetch, clock, requestTimeoutMs, trouble, redact }: ClientOptions): Client {
  const http = ky.create({
    fetch: wholeAnswers(fetch),
    redirect: 'manual',
    timeout: requestTimeoutMs,
    headers: { accept: 'application/json', 'user-agent': 'spice-cloud-deploy-action' },
  })

  return {
    async call({ operation, url, schema, patience, isSecret = false, deadline, auth, signal, ...request }) {
      const judge = attemptJudge(patience, auth?.renewable ?? false)
      // Whether an attempt is under way of which nobody can say yet that it did nothing.
      let mayHaveWorked = false
      let failedAt = 0
      let lastTrouble: string | undefined
      const answers: v.InferOutput<typeof schema>[] = []

      const startAttempt = async (headers: Headers) => {
        if (auth !== undefined) headers.set('authorization', `Bearer ${await auth.token(deadline)}`)
        mayHaveWorked = true
      }
      const noteTrouble = (error: unknown) => {
        failedAt = clock.now()
        lastTrouble = describeTrouble(error, requestTimeoutMs, redact)
        if (patience !== 'once') trouble.attemptFailed(lastTrouble)
      }

      try {
        await http(url, {
          ...request,
          ...(signal && { signal }),
          totalTimeout: deadline.remainingMs(),
          retry: {
            ...backoff,
            shouldRetry: ({ error }) => {
              const next = judge(error)
              if (next === 'give-up') return false
              mayHaveWorked = false
              if (next === 'renew-token') {
                auth?.forget()
                return true
              }
              noteTrouble(error)
              // An answer with a header that names the time is left to ky; it knows only some errors by itself.
              return isHTTPError(error) ? undefined : true
            },
          },
          hooks: {
            beforeRequest: [({ request }) => startAttempt(request.headers)],
            beforeRetry: [
              async ({ request, retryCount }) => {
                const early = failedAt + leastDelayMs(retryCount) - clock.now()
                if (failedAt > 0 && early > 0) await clock.sleep(early)
                await startAttempt(request.headers)
              },
            ],
            afterResponse: [
              async ({ response }) => {
                if (!response.ok) return
                try {
                  answers.push(await parseAnswer(response, schema, isSecret ? (text) => text : redact))
                } catch (error) {
                  if (patience !== 'patient' || !(error instanceof UnusableAnswerError)) throw error
                  noteTrouble(error)
                  return ky.retry({ cause: error })
                }
                if (patience !== 'once') trouble.attemptWorked()
              },
            ],
          },
        })
        return answers[0] as v.InferOutput<typeof schema>
      } catch (error) {
        if (isHTTPError(error) && !isOpenFate(error.response.status)) {
          throw new RefusalError(readRefusal(operation, error.response.status, error.data, redact), {
            cause: error,
          })
        }
        if (!isTrouble(error) && !isHTTPError(error)) throw error
        // Running out of time says less than what used it up.
        const reason =
          (isTimeoutError(error) && lastTrouble) || describeTrouble(error, requestTimeoutMs, redact)
        throw new NoAnswerError(operation, reason, mayHaveWorked, { cause: error })
      }
    },
  }
}

/** Statuses that leave open whether the work was done: a gateway may give them after it was. */
function isOpenFate(status: number): boolean {
  return status === 408 || status >= 500
}
