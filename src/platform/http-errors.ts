import { subscribe } from 'node:diagnostics_channel'
import { isNetworkError } from 'ky'
import prettyMilliseconds from 'pretty-ms'
import { messageOf } from './text.ts'

/** No response, or one that cannot be used as it is. The message says what came instead. */
export class UnusableResponseError extends Error {
  override readonly name: string = 'UnusableResponseError'
}

export class TimeoutError extends UnusableResponseError {
  override readonly name = 'TimeoutError'

  constructor(timeoutMs: number) {
    super(`no response within ${prettyMilliseconds(timeoutMs)}`)
  }
}

export class InterruptedResponseError extends UnusableResponseError {
  override readonly name = 'InterruptedResponseError'
}

/** A connection that could not be made, or that broke before a response came. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError'
  /** Whether nothing was sent, because there was no connection. The TLS handshake is a part of connecting. */
  readonly nothingSent: boolean
  /** What the user can do if a secure connection is impossible, however often it is tried. */
  readonly todo: string | undefined

  constructor(cause: unknown) {
    const code = errorCode(cause) ?? ''
    const tlsProblem = tlsProblems.find(({ codes }) => codes.test(code))
    super(tlsProblem ? `${tlsProblem.what} (${code})` : describeRootCause(cause), { cause })
    this.nothingSent = causes(cause).some((error) => connectErrors.has(error)) || connectCodes.has(code)
    this.todo = tlsProblem?.todo
  }
}

/** Turns what `fetch` throws into a {@link ConnectionError}, and leaves mistakes of the program as they are. */
export function asRequestError(error: unknown): unknown {
  if (error instanceof UnusableResponseError || error instanceof ConnectionError) return error
  return isNetworkError(error) || errorCode(error) !== undefined ? new ConnectionError(error) : error
}

/** The system's or undici's code of a failed connection, wherever in the chain of causes it is. */
export function errorCode(error: unknown): string | undefined {
  return causes(error)
    .map((cause) => ('code' in cause ? cause.code : undefined))
    .find((code) => typeof code === 'string')
}

/** The deepest cause of a failed request, in a few words. */
export function describeRootCause(error: unknown): string {
  const code = errorCode(error)
  const cause = rootMessage(error)
  return code === undefined || cause.includes(code) ? cause : `${cause} (${code})`
}

function rootMessage(error: unknown): string {
  let root = error
  while (root instanceof Error && root.cause instanceof Error) root = root.cause
  // If all addresses of a host failed, their common error has no message of its own.
  if (root instanceof AggregateError && root.message === '') return rootMessage(root.errors[0])
  return messageOf(root)
}

/** The chain of causes, outermost first: by their form, since errors of another realm are no instances of `Error`. */
function causes(error: unknown): object[] {
  return typeof error === 'object' && error !== null ? [error, ...causes((error as Error).cause)] : []
}

/** Errors that undici itself reported as failed connections. */
const connectErrors = new WeakSet<object>()
subscribe('undici:client:connectError', (event) => {
  const { error } = event as { error?: unknown }
  if (typeof error === 'object' && error !== null) connectErrors.add(error)
})

/** Codes of connections that were never made, for a `fetch` that is not undici's. */
const connectCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/** Source: the codes of certificates in the documentation of Node's `tls`. */
const untrustedCodes = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_SIGNATURE_FAILURE',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'PATH_LENGTH_EXCEEDED',
]

const tlsProblems = [
  {
    codes: /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    what: 'the certificate is expired or not valid yet',
    todo: "Renew the server's certificate, or correct the runner's clock.",
  },
  {
    codes: /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/,
    what: 'the certificate is not trusted because it belongs to another host',
    todo: 'Check the URL: the server at this address has a certificate for another host.',
  },
  {
    codes: new RegExp(`^(${untrustedCodes.join('|')})$`),
    what: 'the certificate is not trusted',
    todo: 'If the server, or a proxy in front of it, uses a private certificate authority, set the environment variable `NODE_EXTRA_CA_CERTS` in the `env` of the step to a PEM file with the certificate of that authority.',
  },
  {
    // OpenSSL changes the middle of these names between its releases.
    codes: /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|.*PROTOCOL.*|.*HANDSHAKE_FAILURE)$/,
    what: 'no secure connection is possible',
    todo: 'Check the URL and its port: the server at this address offers no TLS version that the runner supports.',
  },
]
