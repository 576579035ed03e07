import type { Exchange } from './network.ts'
import type { Simulation } from './simulation.ts'

/** Counts what happened in many simulations, to show that they cover everything. */
export class Tally {
  readonly outcomes = new Map<string, number>()
  readonly events = new Map<string, number>()
  readonly faults = new Map<string, number>()
  simulations = 0
  pairs = 0
  masked = 0
  requests = 0
  virtualMs = 0

  add({ outcome, events, exchanges, endedAtMs, ours }: Simulation): void {
    this.simulations++
    this.requests += exchanges.length
    this.virtualMs += endedAtMs
    const isAlone = outcome.kind === 'timed-out' || outcome.kind === 'unknown'
    const withWhat = !isAlone ? '' : outcome.deployment ? ' with a deployment' : ' without a deployment'
    count(this.outcomes, outcome.kind + withWhat)
    for (const { what } of events) {
      const [kind = what, id] = what.split(': ')
      const isOfOthers = kind === 'found' && !ours.includes(Number(id))
      count(this.events, isOfOthers ? "found somebody else's" : kind)
    }
    for (const exchange of exchanges) {
      if (exchange.fault !== undefined) count(this.faults, nameFault(exchange))
    }
  }

  toString(): string {
    return [
      `${this.simulations} runs (${this.pairs} also without the doctor, ${this.masked} also without secrets that are words), ${this.requests} requests, ${Math.round(this.virtualMs / 3_600_000)} hours of virtual time`,
      `outcomes: ${list(this.outcomes)}`,
      `on the way: ${list(this.events)}`,
      `faults: ${list(this.faults)}`,
    ].join('\n')
  }
}

function nameFault({ operation, fault }: Exchange): string {
  const status = fault?.kind === 'status' ? ` ${fault.status}` : ''
  const when = fault !== undefined && 'when' in fault ? ` ${fault.when}` : ''
  const late = fault !== undefined && 'lateMs' in fault ? ' late' : ''
  return `${operation} ${fault?.kind}${status}${when}${late}`
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

export function list(counts: Map<string, number>): string {
  const sorted = [...counts].sort(([, one], [, other]) => other - one)
  return sorted.map(([name, times]) => `${name} ${times}`).join(', ')
}
