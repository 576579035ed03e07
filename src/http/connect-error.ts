import { subscribe } from 'node:diagnostics_channel'
import { causes, errorCode } from './error-code.ts'

/** The errors with which connections could not be made, as undici itself tells them. */
const connectErrors = new WeakSet<object>()
subscribe('undici:client:connectError', (event) => {
  const { error } = event as { error?: unknown }
  if (typeof error === 'object' && error !== null) connectErrors.add(error)
})

/** Codes that no connection has which was made, for a `fetch` that is not undici's. */
const codes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

/** Whether a request failed before a byte of it left, because there was no connection: TLS is a part of it. */
export function neverConnected(error: unknown): boolean {
  for (const each of causes(error)) if (connectErrors.has(each)) return true
  return codes.has(errorCode(error) ?? '')
}

const outOfTime = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'])
const ofOthers = new Set(['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'])
/** Source: the codes of certificates in the documentation of Node's `tls`. */
const untrusted = new Set([
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
])
/** OpenSSL changes the middle of these names between its releases. */
const incompatible =
  /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|.*PROTOCOL.*|.*HANDSHAKE_FAILURE)$/

/** Why a secure connection is impossible, however often it is tried. */
export interface TlsProblem {
  what: string
  /** What the user can do about it. */
  todo: string
}

/** @returns undefined for any other error */
export function findTlsProblem(error: unknown): TlsProblem | undefined {
  const code = errorCode(error) ?? ''
  if (outOfTime.has(code)) {
    const todo = 'Renew the certificate of the server, or correct the clock of the runner.'
    return { what: `the certificate is not valid at present (${code})`, todo }
  }
  if (ofOthers.has(code)) {
    const todo = 'Check the URL: the server at this address has the certificate of another host.'
    return { what: `the certificate is not trusted, because it belongs to another host (${code})`, todo }
  }
  if (untrusted.has(code)) {
    const todo =
      'If the server, or a proxy before it, has a certificate of a private authority, set the environment variable `NODE_EXTRA_CA_CERTS` in the `env` of the step to a PEM file with the certificate of that authority.'
    return { what: `the certificate is not trusted (${code})`, todo }
  }
  if (incompatible.test(code)) {
    const todo =
      'Check the URL and its port: the server at this address offers no TLS that the runner supports.'
    return { what: `no secure connection is possible (${code})`, todo }
  }
  return undefined
}
