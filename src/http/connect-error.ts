import { ConnectionError, type TlsProblem } from '../platform/http-errors.ts'

export function neverConnected(error: unknown): boolean {
  return new ConnectionError(error).nothingSent
}

export function findTlsProblem(error: unknown): TlsProblem | undefined {
  return new ConnectionError(error).tlsProblem
}
