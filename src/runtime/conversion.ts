import { excerpt } from '../platform/excerpt.ts'

const type =
  '(?:string|varchar|text|literal|number|numeric|decimal|integer|boolean|date|time|timestamp|interval)'
/** What engines, drivers and sources write before a value that they could not convert, up to its quote. */
const introductions = [
  // Arrow, DataFusion, DuckDB, BigQuery and ClickHouse: Cannot cast string 'x'. Also: casting value "x"
  String.raw`\b(?:cast|convert|pars)(?:e|ing)?\s(?:${type}\s|the\s|[\w()]{1,20}\s)?(?:${type}|value)\s`,
  String.raw`\b(?:cast|convert)\s`,
  String.raw`\bpars(?:e|ing)\s${type}\s(?:from|of)\s`,
  // SQL Server, Spark and Snowflake: converting the varchar value 'x', The value 'x', Date 'x'
  String.raw`\b(?:the|${type})\svalue\s(?=[^\n]{1,300}\b(?:cast|converted|data\stype|not\srecognized)\b)`,
  String.raw`\b(?:date|time|timestamp)\s(?=[^\n]{1,300}\bnot\srecognized\b)`,
  // PostgreSQL and MySQL: invalid input syntax for type integer: "x", Incorrect integer value: 'x'
  String.raw`\binput\ssyntax\sfor\s[\w ]{1,40}:\s?`,
  String.raw`\bvalue\sout\sof\srange:\s?`,
  String.raw`\bincorrect\s\w{1,20}\svalue:\s?`,
  String.raw`\bfield\sformat:\s?`,
  // The reader of CSV quotes the whole row.
  String.raw`\brow\sdata:\s?`,
]
const converted = new RegExp(String.raw`(?:${introductions.join('|')})\\{0,3}(['"\x60])`, 'i')

/**
 * Hides a value of the data in the error of a component, or in a line of its log: what stands in quotes after the words of
 * a failed conversion, up to the last such quote, since the value may have quotes itself. Everything else stays.
 */
export function hideConverted(text: string): string {
  const match = converted.exec(text)
  const quote = match?.[1]
  if (match === null || quote === undefined) return text
  const from = match.index + match[0].length - 1
  const last = text.lastIndexOf(quote)
  // Its end may be in a later line of a log.
  const end = last > from ? last + 1 : text.length
  return `${excerpt(text, 0, from)}${quote}…${quote}${hideConverted(excerpt(text, end, text.length))}`
}
