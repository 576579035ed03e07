/**
 * A picture that GitHub draws. Its source contains only the action's own words and numbers, never foreign text:
 * Mermaid's own syntax cannot be escaped reliably.
 *
 * @param theme Mermaid's configuration
 * @param lines the source
 */
export function drawing(theme: object, lines: readonly string[]): string {
  return ['```mermaid', `%%{init: ${JSON.stringify(theme)}}%%`, ...lines, '```'].join('\n')
}

/** Colours that can be read on GitHub's light page and on its dark one. */
export const colours = { green: '#2da44e', red: '#cf222e', blue: '#1f6feb', grey: '#8c959f' } as const
