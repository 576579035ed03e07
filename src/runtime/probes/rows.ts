import { UnusableResponseError } from '../../platform/http-errors.ts'
import { parseJson } from '../../platform/json.ts'
import { count } from '../../text.ts'

/**
 * How many rows an answer has, whatever its content type says.
 *
 * @throws UnusableResponseError when it has no rows in the first place
 */
export function countRows(text: string): string {
  const body = parseJson(text)
  // A newer form wraps them.
  const rows = typeof body === 'object' && body !== null && 'data' in body ? body.data : body
  if (!Array.isArray(rows)) throw new UnusableResponseError('HTTP 200 with another body than rows')
  return count(rows.length, 'row')
}
