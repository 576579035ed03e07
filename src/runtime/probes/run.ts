import type { Clock } from '../../time.ts'
import { persist } from '../attempt.ts'
import type { RuntimeClient } from '../client.ts'
import type { Probe, TestResult } from '../probe.ts'
import { describeFailure } from '../refusal.ts'
import { askChat } from './chat.ts'
import { askMcp } from './mcp.ts'
import { askNsql } from './nsql.ts'
import { askSearch } from './search.ts'
import { askSql } from './sql.ts'

export interface RunProbeOptions {
  client: RuntimeClient
  /** For the probe in all, repetitions included. */
  timeoutMs: number
  /** For one of them, where it is another than usual. */
  requestTimeoutMs: number
  clock: Clock
  /** A number from 0 up to 1. */
  random: () => number
}

/**
 * The usual time for one request, in milliseconds. Some questions take longer: models think, and tables are large. So
 * only who gives another one means that an answer has to come within it; else it has all the time of the probe.
 */
const usualRequestMs = 30_000

/** Asks the runtime one question. That it does not answer is a result, too. */
export async function runProbe(
  probe: Probe,
  { client, timeoutMs, requestTimeoutMs, clock, random }: RunProbeOptions,
): Promise<TestResult> {
  const { redact } = client
  const startedAt = clock.now()
  const end = () => ({ name: probe.kind, durationMs: Math.round(clock.now() - startedAt) })
  try {
    const detail = await persist((leftMs) => ask(probe, client, leftMs), {
      limitMs: timeoutMs,
      attemptMs: requestTimeoutMs === usualRequestMs ? undefined : requestTimeoutMs,
      clock,
      random,
      redact,
    })
    return { ...end(), ok: true, ...(detail !== undefined && { detail }) }
  } catch (error) {
    return { ...end(), ok: false, error: describeFailure(error, redact) }
  }
}

function ask(probe: Probe, client: RuntimeClient, timeoutMs: number): Promise<string | undefined> {
  switch (probe.kind) {
    case 'sql':
      return askSql(probe, client, timeoutMs)
    case 'nsql':
      return askNsql(probe, client, timeoutMs)
    case 'search':
      return askSearch(probe, client, timeoutMs)
    case 'chat':
      return askChat(probe, client, timeoutMs)
    case 'mcp':
      return askMcp(probe, client, timeoutMs)
  }
}
