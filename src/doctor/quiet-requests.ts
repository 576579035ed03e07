import { NoResponseError, RefusalError } from '../errors.ts'
import type { Inputs } from '../inputs/inputs.ts'
import { type Deadline, deadlineIn } from '../platform/clock.ts'
import { ConnectionError, UnusableResponseError } from '../platform/http-errors.ts'
import type { Run } from '../run-context.ts'
import { createRuntimeClient, type RuntimeClient, type RuntimeResponse } from '../runtime/client.ts'
import { findRuntimeUrl } from '../runtime/locate.ts'
import type { App } from '../spice/schema.ts'

export interface QuietOptions {
  run: Pick<Run, 'api' | 'clock' | 'fetch' | 'hide' | 'redact'> & {
    inputs: Pick<Inputs, 'runtimeUrl' | 'region'>
  }
  appId: number
  /** Gets the app as far as it has been read. */
  app: () => App | undefined
  /** Ends all requests. */
  signal: AbortSignal
}

const maxRequestMs = 5000

/**
 * Requests that the run can do without, to the Management API and to the data plane. Each is made once, none does any
 * harm if it fails, and all of them together are limited in number and time.
 */
export class QuietRequests {
  readonly #options: QuietOptions
  #runtime: RuntimeClient | undefined | 'unknown' = 'unknown'
  #left = 0
  #endsAtMs = 0

  constructor(options: QuietOptions) {
    this.#options = options
  }

  /** How many may still be made. */
  get left(): number {
    return this.#left
  }

  /** Allows so many from now on, for so long. */
  allow(requests: number, ms: number): void {
    this.#left = requests
    this.#endsAtMs = this.#options.run.clock.now() + ms
  }

  /** @returns undefined if no answer came, or no request is left */
  async ask<Value>(
    request: (deadline: Deadline) => Promise<Value>,
  ): Promise<Value | RefusalError | undefined> {
    const { signal, run } = this.#options
    if (this.#left <= 0 || signal.aborted) return undefined
    this.#left--
    const restMs = Math.max(0, this.#endsAtMs - run.clock.now())
    try {
      return await request(deadlineIn(Math.min(maxRequestMs, restMs), run.clock))
    } catch (error) {
      if (error instanceof RefusalError) return error
      const isExpected =
        signal.aborted ||
        error instanceof NoResponseError ||
        error instanceof UnusableResponseError ||
        error instanceof ConnectionError
      if (isExpected) return undefined
      throw error
    }
  }

  /** @param instance the one that has to answer; by default one that serves */
  async askRuntime(path: string, instance?: string): Promise<RuntimeResponse | undefined> {
    if (this.#runtime === 'unknown') this.#runtime = await this.#connect()
    const runtime = this.#runtime
    const { signal } = this.#options
    if (runtime === undefined || runtime === 'unknown') return undefined
    const headers = {
      accept: 'application/json, text/plain',
      ...(instance !== undefined && { 'SCP-Target-Instance': instance }),
    }
    const response = await this.ask((deadline) =>
      runtime.send({ path, headers, signal }, Math.max(1, deadline.remainingMs())),
    )
    return response instanceof RefusalError ? undefined : response
  }

  async #connect(): Promise<RuntimeClient | undefined | 'unknown'> {
    const { run, appId, app, signal } = this.#options
    const { api, inputs, hide } = run
    const url = findRuntimeUrl(app(), inputs)
    // An app that has not been read yet may say where it is.
    if (url === undefined) return app() === undefined ? 'unknown' : undefined
    const keys = await this.ask((deadline) => api.getApiKeys(appId, deadline, signal))
    if (keys === undefined) return 'unknown'
    if (keys instanceof RefusalError) return undefined
    for (const key of keys) hide(key)
    const [key] = keys
    return key === undefined ? undefined : createRuntimeClient({ url, key }, run)
  }
}
