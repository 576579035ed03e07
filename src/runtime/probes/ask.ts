import type { RuntimeClient } from '../client.ts'
import type { JsonObject } from '../probe.ts'
import { RuntimeRefusalError } from '../refusal.ts'

/**
 * Posts a question to the runtime.
 *
 * @returns the text of its answer
 * @throws RuntimeRefusalError for every status but 200, and what {@link RuntimeClient.ask} throws
 */
export async function post(
  path: string,
  body: string | JsonObject,
  client: RuntimeClient,
  timeoutMs: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const isText = typeof body === 'string'
  const answer = await client.ask(
    {
      method: 'POST',
      path,
      headers: {
        accept: 'application/json',
        'content-type': isText ? 'text/plain' : 'application/json',
        ...headers,
      },
      body: isText ? body : JSON.stringify(body),
    },
    timeoutMs,
  )
  if (answer.status !== 200) throw new RuntimeRefusalError(answer, client.redact)
  return answer.text
}
