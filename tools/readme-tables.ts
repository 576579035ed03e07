import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { readCommandLine } from './command-line.ts'

const help = `Writes the tables of inputs and outputs of each action from its action.yml.

  npm run docs                writes them
  npm run docs -- --check     only checks them`

const { check } = readCommandLine(help, { check: { type: 'boolean', default: false } }).values

interface Entry {
  description: string
  required?: boolean
  default?: string
}

const root = new URL('..', import.meta.url)
write('README.md', tablesOf('action.yml', ''))
write('docs/pull-requests.md', tablesOf('remove/action.yml', 'remove-'))

function write(page: string, tables: Record<string, string>): void {
  const file = new URL(page, root)
  const before = readFileSync(file, 'utf8')
  const after = Object.entries(tables).reduce(insert, before)
  if (!check) {
    writeFileSync(file, after)
  } else if (after !== before) {
    console.error(`The tables in ${page} do not match the action.yml. Run \`npm run docs\`.`)
    process.exitCode = 1
  }
}

/** The tables of an action, by the names of their markers in the page. */
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
  if (!marked.test(text)) throw new Error(`There are no markers for the table of ${name}.`)
  return text.replace(marked, (_, start: string, end: string) => `${start}\n${content}\n\n${end}`)
}
