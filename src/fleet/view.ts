/** What is said of a fleet. */
export interface FleetView {
  readonly outputs: Readonly<Record<string, string>>
  /** How many apps are in which state. */
  readonly headline: string
  /** For the log: text of others is as it came. */
  readonly lines: readonly { readonly text: string; readonly color: 'red' | 'yellow' | 'cyan' | 'green' }[]
  /** A table, as HTML in which all foreign text is escaped. */
  readonly summary: string
  /** What is left out. */
  readonly warnings: readonly string[]
}
