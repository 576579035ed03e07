import { expect } from '@jest/globals'

/** The processor time of some work, in milliseconds. Unlike the clock, it does not count other work on the machine. */
function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Other work only ever adds to a measurement, by what it does to the caches: the least of three is the best one. */
const maxMeasurements = 3

/**
 * Expects that some work takes less than `factor` times as long as other work. Only the relation is looked at, so it does
 * not matter how fast the machine is.
 */
export function expectFaster(work: () => void, other: () => void, factor: number): void {
  other()
  let times = Number.POSITIVE_INFINITY
  for (let count = 0; count < maxMeasurements && times >= factor; count++) {
    const otherMs = cpuMs(other)
    times = Math.min(times, cpuMs(work) / otherMs)
  }
  expect(times).toBeLessThan(factor)
}

/**
 * Expects work in proportion to its size, which takes as long at once as in sixteen parts. Work that grows with the square
 * takes sixteen times as long.
 */
export function expectProportional(work: (size: number) => void, size: number): void {
  const part = Math.ceil(size / 16)
  const inParts = () => {
    for (let index = 0; index < 16; index++) work(part)
  }
  expectFaster(() => work(size), inParts, 5)
}
