import { type Answer, bytesOf } from '../../sandbox/answer.ts'
import type { Call } from '../../sandbox/call.ts'
import type { Cloud } from '../../sandbox/cloud.ts'
import type { Fault } from '../../sandbox/faults.ts'
import { systemClock } from '../../src/platform/clock.ts'
import type { VirtualTime } from '../../testing/virtual-time.ts'
import type { Mishap, Schedule } from './schedule.ts'

/** A request and its response. */
export interface Exchange {
  /** When it was sent. */
  atMs: number
  operation: string
  method: string
  url: string
  fault: Fault | Mishap | undefined
  answer: Answer['kind'] | 'unreachable'
  status: number | undefined
  /** The body of the response, or undefined if it is too large to keep. */
  body: Uint8Array | undefined
  /** The deployment that it created. */
  made: number | undefined
  /** The body of the request. */
  sent: string
}

/** The network between the run and the cloud: takes time, loses creates, and records what is sent. */
export class Network {
  readonly exchanges: Exchange[] = []
  readonly #cloud: Cloud
  readonly #schedule: Schedule
  readonly #time: VirtualTime
  #creates = 0

  constructor(cloud: Cloud, schedule: Schedule, time: VirtualTime) {
    this.#cloud = cloud
    this.#schedule = schedule
    this.#time = time
  }

  async handle(call: Call): Promise<Answer> {
    const operation = call.method === 'POST' ? creates[call.path.split('/').at(-1) ?? ''] : undefined
    const nth = operation === undefined ? 0 : ++this.#creates
    const mishap = this.#schedule.mishaps.find((each) => nth >= each.nth && nth < each.nth + each.times)
    if (operation === undefined || mishap === undefined) {
      const atMs = this.#time.now()
      const { wayMs } = this.#schedule.cloud
      if (wayMs > 0) await systemClock.sleep(Math.random() * wayMs)
      return this.#carry(call, atMs)
    }

    const exchange = { ...describe(call), operation, atMs: this.#time.now(), fault: mishap }
    const { code } = mishap
    this.exchanges.push({ ...exchange, ...nothing, answer: 'unreachable' })
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(`connect ${code}`), { code }) })
  }

  async #carry(call: Call, atMs: number): Promise<Answer> {
    const { state, faults, requests } = this.#cloud
    const hits = faults.hits.length
    const ids = new Set(state.records.map(({ id }) => id))
    // The work is done when this returns; only the response is a promise.
    const answering = this.#cloud.handle(call)
    const made = state.records.find(({ id }) => !ids.has(id))?.id
    const operation = requests.at(-1)?.operation ?? '?'
    const fault = faults.hits.slice(hits).at(-1)?.fault
    const answer = await answering
    const reply = 'reply' in answer ? answer.reply : undefined
    this.exchanges.push({
      ...describe(call),
      atMs,
      operation,
      fault,
      answer: answer.kind,
      status: reply?.status,
      body: typeof reply?.body === 'function' ? undefined : reply && bytesOf(reply),
      made,
    })
    const { latencyMs } = this.#schedule.cloud
    if (answer.kind === 'respond' && latencyMs > 0) return { ...answer, kind: 'slow', delayMs: latencyMs }
    return answer
  }
}

/** What creates a deployment: a request for it, or resuming an app that is paused. */
const creates: Record<string, string> = { deployments: 'createDeployment', resume: 'resumeProject' }

/** Whether a request may have created a deployment. */
export function isCreate({ operation }: Exchange): boolean {
  return Object.values(creates).includes(operation)
}

const nothing = { status: undefined, body: undefined, made: undefined }

function describe({ method, path, query, rawBody: sent }: Call) {
  const search = new URLSearchParams(query).toString()
  return { method, sent, url: search === '' ? path : `${path}?${search}` }
}
