import type { RecordedCall } from './call.ts'

/** A header with a fixed value, or with a time relative to the cloud's clock when it responds. */
export type FaultHeader = string | { readonly unixSecondsIn: number } | { readonly httpDateIn: number }

/** Whether the cloud has processed the request (only the response is lost) or not. Default `before`: not processed. */
interface Timing {
  readonly when?: 'before' | 'after'
}

/** The work is done this many milliseconds after the request has arrived, independent of the response. */
interface Lateness {
  readonly lateMs?: number
}

/** What goes wrong. All of it is data, so that a chaos test can draw it at random and print it. */
export type Fault =
  /** Another status. A string body is sent as text, anything else as JSON; the default is a documented error body. */
  | (Timing &
      Lateness & {
        readonly kind: 'status'
        readonly status: number
        readonly body?: unknown
        readonly headers?: Readonly<Record<string, FaultHeader>>
      })
  /** The connection is destroyed: before or after the work, or (work done) in the middle of the body. */
  | (Lateness & { readonly kind: 'reset'; readonly when?: 'before' | 'after' | 'midway' })
  /** No response ever: the work is not done, done, or done with half of the body sent. */
  | (Lateness & { readonly kind: 'hang'; readonly when?: 'before' | 'after' | 'midway' })
  /** The true response, `delayMs` late. The work is done on arrival. */
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** The true response, `bytes` (1) at a time every `everyMs` (1000). */
  | { readonly kind: 'drip'; readonly everyMs?: number; readonly bytes?: number }
  /** 200 with a web page, as a captive portal or a proxy sends it. */
  | (Timing & { readonly kind: 'html'; readonly body?: string })
  /** 200 with JSON of another form. */
  | (Timing & { readonly kind: 'misshapen'; readonly body?: unknown })
  /** 202 (or another status) without a body. */
  | (Timing & { readonly kind: 'empty'; readonly status?: number })
  /** 200 with a JSON string of `bytes` (20 MB), streamed. */
  | (Timing & { readonly kind: 'huge'; readonly bytes?: number })
  /** 200 with arrays nested `depth` (100,000) deep. */
  | (Timing & { readonly kind: 'deepJson'; readonly depth?: number })
  /** 200 with JSON that has a string with bytes that are not UTF-8. */
  | (Timing & { readonly kind: 'invalidUtf8' })
  /** A redirect (302) to `to`. */
  | (Timing & { readonly kind: 'redirect'; readonly to: string; readonly status?: number })
  /** A redirect to the same URL. */
  | (Timing & { readonly kind: 'redirectLoop'; readonly status?: number })

/** Which requests a rule applies to. Without members: every request. */
export interface FaultTarget {
  readonly method?: string
  /**
   * An operation by name (`token`, `createDeployment`, `listDeployments`, ...), a path that starts with a slash, in which `*`
   * stands for a segment, or a pattern for the path.
   */
  readonly path?: RegExp | string
  /** The first matching request to affect, counted from 1. Default 1. */
  readonly nth?: number
  /** How many requests to affect from there on. Default 1; with a time window, every request in it. */
  readonly times?: number
  /** The time window: milliseconds since the cloud started, by its clock, without `untilMs` itself. */
  readonly fromMs?: number
  readonly untilMs?: number
}

/** One fault, and the requests that it affects. */
export interface FaultRule {
  readonly on?: FaultTarget
  readonly fault: Fault
}

/** A rule, the matching requests so far, and how many of them it has affected. */
export interface LiveRule extends FaultRule {
  seen: number
  hits: number
}

/** The rules of one cloud. For each request, the first rule that applies is used; the others only count the request. */
export class Faults {
  readonly #rules: LiveRule[] = []
  readonly #hits: { fault: Fault; call: RecordedCall }[] = []

  constructor(rules: readonly FaultRule[] = []) {
    this.add(...rules)
  }

  /** All rules, in the order in which they are tried. */
  get rules(): readonly Readonly<LiveRule>[] {
    return this.#rules
  }

  /** Every fault that has occurred, in order. */
  get hits(): readonly { fault: Fault; call: RecordedCall }[] {
    return this.#hits
  }

  /** Adds rules after the existing ones. */
  add(...rules: readonly FaultRule[]): void {
    for (const rule of rules) this.#rules.push({ ...rule, seen: 0, hits: 0 })
  }

  /** Removes all rules, but keeps the faults that have occurred. */
  clear(): void {
    this.#rules.length = 0
  }

  /** The fault for this call, if any; `elapsedMs` is how long ago the cloud started. */
  nextFault(call: RecordedCall, elapsedMs: number): Fault | undefined {
    let struck: LiveRule | undefined
    for (const rule of this.#rules) {
      if (!matches(rule.on, call, elapsedMs)) continue
      rule.seen += 1
      if (struck === undefined && rule.seen >= (rule.on?.nth ?? 1) && rule.hits < times(rule.on))
        struck = rule
    }
    if (struck === undefined) return undefined
    struck.hits += 1
    this.#hits.push({ fault: struck.fault, call })
    return struck.fault
  }
}

function matches(on: FaultTarget | undefined, call: RecordedCall, elapsedMs: number): boolean {
  if (on === undefined) return true
  if (on.method !== undefined && on.method.toUpperCase() !== call.method) return false
  if (on.fromMs !== undefined && elapsedMs < on.fromMs) return false
  if (on.untilMs !== undefined && elapsedMs >= on.untilMs) return false
  if (on.path === undefined) return true
  // `search` and not `test`: a pattern with the g flag would remember where it stopped.
  if (typeof on.path !== 'string') return call.path.search(on.path) >= 0
  return on.path.startsWith('/') ? isPath(on.path, call.path) : on.path === call.operation
}

/** Whether a path fits a template, in which `*` stands for a segment. */
export function isPath(template: string, path: string): boolean {
  const [wanted, segments] = [template.split('/'), path.split('/')]
  return (
    wanted.length === segments.length &&
    wanted.every((segment, index) => segment === '*' || segment === segments[index])
  )
}

function times(on: FaultTarget | undefined): number {
  if (on?.times !== undefined) return on.times
  return on?.fromMs !== undefined || on?.untilMs !== undefined ? Number.POSITIVE_INFINITY : 1
}
