import { styleText } from 'node:util'
import { parseCommand } from './runner.ts'

const labels = {
  error: ['red', 'Error: '],
  warning: ['yellow', 'Warning: '],
  notice: ['blue', 'Notice: '],
  debug: ['magenta', 'Debug: '],
} as const

/**
 * Shows a log the way the page of a run does: masked values hidden, annotations coloured, groups indented, commands
 * out of sight. Feed it the lines in order.
 */
export function createLogView(): (line: string) => string | undefined {
  const masks: string[] = []
  let indent = ''
  return (line) => {
    const command = parseCommand(line)
    let shown: string | undefined = line
    if (command !== undefined) {
      const { message } = command
      shown = undefined
      if (command.command === 'add-mask') masks.push(...message.split('\n').filter(Boolean))
      if (command.command === 'group') shown = `▼ ${message}`
      if (command.command in labels) {
        const [colour, label] = labels[command.command as keyof typeof labels]
        shown = styleText(colour, `${label}${message}`)
      }
    }
    const visible = shown && masks.reduce((text, mask) => text.replaceAll(mask, '***'), `${indent}${shown}`)
    if (command?.command === 'group') indent = '  '
    if (command?.command === 'endgroup') indent = ''
    return visible
  }
}
