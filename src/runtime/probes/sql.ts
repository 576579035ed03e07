import type { RuntimeClient } from '../client.ts'
import type { Probe } from '../probe.ts'
import { post } from './ask.ts'
import { countRows } from './rows.ts'

/** `POST /v1/sql`. */
export async function askSql(
  { sql }: Extract<Probe, { kind: 'sql' }>,
  client: RuntimeClient,
  timeoutMs: number,
): Promise<string> {
  return countRows(await post('/v1/sql', sql, client, timeoutMs))
}
