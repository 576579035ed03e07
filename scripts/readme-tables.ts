import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'

// Writes the tables of inputs and outputs in README.md from the action.yml of each action. With --check, it only checks
// them.

interface Entry {
  description: string
  required?: boolean
  default?: string
}

const root = new URL('..', import.meta.url)
const tables = { ...tablesOf('action.yml', ''), ...tablesOf('remove/action.yml', 'remove-') }

const readme = new URL('README.md', root)
const before = readFileSync(readme, 'utf8')
const after = Object.entries(tables).reduce(insert, before)
if (process.argv.includes('--check')) {
  if (after !== before) {
    console.error('The tables in README.md do not match action.yml. Run `npm run docs`.')
    process.exitCode = 1
  }
} else {
  writeFileSync(readme, after)
}

/** The tables of an action, by the names of their markers in README.md. */
function tablesOf(file: string, prefix: string): Record<string, string> {
  const { inputs, outputs } = parse(readFileSync(new URL(file, root), 'utf8')) as {
    inputs: Record<string, Entry>
    outputs: Record<string, Entry>
  }
  return {
    [`${prefix}inputs`]: table(
      ['Input', 'Default', 'Meaning'],
      Object.entries(inputs).map(([name, entry]) => [
        `\`${name}\``,
        entry.required ? '**required**' : entry.default === undefined ? '' : `\`${entry.default}\``,
        entry.description,
      ]),
    ),
    [`${prefix}outputs`]: table(
      ['Output', 'Meaning'],
      Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, description]),
    ),
  }
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.trim().replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function insert(text: string, [name, content]: [string, string]): string {
  const marked = new RegExp(`(<!-- ${name}: .*-->\n)[^]*?(<!-- /${name} -->)`)
  if (!marked.test(text)) throw new Error(`README.md has no markers for the table of ${name}.`)
  return text.replace(marked, (_, start: string, end: string) => `${start}\n${content}\n\n${end}`)
}
