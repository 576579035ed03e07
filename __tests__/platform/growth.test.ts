import { test } from '@jest/globals'
import { checkManifest, inspectSpicepod } from '../../src/features/checks/spicepod.ts'
import { isSameType } from '../../src/features/comparison/arrow-type.ts'
import { readTestFile } from '../../src/features/data-tests/test-file.ts'
import { readEvents } from '../../src/features/doctor/log-events.ts'
import { interpret } from '../../src/features/doctor/log-rules.ts'
import { parseEntries, parseStringMap } from '../../src/inputs/entries.ts'
import { exactNumber, parseExactJson, parseJson } from '../../src/platform/json.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { firstLine, oneLineOfCode, printable, printableLine, shorten } from '../../src/platform/text.ts'
import { readMarker } from '../../src/report/marker.ts'
import { grid, Markup, toHtml } from '../../src/report/markup.ts'
import { cutAtLiteral, readQueryResult } from '../../src/runtime/answer.ts'
import { readMaxAge, toMoment } from '../../src/runtime/moment.ts'
import { readRefusal } from '../../src/spice/response.ts'
import { diffSpicepods } from '../../src/spicepod/diff.ts'
import { SpicepodDocument } from '../../src/spicepod/document.ts'
import { findNearest, foldName, keyOf, parseName, quoteName, splitNames } from '../../src/spicepod/names.ts'
import { settings, warn } from '../features/doctor/fixture.ts'
import { expectAllProportional } from '../harness/cpu.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.

/** Texts that keep a reader busy if they are repeated: for patterns, for what pairs things up, and for what counts. */
const parts = [
  '-',
  '.',
  'a.',
  '\\',
  '\\"',
  '"',
  "'",
  '`',
  '(',
  '[[]]',
  '[],',
  ' ',
  '\n',
  '- a\n',
  'a:\n',
  ': ',
  '#',
  '&a ',
  '*a ',
  '|\n',
  '? ',
  'a',
  'é',
  '\u2028',
  'a@',
  '${',
  '${ secrets:A }',
  'eyJa.',
  'key=',
  'key: ',
  'https://a',
  'a://b:',
  '--key ',
  '-----BEGIN PRIVATE KEY-----',
  ';key=a',
  '<!-- ',
  '<!-- spice-cloud-deploy app:1 run:1.1 ',
  '<!-- spice-cloud-edits name:fleet apps:',
  '::',
  '##[',
  '&amp;',
  'x…',
  "' (",
  ' The accelerator engine ',
  "': Parent dataset '",
  'Table a not found ',
  'Field { name: ',
]

const head = 'version: v1\nkind: Spicepod\nname: taxi\n'
const redaction = new Redaction(() => {})
for (const secret of ['0000000000000000x', 'aaaaaaaaaaaaaaay', '....https://a', '\\"\\"\\"', 'key=key=keyz'])
  redaction.addValue(secret)
const { redact } = redaction

const spicepodOf = (text: string) => ({
  version: 'v1',
  kind: 'Spicepod',
  name: text,
  datasets: [{ name: text, from: text, params: { [text]: text, a: text } }],
  views: [{ name: 'v', sql: text }],
})
const check = (text: string) => {
  const document = new SpicepodDocument(text)
  const manifest = checkManifest(document)
  if (manifest.kind === 'good') inspectSpicepod(document, 'a').findMissing({ names: new Set() })
}
const readLines = (...lines: string[]) =>
  readEvents(lines).events.map((event) => interpret(event, settings.spicepod))
const sentences = [
  'Failed to load localpod dataset ',
  'Loaded ',
  'Model [',
  'Dataset load summary (',
  'fares The ',
]

const readers: [what: string, read: (text: string) => unknown][] = [
  ['a spicepod', check],
  ['a value of a spicepod', (text) => check(`${head}x: ${text}\ny: ${text}`)],
  ['names and texts of a spicepod', (text) => check(JSON.stringify(spicepodOf(text)))],
  ['a difference', (text) => diffSpicepods(spicepodOf(''), spicepodOf(text), redact)],
  ['names', (text) => [parseName(text), foldName(text), keyOf(text), quoteName(text), splitNames(text)]],
  ['a mistyped name', (text) => findNearest(text, [text, 'a'])],
  ['a line of a log', (text) => readLines(warn(text), text, ...sentences.map((start) => warn(start + text)))],
  ['lines of a log', (text) => readLines(...text.split('\n'))],
  ['JSON', (text) => [parseJson(text), parseExactJson(text), parseExactJson(JSON.stringify([text, 1e300]))]],
  ['a number', (text) => exactNumber(0, `1${text}`)],
  [
    'a refusal',
    (text) => [readRefusal(text), readRefusal(JSON.stringify({ message: text, errors: { a: text } }))],
  ],
  ['rows', (text) => readQueryResult(JSON.stringify([{ [text]: text }, { b: [text] }]))],
  [
    'an error of SQL',
    (text) => [cutAtLiteral(text, 'SELECT 1'), cutAtLiteral('', text), cutAtLiteral(text, text)],
  ],
  ['a type', (text) => [isSameType(text, `${text} `), isSameType(`List(${text})`, `List(${text} )`)]],
  ['text for the log', (text) => [printable(text, redact), printableLine(text, redact)]],
  ['text in a sentence', (text) => [shorten(text, 100), firstLine(text), oneLineOfCode(text)]],
  [
    'HTML',
    (text) => [
      toHtml(text),
      new Markup(redact).sentence(text),
      new Markup(redact).foldedLines('', [text]),
      grid(['a'], [text], (item) => [`<code>${item.replaceAll('<', '')}</code>`]),
    ],
  ],
  [
    'a comment',
    (text) =>
      ['', '<!-- spice-cloud-deploy app:', '<!-- spice-cloud-deploy app:1 run:1.1 '].map((start) =>
        readMarker(start + text),
      ),
  ],
  ['entries', (text) => [parseEntries(text), parseEntries(`A=${text}`), parseEntries(`A="${text}`)]],
  [
    'a file of tests',
    (text) => [
      readTestFile(text, 'a'),
      readTestFile(`tests:\n  - name: ${JSON.stringify(text)}\n    sql: ${JSON.stringify(text)}`, 'a'),
    ],
  ],
  ['a moment', (text) => [toMoment(text), toMoment(`2026-12-02T10:00:00.${text}`), readMaxAge(text)]],
  ['a map of texts', (text) => [parseStringMap(text, true), parseStringMap(`a: ${text}`, false)]],
]

/** Enough characters that what grows with their square takes much longer than anything else. */
const size = 8000
/** Readers that take long for each character, for which fewer are enough. */
const slow = new Set([
  'a spicepod',
  'HTML',
  'entries',
  'a value of a spicepod',
  'names and texts of a spicepod',
  'a difference',
  'a map of texts',
  'a file of tests',
])

test.each(readers)('%s that others write takes time in proportion to its length', (what, read) => {
  const works = parts.map((part) => (length: number) => {
    const text = part.repeat(Math.ceil(length / part.length))
    for (const end of ['', '1x']) {
      try {
        read(text + end)
      } catch (error) {
        // Most texts have another form than a reader expects.
        if (!(error instanceof Error)) throw error
      }
    }
  })
  expectAllProportional(works, slow.has(what) ? size / 4 : size)
})

// biome-ignore-end lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.
