import type { Exchange } from './network.ts'
import type { Simulation } from './simulation.ts'

/** What happened, line by line, with the times of the run. */
export function transcript(simulation: Simulation): string {
  const { events, exchanges, cloud, ours, outcome, endedAtMs, schedule } = simulation
  const lines = [
    ...exchanges.map((each) => ({ atMs: each.atMs, what: describeExchange(each) })),
    ...events.map(({ atMs, what }) => ({ atMs, what: `  ${what}` })),
    { atMs: endedAtMs, what: `=> ${describeOutcome(simulation)}` },
  ].sort((one, other) => one.atMs - other.atMs)
  const seconds = (ms: number) => (ms / 1000).toFixed(3).padStart(9)
  const records = cloud.state.records.map(
    ({ id, commitSha, plan }) =>
      `${id}${ours.includes(id) ? ' (ours)' : ''} ${commitSha?.slice(0, 7)} ` +
      `${plan.map(({ afterMs, status }) => `${status}@${afterMs / 1000}s`).join(' ')} ` +
      `at the end: ${simulation.statusAt(id, endedAtMs)}`,
  )
  return [
    ...lines.map(({ atMs, what }) => `${seconds(atMs)}  ${what}`),
    `deadline ${schedule.inputs.timeoutMs / 1000} s, request timeout ${schedule.inputs.requestTimeoutMs / 1000} s`,
    ...records,
    ...(outcome.kind === 'unknown' ? [outcome.reason] : []),
  ].join('\n')
}

function describeOutcome({ outcome }: Simulation): string {
  const id = 'deployment' in outcome ? outcome.deployment?.id : undefined
  const why =
    outcome.kind === 'refused' ? outcome.error.message : 'reason' in outcome ? outcome.reason : undefined
  return [outcome.kind, id, why].filter((each) => each !== undefined).join(' ')
}

function describeExchange({ method, url, fault, answer, status, body, made }: Exchange): string {
  const parts = [
    `${method} ${url} → ${answer === 'respond' ? '' : answer} ${status ?? ''}`,
    made && `made ${made}`,
    fault && `fault ${JSON.stringify(fault)}`,
    describeBody(body),
  ]
  return parts.filter(Boolean).join('  ')
}

function describeBody(body: Uint8Array | undefined): string {
  try {
    const { deployments, id, status } = JSON.parse(Buffer.from(body ?? []).toString())
    const list = deployments.map((each: { id: number; status: string }) => `${each.id} ${each.status}`)
    return deployments === undefined ? `${id} ${status}` : `[${list.slice(0, 6).join(', ')}]`
  } catch {
    return ''
  }
}
