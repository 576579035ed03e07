import type { RuntimeClient } from '../client.ts'
import type { Probe } from '../probe.ts'
import { post } from './ask.ts'
import { countRows } from './rows.ts'

/** `POST /v1/nsql`. Samples of the data are not sent to the model, whatever the runtime's version does by default. */
export async function askNsql(
  { query, model }: Extract<Probe, { kind: 'nsql' }>,
  client: RuntimeClient,
  timeoutMs: number,
): Promise<string> {
  const body = { query, ...(model !== undefined && { model }), sample_data_enabled: false }
  return countRows(await post('/v1/nsql', body, client, timeoutMs))
}
