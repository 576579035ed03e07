import { expect, test } from '@jest/globals'
import { describeEmpty, readSecrets } from '../../src/inputs/request.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import fc from '../harness/property.ts'

async function read(text: string) {
  const masks: string[] = []
  const hidden = new Redaction((value) => masks.push(value))
  return { ...(await readSecrets(text, hidden, '')), masks, hidden }
}

test.each([
  ['dotenv text', 'A=one-value\nB=other'],
  ['dotenv text after comments', '# A: x\n\n  # y\nA=one-value\nB=other'],
  ['dotenv text with `export`', 'export A=one-value\nB=other'],
  ['a YAML map', 'A: one-value\nB: other'],
  ['a YAML map with signs of equality in it', 'A: one-value\n# x=y\nB: other'],
  ['a YAML document', '---\nA: one-value\nB: other'],
  ['a YAML document after blanks', '--- \t\nA: one-value\nB: other'],
  ['a YAML map after blank lines', '# x\n\n  \n"A": one-value\nB: other'],
  ['a YAML map with quotes', "A: 'one-value' # x\nB: other"],
  ['JSON without blanks', '{"A":"one-value","B":"other"}'],
  ['JSON that is indented', '  {\n    "A": "one-value",\n    "B": "other"\n  }'],
  ['JSON', '{"A": "one-value", "B": "other"}'],
  ['JSON of several lines', '{\n"A": "one-value",\n"B": "other"}'],
])('the input `secrets` is recognized as %s', async (_, text) => {
  expect(await read(text)).toMatchObject({
    secrets: [
      { name: 'A', value: 'one-value' },
      { name: 'B', value: 'other' },
    ],
    problems: [],
    masks: ['one-value', 'other'],
  })
})

test('`secrets` that cannot be read are hidden line by line, and what follows the sign of a line by itself', async () => {
  const { masks } = await read('A=hunter2\njust words')
  expect(masks).toEqual(expect.arrayContaining(['A=hunter2', 'hunter2', 'just words']))
})

test('a value of `secrets` that cannot be read is hidden even if it has a line separator of Unicode', async () => {
  expect((await read('A=hunter2\u2028of-spice\njust words')).masks).toContain('hunter2\u2028of-spice')
})

test('problems with `secrets` show no part of a value, for any text', async () => {
  const value = 'Zq7vKx2mWp9d'
  const pieces = ['A', '=', ': ', '\n', '"', "'", '`', '#', ' #', '{', '}', '- ', '|', '  ', value]
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...pieces), { maxLength: 10 }), async (some) => {
      const text = `A=${some.join('')}`
      const { problems, hidden } = await read(text)
      // What stands before a sign in a line of its own is a name.
      const isName = new RegExp(`(^|\\n)\\s*${value}\\s*[=:]`).test(text.slice(2))
      if (!isName) expect(hidden.redact(problems.join())).not.toContain(value)
    }),
    { numRuns: 500 },
  )
})

// A key of 48 bytes in Base64 with a break, as `openssl` and `base64` write it, and no quotes in the workflow.
test.each([
  ['dotenv text', 'KEY=3q2+7wABAgME\nc2Vjb25kaGFsZg==\nOTHER=x', 2],
  ['dotenv text, with one sign of padding', 'KEY=3q2+7wABAgME\nc2Vjb25kaGFsZg=\nOTHER=x', 2],
  ['dotenv text, with a slash', 'KEY=3q2+7wABAgME\nc2Vjb25/aGFsZg=x\nOTHER=x', 2],
  ['lines with colons', 'KEY: @3q2+7wABAgME\nc2Vjb25kaGFsZg:\nOTHER: x', 2],
])(
  'half a secret in %s is no name: it is refused by its line, stored and shown nowhere',
  async (_, text, line) => {
    const { secrets, problems, masks } = await read(text)
    expect(secrets).toEqual([])
    expect(masks).toContain(text.split('\n')[1])
    expect(problems).toEqual([expect.stringContaining(`\`secrets\`, line ${line}: expected \`NAME=value\``)])
    expect(problems.join()).not.toMatch(/3q2|c2Vjb25/)
  },
)

test('secrets are empty without a value, or with the one that GitHub puts in its place', () => {
  const named = (...values: string[]) => values.map((value, index) => ({ name: `S${index}`, value }))
  expect(describeEmpty(named('x', 'nullable'))).toBe('')
  expect(describeEmpty(named('x', 'null'))).toMatch(/^Secret `S1` is empty\./)
  expect(describeEmpty(named('', 'x', 'null'))).toMatch(/^Secrets `S0`, `S2` are empty\./)
})
