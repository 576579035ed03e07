/** A word, or what a type or a field with its brackets has become. */
interface Item {
  readonly text: string
  /** The name of a field. */
  readonly name?: string
  /** The types of the fields of a struct. */
  readonly fields?: readonly string[]
}

/** The text between two commas. */
type Part = Item[]

const units = new Map([
  ['Second', 's'],
  ['Millisecond', 'ms'],
  ['Microsecond', 'us'],
  ['Nanosecond', 'ns'],
  ['µs', 'us'],
])

/** Text and bytes are stored in several layouts. */
const layout = /^(?:Large)?(Utf8|Binary)(?:View)?$/

/** Types with more brackets in each other are compared as they are written. */
const maxDepth = 256

/**
 * Makes equal what only the version of a runtime or an accelerator changes in the text of a type: runtimes before 1.11
 * write Arrow's debug form, in which each nested field is a `Field { … }`; accelerators store text, lists and repeated
 * values in several layouts; and fields carry metadata. A text that is neither form stays as it is.
 * Source: `DataType` of apache/arrow-rs, before and since version 57.
 */
export function normalizeType(type: string): string {
  try {
    return readField(only(readParts(type))).text
  } catch (error) {
    if (error instanceof UnknownFormError) return type
    throw error
  }
}

class UnknownFormError extends Error {}

/** Reads the parts of a text. What is in brackets becomes an item as soon as they are closed. */
function readParts(text: string): Part[] {
  const root: { open: string; parts: Part[] } = { open: '', parts: [[]] }
  const enclosing = [root]
  // A name without an end is read once, and not again from each quote in it.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|\\?$)|'[^']*'|[\p{L}\p{N}_.+-]+|\S/gsu)) {
    const { open, parts } = enclosing.at(-1) ?? root
    if (/^[([{]$/.test(token)) enclosing.push({ open: token, parts: [[]] })
    else if (/^[)\]}]$/.test(token)) {
      enclosing.pop()
      const around = enclosing.at(-1)?.parts
      if (around === undefined) throw new UnknownFormError()
      close(open + token, parts.filter(isNoNote), around)
    } else if (token === ',') parts.push([])
    else parts.at(-1)?.push({ text: token })
    if (enclosing.length > maxDepth) throw new UnknownFormError()
  }
  if (enclosing.length > 1) throw new UnknownFormError()
  return root.parts
}

/** Whether there is anything but metadata of the part before. */
function isNoNote([key, colon]: Part): boolean {
  return key !== undefined && !(/^(field|metadata)$/.test(key.text) && colon?.text === ':')
}

/** Puts what stood in brackets in its place in the parts around them. */
function close(brackets: string, parts: Part[], around: Part[]): void {
  const part = around.at(-1) ?? []
  const before = part.at(-1)?.text
  // The list of a struct or union.
  if (brackets === '[]' && before === undefined) around.splice(-1, 1, ...parts)
  else if (brackets === '{}' && before === 'Field') part.splice(-1, 1, toField(parts))
  else if (brackets === '{}' && part[0]?.text === 'metadata') return
  else if (brackets !== '()') throw new UnknownFormError()
  // A member of a union is `(0, Field { … })` or `0: ("name": Int64)`.
  else if (before === undefined)
    part.push(...parts.flatMap((member) => [...member, { text: ':' }]).slice(0, -1))
  else if (before === ':') part.push(readField(only(parts)))
  else part.splice(-1, 1, toType(before, parts))
}

/** Reads the members of a `Field { … }`. */
function toField(parts: Part[]): Item {
  const members = new Map(parts.map(([key, , ...value]) => [key?.text, value]))
  return { ...readField(members.get('data_type')), name: only(members.get('name')).text }
}

/** Reads a type, or a field in either form: `Field { … }` or `"name": non-null Int64`. */
function readField(part: Part = []): Item {
  const [{ text: start } = { text: '' }, colon, ...others] = part
  const isNamed = start.startsWith('"') && colon?.text === ':'
  const type = only(
    (isNamed ? others : part).filter(({ text }) => text !== 'non-null' && text !== 'nullable'),
  )
  return { ...type, ...(isNamed && { name: start }), text: type.text.replace(layout, '$1') }
}

function toType(word: string, parts: Part[]): Item {
  const [first = [], second] = parts
  const expect = (...amounts: number[]) => {
    if (!amounts.includes(parts.length)) throw new UnknownFormError()
  }
  switch (word) {
    case 'List':
    case 'LargeList':
    case 'ListView':
    case 'LargeListView':
      expect(1)
      return { text: `List(${readField(first).text})` }
    case 'FixedSizeList': {
      const isShort = first[1]?.text === 'x'
      expect(isShort ? 1 : 2)
      const [type, size] = isShort ? [first.slice(2), first.slice(0, 1)] : [first, second]
      return { text: `FixedSizeList(${readField(type).text},${only(size).text})` }
    }
    case 'Struct': {
      const fields = parts.map(readField)
      const text = fields.map(({ name = '', text }) => `${name}:${text}`).join(',')
      return { text: `Struct(${text})`, fields: fields.map(({ text }) => text) }
    }
    case 'Union': {
      const members = parts.filter(({ length }) => length === 3)
      const mode = only(only(parts.filter((part) => !members.includes(part))))
      const texts = members.map(([id, , field]) => `,${id?.text}:${field?.name ?? ''}:${field?.text}`)
      return { text: `Union(${mode.text}${texts.join('')})` }
    }
    case 'Map': {
      // The second part says whether it is sorted.
      expect(2)
      const { text, fields } = readField(first)
      // The names of key and value differ between sources, and no query has them.
      return { text: `Map(${fields?.join(',') ?? text})` }
    }
    case 'Dictionary':
    case 'RunEndEncoded':
      expect(2)
      return readField(second)
    case 'Timestamp':
    case 'Time32':
    case 'Time64':
    case 'Duration': {
      expect(1, 2)
      const unit = only(first).text
      const zone = only(second ?? [{ text: 'None' }]).text.replace(/^Some\((.*)\)$/s, '$1')
      return { text: `${word}(${units.get(unit) ?? unit}${zone === 'None' ? '' : `,${zone}`})` }
    }
    default:
      return { text: `${word}(${parts.map((part) => only(part).text).join(',')})` }
  }
}

/** The item of a list that has no others. */
function only<Value>(list: readonly Value[] = []): Value {
  const [item, ...others] = list
  if (item === undefined || others.length > 0) throw new UnknownFormError()
  return item
}
