import { UnusableAnswerError } from '../../errors.ts'
import { parseJson } from '../../http/body.ts'
import { count } from '../../text.ts'

/**
 * How many rows an answer has, whatever its content type says.
 *
 * @throws UnusableAnswerError when it has no rows in the first place
 */
export function countRows(text: string): string {
  const body = parseJson(text)
  // A newer form wraps them.
  const rows = typeof body === 'object' && body !== null && 'data' in body ? body.data : body
  if (!Array.isArray(rows)) throw new UnusableAnswerError('HTTP 200 with another body than rows')
  return count(rows.length, 'row')
}
