/**
 * A picture that GitHub draws. Its source holds the action's own words and numbers only, never text of others: what
 * means something to Mermaid can neither be shown nor escaped reliably.
 *
 * @param theme Mermaid's configuration
 * @param lines the source
 */
export function drawing(theme: object, lines: readonly string[]): string {
  return ['```mermaid', `%%{init: ${JSON.stringify(theme)}}%%`, ...lines, '```'].join('\n')
}

/** Colours that can be read on GitHub's light page and on its dark one. */
export const colours = { green: '#2da44e', red: '#cf222e', blue: '#1f6feb', grey: '#8c959f' } as const
