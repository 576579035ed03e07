/** The message after which a sandbox no longer ends with the process that has started it. */
export const STAY = 'stay'

/**
 * Ends this process as soon as the one that has started it ends, if the two are connected by a channel (`fork`, or `ipc` in
 * `stdio`): nobody else would stop it. Signals to that process do not reach this one, and a kill cannot be handled there.
 */
export function endWithParent(): void {
  if (process.send === undefined) return
  const end = () => process.exit(1)
  process.once('disconnect', end)
  process.once('message', (message) => {
    if (message === STAY) process.off('disconnect', end)
  })
  // The channel alone keeps no process running, such as one that had wrong options.
  process.channel?.unref()
  // The parent may have ended before.
  if (!process.connected) end()
}
