import { describeWithPlace, type Problem } from './problem.ts'

/** Inputs, or files that they name, cannot be used. Nothing has been written when it is thrown. */
export class InputError extends Error {
  override readonly name = 'InputError'
  /** A sentence for each: what is allowed and what was given. */
  readonly problems: readonly string[]
  /** The problems that are at a place in a file, and warnings beside them. */
  readonly findings: readonly Problem[]
  /** Advice for the user, if not only to fix the inputs. */
  readonly todo: string | undefined

  /** @param problems sentences about inputs, and problems that are at a place in a file */
  constructor(
    problems: readonly (string | Problem)[],
    { findings, todo }: { findings?: readonly Problem[]; todo?: string | undefined } = {},
  ) {
    const texts = problems.map((problem) =>
      typeof problem === 'string' ? problem : describeWithPlace(problem),
    )
    super(texts.join('\n'))
    this.problems = texts
    this.findings = findings ?? problems.filter((problem) => typeof problem !== 'string')
    this.todo = todo
  }
}

/** Something that the run needs is missing or unsuitable. Found by a check, before anything was deployed. */
export class PreconditionError extends Error {
  override readonly name = 'PreconditionError'
  readonly todo: string

  /** @param what happened, as a sentence */
  constructor(what: string, todo: string) {
    super(what)
    this.todo = todo
  }
}

/** The calls of Spice Cloud that the action makes, by the `operationId`s of the API description. */
export type Operation = keyof typeof operations

/** The words for a call, and the scope that it needs, if not the one to deploy. Source: `x-scope` of the API description. */
type OperationEntry = readonly [doing: string, scope?: string]

export const operations = {
  exchangeToken: ['requesting a token'],
  listOrgs: ['listing the organizations', 'apps:read'],
  listRegions: ['listing the regions', 'apps:read'],
  listContainerImages: ['listing the runtime images', 'apps:read'],
  listApps: ['listing the apps', 'apps:read'],
  getApp: ['reading the app', 'apps:read'],
  createApp: ['creating the app', 'apps:write'],
  forkProject: ['forking the app', 'apps:write'],
  updateApp: ['changing the app', 'apps:write'],
  deleteApp: ['deleting the app', 'apps:delete'],
  upsertSecret: ['storing the secret', 'secrets:write'],
  listSecrets: ['listing the secrets of the app', 'secrets:read'],
  listLinkedOrgSecrets: ['listing the linked organization secrets', 'secrets:read'],
  getApiKeys: ['reading the API keys of the app', 'apps:read'],
  listInstances: ['listing the instances of the app', 'apps:read'],
  getInstanceLogs: ['reading the log of the instance', 'apps:read'],
  listMonitors: ['listing the monitors of the app', 'monitors:read'],
  getMonitor: ['reading the monitor', 'monitors:read'],
  listDeployments: ['listing the deployments of the app', 'deployments:read'],
  getDeployment: ['reading the deployment', 'deployments:read'],
  getDeploymentLogs: ['reading the log of the deployment', 'deployments:read'],
  createDeployment: ['creating the deployment'],
  resumeProject: ['resuming the app', 'apps:write'],
} satisfies Record<string, OperationEntry>

/** `requesting a token from spice.ai failed` */
export function describeFailure(operation: Operation, host: string | undefined): string {
  const [doing]: OperationEntry = operations[operation]
  const where = host && ` ${operation === 'exchangeToken' ? 'from' : 'at'} ${host}`
  return `${doing}${where ?? ''} failed`
}

export function scopeOf(operation: Operation): string {
  const [, scope = 'deployments:write']: OperationEntry = operations[operation]
  return scope
}

export interface Refusal {
  operation: Operation
  host?: string | undefined
  status: number
  /** The API's own words, or a description of a response without any. */
  message: string
  /** The machine-readable reason, which older errors lack. */
  code?: string | undefined
  /** `field: what is wrong with it`, from `details.fieldErrors` and `details.formErrors`. */
  fieldErrors?: string[] | undefined
  /** How many lines of a log the plan allows. */
  maxTail?: number | undefined
}

/** A call of Spice Cloud failed. What else it throws is a mistake of the program, or the reason of its signal. */
export abstract class CallError extends Error {
  readonly operation: Operation
  /** Whether an attempt got no response, and may have worked. */
  readonly mayHaveWorked: boolean

  constructor(operation: Operation, message: string, mayHaveWorked: boolean, options?: ErrorOptions) {
    super(message, options)
    this.operation = operation
    this.mayHaveWorked = mayHaveWorked
  }
}

/** Spice Cloud refused a request. Sending it again unchanged would not help. */
export class RefusalError extends CallError {
  override readonly name = 'RefusalError'
  readonly refusal: Refusal

  constructor(refusal: Refusal, { mayHaveWorked = false } = {}) {
    const { operation, host, status, message } = refusal
    const failed = describeFailure(operation, host)
    super(operation, `${failed}: HTTP ${status}${message && `: ${message}`}`, mayHaveWorked)
    this.refusal = refusal
  }
}

