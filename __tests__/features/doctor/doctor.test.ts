import { expect, test } from '@jest/globals'
import { Doctor } from '../../../src/features/doctor/doctor.ts'
// Loaded before time is virtual.
import '../../../src/features/doctor/judge.ts'
import '../../../src/features/doctor/reader.ts'
import type { RunEvent } from '../../../src/core/events.ts'
import type { Run } from '../../../src/core/run.ts'
import { deadlineIn, systemClock } from '../../../src/platform/clock.ts'
import { VirtualTime } from '../../../testing/virtual-time.ts'
import { deployment } from '../../deploy/deployment.ts'

const gapMs = 45_000

/** Watches a deployment whose only instance has a dataset in error, with a poll every so often. */
async function watch(durationMs: number) {
  const looks: number[] = []
  const events: RunEvent[] = []
  const annotations = { 'spice.ai/deployment-id': '7' }
  const answers: Record<string, object> = {
    '/v1/spice_runtime': { status: { podStatuses: [{ name: 'new', spicedStatus: {}, annotations }] } },
    '/v1/datasets': [{ name: 'fares', status: 'Error', error_message: 'refused' }],
  }
  const reads = { getApiKeys: async () => ['4711|key'], getInstanceLogs: async () => [] }
  const api = { ...reads, minIntervalMs: () => gapMs }
  const time = new VirtualTime(() => 0.5)
  await time.run(async () => {
    const clock = systemClock
    const startedAtMs = clock.now()
    const run = {
      api,
      clock,
      deadline: deadlineIn(durationMs, clock),
      random: () => 0,
      emit: (event: RunEvent) => events.push(event),
      fetch: async (input: string | URL | Request) => {
        const { pathname } = new URL(input instanceof Request ? input.url : input)
        if (pathname === '/v1/spice_runtime') looks.push(clock.now() - startedAtMs)
        const answer = answers[pathname]
        return answer === undefined ? new Response('', { status: 404 }) : Response.json(answer)
      },
      inputs: { onStuck: 'wait', stuckAfterMs: 60_000, region: 'us-east-1' },
      desired: { spicepod: undefined },
      redact: (text: string) => text,
      hide() {},
    } as unknown as Run
    const polled = deployment({ id: 7, status: 'in_progress' })
    const app = { id: 1, current: undefined }
    const served = { get: async () => ({ certainty: 'not known', why: 'a reason' }) as const }
    const doctor = new Doctor({ deployment: polled, served, app }, run)
    while (clock.now() - startedAtMs < durationMs) {
      doctor.observe(polled, [polled])
      await clock.sleep(gapMs)
    }
    doctor.stop()
  }, 0)
  return { looks, findings: events.filter(({ type }) => type === 'rollout.finding') }
}

test('the doctor pauses for twice the gap between polls after a 429, and misses nothing', async () => {
  const { looks, findings } = await watch(900_000)
  const pauses = looks.slice(1).map((ms, index) => ms - (looks[index] ?? 0))
  expect(pauses.length).toBeGreaterThan(3)
  for (const pauseMs of pauses) {
    expect(pauseMs).toBeGreaterThanOrEqual(2 * gapMs - 1)
    expect(pauseMs).toBeLessThanOrEqual(3 * gapMs)
  }
  expect(findings).toHaveLength(1)
})
