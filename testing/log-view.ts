import { styleText } from 'node:util'
import { parseCommand, withoutColors } from './step.ts'

const labels = {
  error: ['red', 'Error: '],
  warning: ['yellow', 'Warning: '],
  notice: ['blue', 'Notice: '],
  debug: ['magenta', 'Debug: '],
} as const

/**
 * Shows a log as GitHub's page of a run does: masked values hidden, annotations colored, groups indented, and no workflow
 * commands. Call it with each line in order; it returns undefined if there is nothing to show for a line.
 */
export function createLogView(): (line: string) => string | undefined {
  const masks: string[] = []
  let indent = ''
  return (line) => {
    const { command, message } = parseCommand(line) ?? { command: undefined, message: line }
    if (command === 'add-mask') masks.push(...message.split('\n').filter(Boolean))
    if (command === 'group' || command === 'endgroup') indent = ''
    const text = render(
      command,
      masks.reduce((text, mask) => text.replaceAll(mask, '***'), message),
    )
    const shown = text?.replace(/^/gm, indent)
    if (command === 'group') indent = '  '
    return shown
  }
}

function render(command: string | undefined, message: string): string | undefined {
  if (command === undefined) return hasColors() ? message : withoutColors(message)
  if (command === 'group') return styleText('bold', `▼ ${message}`)
  if (!(command in labels)) return undefined
  const [color, label] = labels[command as keyof typeof labels]
  return styleText(color, label + message.replaceAll('\n', `\n${' '.repeat(label.length)}`))
}

/** Whether the terminal shows colors, according to `styleText`, which also respects NO_COLOR and FORCE_COLOR. */
function hasColors(): boolean {
  return styleText('red', ' ') !== ' '
}