export interface NoResponseOptions extends ErrorOptions {
  /** False if the server certainly processed no attempt: each was turned away (429) or never connected. */
  mayHaveWorked: boolean
  /** Whether the server confirmed a create (2xx) in a response that cannot be used. */
  wasAccepted?: boolean | undefined
  /** Advice for the user, if a retry would not help. */
  todo?: string | undefined
  /** How long the server asks to wait before the request is sent again, in milliseconds. */
  retryAfterMs?: number | undefined
  /** Of the last response, if there was one. */
  status?: number | undefined
}

export class NoResponseError extends CallError {
  override readonly name = 'NoResponseError'
  readonly wasAccepted: boolean
  readonly todo: string | undefined
  readonly retryAfterMs: number | undefined
  readonly status: number | undefined

  constructor(
    operation: Operation,
    message: string,
    { mayHaveWorked, wasAccepted = false, todo, retryAfterMs, status, ...options }: NoResponseOptions,
  ) {
    super(operation, message, mayHaveWorked, options)
    this.wasAccepted = wasAccepted
    this.todo = todo
    this.retryAfterMs = retryAfterMs
    this.status = status
  }

  /** Whether another try may succeed, as `pollUntil` takes it. If not, `todo` says what the user can do. */
  get mayPass(): boolean {
    return this.todo === undefined
  }
}

/**
 * For the `catch` of a call that the run can do without: a {@link CallError}, which is a refusal or a missing response,
 * becomes this value. Mistakes of the program and the reason of a signal are thrown on.
 */
export function ignoreCallError<Value>(value: Value): (error: unknown) => Value {
  return (error) => {
    if (error instanceof CallError) return value
    throw error
  }
}

/** For the `catch` of a call whose failure is a result, too. */
export function asResult(error: unknown): CallError {
  if (error instanceof CallError) return error
  throw error
}

type Write<Value> =
  | { kind: 'applied'; value: Value }
  /** It certainly changed nothing. */
  | { kind: 'rejected'; error: CallError }
  /** An attempt of it got no response, and may have worked. */
  | { kind: 'unknown'; error: CallError }

/** Waits for a request that changes something. Any error that is no {@link CallError} is thrown. */
export async function settle<Value>(operation: Operation, request: Promise<Value>): Promise<Write<Value>> {
  try {
    return { kind: 'applied', value: await request }
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    return { kind: mayBeApplied(error, operation) ? 'unknown' : 'rejected', error }
  }
}

/** Whether a request may have worked although it failed, rather than the request for the token before it. */
export function mayBeApplied(error: CallError, operation: Operation): boolean {
  return error.mayHaveWorked && error.operation === operation
}

/** Makes a function that tells refusals with a status from other errors, those of all calls or of one. */
function refusalsWith(...statuses: number[]) {
  return (error: unknown, operation?: Operation): error is RefusalError =>
    error instanceof RefusalError &&
    statuses.includes(error.refusal.status) &&
    (operation === undefined || error.operation === operation)
}

export const notFound = 404

export const isMalformed = refusalsWith(400)
export const isForbidden = refusalsWith(403)
const isUnauthorized = refusalsWith(401, 403, 410)
/** The token may have expired. */
export const isTokenRefused = refusalsWith(401, 410)
/** The request was turned away before it was looked at. */
export const isTurnedAway = refusalsWith(425, 429)
export const isNotFound = refusalsWith(notFound)
/** Statuses of a server without the call. */
export const isUnserved = refusalsWith(notFound, 405)
export const isConflict = refusalsWith(409)
/** A server without pages, or without another page, refuses to begin a list later. */
export const isPastEnd = refusalsWith(400, notFound, 422)

/** Whether the credentials may not do something, or not any more, or there is no token for them. */
export function isDenied(error: unknown): error is RefusalError {
  return isUnauthorized(error) || (error instanceof RefusalError && error.operation === 'exchangeToken')
}

/** Redirects come from something between the action and Spice Cloud. */
export function isRedirect(error: CallError, operation: Operation): boolean {
  return error instanceof RefusalError && error.operation === operation && error.refusal.status < 400
}

/** Whether the server says that it does not have the call, in another way than {@link isUnserved}. */
export function isUnsupported(error: unknown): error is NoResponseError {
  return error instanceof NoResponseError && error.status === 501
}

const isRefusalOfValue = refusalsWith(400, 403, 422)

/** Setting an image tag needs a plan that the app may not have, and old tags are withdrawn. */
export function refusesImage(error: unknown, words = /image|\btag|plan/i): error is RefusalError {
  if (!isRefusalOfValue(error, 'createDeployment')) return false
  return words.test(error.refusal.code ?? '') || mentions(error.refusal, words)
}

/** The app is paused, and only a resume deploys it. */
export function isRefusedWhilePaused(error: unknown): boolean {
  return error instanceof RefusalError && error.refusal.code === 'spicepod_paused'
}

function mentions({ message, fieldErrors = [] }: Refusal, words: RegExp): boolean {
  return words.test([message, ...fieldErrors].join(' '))
}
