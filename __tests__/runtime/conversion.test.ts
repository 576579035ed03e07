import { expect, test } from '@jest/globals'
import { keepingWhole } from '../../src/platform/excerpt.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import { hideConverted } from '../../src/runtime/conversion.ts'
import { expectProportional } from '../harness/cpu.ts'

test.each([
  [
    "Cast error: Cannot cast string 'Jane' to value of Int64 type",
    "Cast error: Cannot cast string '…' to value of Int64 type",
  ],
  [
    "Cannot cast string 'Ann O'Brien' to value of Int64 type",
    "Cannot cast string '…' to value of Int64 type",
  ],
  [
    "Error while parsing value 'x' as type 'Int64' for column 2. Row data: '[x, Jane]'",
    "Error while parsing value '…'",
  ],
  [
    "Error parsing timestamp from 'Jane': error parsing date",
    "Error parsing timestamp from '…': error parsing date",
  ],
  [
    "Conversion Error: Could not convert string 'Jane' to INT32",
    "Conversion Error: Could not convert string '…' to INT32",
  ],
  [
    'invalid date field format: "Jane", expected (YYYY-MM-DD)',
    'invalid date field format: "…", expected (YYYY-MM-DD)',
  ],
  [
    'db:5432: invalid input syntax for type integer: "Jane"',
    'db:5432: invalid input syntax for type integer: "…"',
  ],
  ['date/time field value out of range: "Jane"', 'date/time field value out of range: "…"'],
  ["Incorrect integer value: 'Jane' for column at row 1", "Incorrect integer value: '…' for column at row 1"],
  ["Numeric value 'Jane' is not recognized", "Numeric value '…' is not recognized"],
  ["Date 'Jane Roe' is not recognized", "Date '…' is not recognized"],
  [
    "Conversion failed when converting the varchar value 'Jane' to data type int.",
    "Conversion failed when converting the varchar value '…' to data type int.",
  ],
  [
    `The value 'Jane' of the type "STRING" cannot be cast`,
    `The value '…' of the type "STRING" cannot be cast`,
  ],
  ['Could not cast literal \\"Jane\\" to type INT64', 'Could not cast literal \\"…" to type INT64'],
  [
    `Cannot cast string 'Jane' to Int64; cannot cast string "Roe" to Int64`,
    `Cannot cast string '…' to Int64; cannot cast string "…" to Int64`,
  ],
  ["Cannot cast string 'Jane\nRoe", "Cannot cast string '…'"],
])('of a failed conversion, everything but the value is shown: %s', (text, shown) => {
  expect(hideConverted(text)).toBe(shown)
})

test.each([
  "Cannot connect to 'db.example:5432': connection refused",
  "Failed to parse 'spicepod.yaml': unknown key 'from'",
  "Failed to parse the connection string 'postgres://db.example:5432'",
  "The value 'eu-west-9' of parameter 's3_region' is unknown",
  'Failed to load dataset \'trips\' (postgres): password authentication failed for user "ada"',
  'Received redirect without LOCATION',
])('what is no value of the data is shown: %s', (text) => {
  expect(hideConverted(text)).toBe(text)
})

test('no part of a secret is shown beside the value', () => {
  const secrets = new Redaction(() => {})
  secrets.addValue("ab'cdef")
  const show = (text: string) => secrets.redact(keepingWhole(secrets, () => hideConverted(text)))
  expect(show("host ab'cdef: cannot cast string 'x' to Int64")).toBe(
    "host ***: cannot cast string '…' to Int64",
  )
  expect(show("cannot cast string 'xab'cdef to Int64")).toBe("cannot cast string '…' to Int64")
  expect(show("cannot cast ab'cdef to Int64")).not.toMatch(/[abcdef]{2}'|'[abcdef]{2}/)
})

test('hiding takes time in proportion to any text', () => {
  const parts = [
    "cast string '",
    'the value ',
    "date '",
    'cast ',
    'input syntax for a ',
    'row data: "',
    'parsing date from ',
  ]
  const work = (length: number) => {
    for (const part of parts) hideConverted(part.repeat(length))
  }
  expectProportional(work, 160_000)
})
