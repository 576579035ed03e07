import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { ProblemCode } from '../src/core/problem.ts'
import { words as rolloutWords } from '../src/features/doctor/words.ts'
import type { Words } from '../src/platform/text.ts'
import { words as spicepodWords } from '../src/spicepod/words.ts'
import { readCommandLine } from '../testing/command-line.ts'
import { explanations } from './explanations.ts'

const help = `Writes the tables of inputs and outputs of each action from its action.yml, and the entries of problems.

  npm run docs                writes them
  npm run docs -- --check     only checks them

A table is between two comments of a page. The first one says what it has, by default every input or output:
<!-- inputs of action.yml: app-id app-name --> and <!-- end -->`

const { check } = readCommandLine(help, { check: { type: 'boolean', default: false } }).values

interface Entry {
  description: string
  required?: boolean
  default?: string
}

type Kind = 'inputs' | 'outputs'
type Action = Record<Kind, Record<string, Entry>>

const root = new URL('..', import.meta.url)
const actions = new Map(
  ['action.yml', 'remove/action.yml', 'rollback/action.yml', 'fleet/action.yml'].map((file) => [
    file,
    readAction(file),
  ]),
)

// The README has a selection, with the first sentence of each. The two pages have everything.
const shown = ['README.md', 'docs/inputs.md', 'docs/outputs.md'].flatMap(write)
for (const [file, action] of actions) {
  for (const kind of ['inputs', 'outputs'] as const) {
    for (const name of Object.keys(action[kind])) {
      const places = shown.filter((place) => place === `docs/${kind}.md: ${kind} of ${file}: ${name}`)
      if (places.length !== 1)
        complain(
          `docs/${kind}.md must show \`${name}\` of ${file} in one table, but it has ${places.length}.`,
        )
    }
  }
}

writeBetween('docs/problems.md', 'problems', renderProblems())

/** Writes what is between two comments of a page, of which the first has a name. */
function writeBetween(page: string, name: string, content: string): void {
  const marked = new RegExp(`(<!-- ${name} -->\n)(?:(?!<!--).)*(<!-- end -->)`, 's')
  update(page, (text) => {
    if (!marked.test(text)) complain(`${page} must have <!-- ${name} --> and, after it, <!-- end -->.`)
    return text.replace(marked, (_, start, end) => `${start}\n${content}\n\n${end}`)
  })
}

/** @returns what the tables of a page show */
function write(page: string): string[] {
  const places: string[] = []
  // The content of a table has no comments: with one, the end of the table is missing.
  const marked = /(<!-- (inputs|outputs) of ([\w/.]+)(?:: ([\w\s-]+?))? -->\n)(?:(?!<!--).)*(<!-- end -->)/gs
  const fill = (
    _: string,
    start: string,
    kind: Kind,
    action: string,
    listed: string | undefined,
    end: string,
  ) => {
    const entries = actions.get(action)?.[kind] ?? {}
    const names = listed?.split(/\s+/) ?? Object.keys(entries)
    places.push(...names.map((name) => `${page}: ${kind} of ${action}: ${name}`))
    const unknown = names.filter((name) => !(name in entries))
    for (const name of unknown)
      complain(`${page} wants \`${name}\`, which is not one of the ${kind} of ${action}.`)
    const selected = names.flatMap((name) => (entries[name] ? [[name, entries[name]] as const] : []))
    return `${start}\n${renderEntries(kind, selected, page)}\n\n${end}`
  }
  update(page, (text) => {
    const begun = text.match(/<!-- (?:inputs|outputs)\b/g)?.length ?? 0
    const tables = text.match(marked)?.length ?? 0
    if (tables === 0 || tables < begun) {
      complain(
        `${page} must have <!-- inputs of … --> or <!-- outputs of … --> and, after each, <!-- end -->.`,
      )
    }
    return text.replace(marked, fill)
  })
  return places
}

function update(page: string, change: (text: string) => string): void {
  const file = new URL(page, root)
  const before = readFileSync(file, 'utf8')
  const after = change(before)
  if (!check) writeFileSync(file, after)
  else if (after !== before) complain(`The tables in ${page} do not match the sources. Run \`npm run docs\`.`)
}

function renderEntries(kind: Kind, entries: (readonly [string, Entry])[], page: string): string {
  const isShort = page === 'README.md'
  const rows = entries.map(([name, entry]) => {
    const meaning = isShort ? firstSentence(entry.description) : linksFromDocs(entry.description)
    const value = entry.required ? '**required**' : entry.default === undefined ? '' : `\`${entry.default}\``
    return kind === 'inputs' ? [`\`${name}\``, value, meaning] : [`\`${name}\``, meaning]
  })
  return renderTable(kind === 'inputs' ? ['Input', 'Default', 'Meaning'] : ['Output', 'Meaning'], rows)
}

/** An entry for each code of a problem: its messages, with `…` for what varies, what to do, and more where that helps. */
function renderProblems(): string {
  const messages = new Map<string, Words[]>(Object.keys(explanations).map((code) => [code, []]))
  for (const words of [spicepodWords, rolloutWords]) {
    for (const [code, each] of Object.entries<Words>(words)) {
      messages.set(code, [...(messages.get(code) ?? []), each])
    }
  }
  return [...messages]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([code, words]) => {
      const sentences = words.map(({ message, advice }) => {
        const todo = advice === undefined ? '' : ` ${varying(advice)}`
        return `${quote(varying(message))}${todo}`
      })
      const more = explanations[code as ProblemCode] ?? []
      return [`## ${code}`, ...sentences, ...[more].flat()].join('\n\n')
    })
    .join('\n\n')
}

function varying(text: string): string {
  return text.replaceAll(/`?\{\w+\}(?: ?\{\w+\})*`?/g, '…')
}

function quote(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``
}

function renderTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) =>
    `| ${cells.map((cell) => cell.trim().replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function firstSentence(text: string): string {
  return /^.*?\.(?= |$)/s.exec(text)?.[0] ?? text
}

/** Descriptions link as the README does; the pages with all of them are in docs. */
function linksFromDocs(text: string): string {
  return text.replaceAll(/\]\((docs\/|#)/g, (_, start) => (start === '#' ? '](../README.md#' : ']('))
}

function readAction(file: string): Action {
  return parse(readFileSync(new URL(file, root), 'utf8')) as Action
}

function complain(sentence: string): void {
  console.error(sentence)
  process.exitCode = 1
}
