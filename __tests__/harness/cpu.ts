/** The processor time of some work, in milliseconds. Unlike the clock, it does not count other work on the machine. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  return process.cpuUsage(before).user / 1000
}
