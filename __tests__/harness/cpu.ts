/** The processor time of some work, in milliseconds. Unlike the clock, it does not count other work on the machine. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  return process.cpuUsage(before).user / 1000
}

/**
 * How many times as long some work takes if there is sixteen times as much of it. Work in proportion takes about 16 times
 * as long, and work that grows with the square 256 times: 64 tells them apart on a busy machine, too.
 */
export function growth(work: (size: number) => void, size: number): number {
  const few = Math.round(size / 16)
  work(few)
  return cpuMs(() => work(size)) / cpuMs(() => work(few))
}
