import { UnusableResponseError } from '../../platform/http-errors.ts'
import { parseJson } from '../../platform/json.ts'
import { count } from '../../text.ts'
import type { RuntimeClient } from '../client.ts'
import type { Probe } from '../probe.ts'
import { post } from './ask.ts'

/** `POST /v1/search`. No result is a result. */
export async function askSearch(
  { body }: Extract<Probe, { kind: 'search' }>,
  client: RuntimeClient,
  timeoutMs: number,
): Promise<string> {
  const answer = parseJson(await post('/v1/search', body, client, timeoutMs))
  // Older runtimes call them matches.
  const { results, matches } = (answer ?? {}) as { results?: unknown; matches?: unknown }
  const found = results ?? matches
  if (!Array.isArray(found)) throw new UnusableResponseError('HTTP 200 with another body than results')
  return count(found.length, 'result')
}
