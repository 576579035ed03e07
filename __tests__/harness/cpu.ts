/** How long the processor works for something, in milliseconds: unlike the clock, it ignores what else a machine does. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  return process.cpuUsage(before).user / 1000
}
