import { readControlDocument } from './config-form.ts'

/** The part of a schema that says how a value looks. */
interface Schema {
  readonly $ref?: string
  readonly enum?: readonly string[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly oneOf?: readonly Schema[]
  readonly const?: string
  readonly type?: string | readonly string[]
  readonly then?: Schema
  readonly else?: Schema
}

/** The form of each member of a config, as the schema has it, in lines for a terminal. */
export function describeMembers(): string {
  const { schemas } = readControlDocument().components as { schemas: Readonly<Record<string, Schema>> }
  const resolve = (schema: Schema): Schema => schemas[schema.$ref?.split('/').at(-1) ?? ''] ?? schema
  const showAll = (properties: Schema['properties'] = {}): string =>
    Object.entries(properties)
      .map(([name, schema]) => [name, show(schema)].filter(Boolean).join(': '))
      .join(', ')
  const show = (schema: Schema): string => {
    const { type = '', enum: values, items, properties, oneOf, then, else: otherwise } = resolve(schema)
    if (values) return values.join(' | ')
    if (items) return `[${show(items)}]`
    if (oneOf) return oneOf.map(showKind).join(' or ')
    const number = then && type.includes('integer') && 'number'
    const forms = [
      number,
      then && show(then),
      otherwise && show(otherwise),
      properties && `{${showAll(properties)}}`,
    ]
    return forms.filter((form) => form && form !== '{}').join(' or ')
  }
  const showKind = ({ properties: { kind, ...others } = {} }: Schema) =>
    `{${[`kind: ${kind?.const}`, showAll(others)].filter(Boolean).join(', ')}}`
  const members = Object.entries(schemas.Config?.properties ?? {})
  return members.map(([name, schema]) => wrap(name.padEnd(12), show(schema))).join('\n')
}

const maxWidth = 116

/** A text in lines below each other, after a first word. */
function wrap(first: string, text: string): string {
  const lines = [`  ${first}`]
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`
    if (longer.length <= maxWidth) lines[lines.length - 1] = longer
    else lines.push(`${' '.repeat(first.length + 2)} ${word}`)
  }
  return lines.join('\n')
}
