import { expect, test } from '@jest/globals'
import { parts, runs, summaries } from '../../testing/samples/summaries.ts'
import { readSummary } from '../harness/summary.ts'

const sections = (await parts()).flatMap(({ sections }) => sections)
const isOrdinary = ({ title }: { title: string }) => !/hostile|diff that is too long|4,000|300/i.test(title)
const pageOf = (title: string) => sections.find((section) => section.title === title)?.markdown ?? ''
const sixty = 'Sixty changed tables and failed tests'

test('comments on ordinary runs have 20,000 characters at most', () => {
  const comments = sections.filter(({ title }) => /^(Comment|Plan): /.test(title)).filter(isOrdinary)
  expect(comments.length).toBeGreaterThan(15)
  for (const { title, markdown } of comments) {
    expect([title, markdown.length <= 20_000]).toEqual([title, true])
  }
})

test('no table has more than three columns', () => {
  for (const { title, markdown } of sections) {
    for (const row of markdown.match(/<tr>.*?<\/tr>/gs) ?? []) {
      expect([title, (row.match(/<t[dh]\b/g) ?? []).length <= 3]).toEqual([title, true])
    }
  }
})

test('reasons and advice are prose, and nothing but a log or a diff is a block of text', () => {
  for (const { markdown } of summaries(runs)) {
    const own = markdown.replace(/<details[\s\S]*?<\/details>/g, '')
    expect(own).not.toContain('<pre')
  }
})

test('ten changed tables and ten failed tests are open, and the others are folded', () => {
  const open = readSummary(pageOf(`Comment: ${sixty}`).replace(/<details>[\s\S]*?<\/details>/g, ''))
  expect(open.match(/warehouse\.public\.table_/g)).toHaveLength(10)
  expect(open.match(/every order of table/g)).toHaveLength(10)
  expect(pageOf(`Comment: ${sixty}`)).toContain('<summary>50 more</summary>')
})

test('the reason counts the failed tests that the table names', () => {
  const [reason = ''] = readSummary(pageOf(sixty)).split('What to do:')
  expect(reason).toContain('its checks failed: 60 of 60 tests')
  expect(reason).not.toContain('every order')
})

test('changes that break queries stand above the timeline, also if they only warn', () => {
  for (const title of [sixty, 'Changes of the data']) {
    const page = pageOf(title)
    expect(page.indexOf('Compared with')).toBeGreaterThan(0)
    expect(page.indexOf('Compared with')).toBeLessThan(page.indexOf('gantt'))
  }
})

test('what has changed since the last success names what the run has written', () => {
  expect(readSummary(pageOf('Successful, with all checks'))).toContain(
    'Written by this run: pushed spicepod.yaml, stored secret OPENAI_API_KEY.',
  )
})
