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
 * Expects work in proportion to its size, which takes as long at once as in sixteen parts. Work that grows with the square
 * takes sixteen times as long. Only the relation is looked at, so it does not matter how fast the machine is.
 */
export function expectProportional(work: (size: number) => void, size: number): void {
  const part = Math.ceil(size / 16)
  const inParts = () => {
    for (let index = 0; index < 16; index++) work(part)
  }
  inParts()
  let times = Number.POSITIVE_INFINITY
  for (let count = 0; count < maxMeasurements && times >= maxTimes; count++) {
    const partsMs = cpuMs(inParts)
    times = Math.min(times, cpuMs(() => work(size)) / partsMs)
  }
  expect(times).toBeLessThan(maxTimes)
}

const maxTimes = 5

/** Expects it of many works, of which only those that take longer than most are measured in parts as well. */
export function expectAllProportional(works: readonly ((size: number) => void)[], size: number): void {
  const measured = works.map((work) => ({ work, ms: cpuMs(() => work(size)) }))
  const median = measured.map(({ ms }) => ms).sort((left, right) => left - right)[works.length >> 1] ?? 0
  for (const { work, ms } of measured) if (ms > maxTimes * median) expectProportional(work, size)
}

/** How many entries of maps and sets some work goes through, one by one. */
export function countVisits(work: () => void): number {
  let count = 0
  const undo = [new Map().entries(), new Set().values()].map((iterator) => {
    const prototype = Object.getPrototypeOf(iterator)
    const { next } = prototype
    prototype.next = function (this: unknown) {
      count++
      return next.call(this)
    }
    return () => {
      prototype.next = next
    }
  })
  try {
    work()
  } finally {
    for (const restore of undo) restore()
  }
  return count
}
