import { styleText } from 'node:util'

const minValueWidth = 20

/** A table of outputs for the terminal, one line each. A value that is too long for the line is shortened. */
export function renderOutputs(outputs: Readonly<Record<string, string>>, columns: number): string {
  const names = Object.keys(outputs)
  const width = Math.max(0, ...names.map((name) => name.length)) + 2
  return Object.entries(outputs)
    .map(([name, value]) => styleText('bold', name.padEnd(width)) + shorten(value, columns - width))
    .join('\n')
}

function shorten(value: string, max: number): string {
  // Line breaks and other control characters would break the table.
  const width = Math.max(max, minValueWidth)
  const characters = Array.from(value.replace(/\p{Cc}+/gu, ' '))
  return characters.length <= width ? characters.join('') : `${characters.slice(0, width - 1).join('')}…`
}
