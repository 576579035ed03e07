/** A type in a form that is the same for all runtimes. */
interface Normal {
  readonly text: string
  /** The types of the fields of a struct. */
  readonly fields?: readonly string[]
}

/** Words, and brackets between them. */
type Part = (string | Brackets)[]

interface Brackets {
  readonly open: string
  /** What stands between the commas. */
  readonly parts: Part[]
}

const units = new Map([
  ['Second', 's'],
  ['Millisecond', 'ms'],
  ['Microsecond', 'us'],
  ['Nanosecond', 'ns'],
  ['µs', 'us'],
])

/** Text and bytes are stored in several layouts. */
const layout = /^(?:Large)?(Utf8|Binary)(?:View)?$/

/** Deeper types are compared as they are written. */
const maxDepth = 64

/**
 * Makes equal what only the version of a runtime or an accelerator changes in the text of a type: runtimes before 1.11
 * write Arrow's debug form, in which each nested field is a `Field { … }`; accelerators store text, lists and repeated
 * values in several layouts; and fields carry metadata. A text that is neither form stays as it is.
 * Source: `DataType` of apache/arrow-rs, before and since version 57.
 */
export function normalizeType(type: string): string {
  try {
    const [part, ...others] = readParts(type)
    return others.length === 0 ? normalize(part).text : type
  } catch (error) {
    if (error instanceof UnknownFormError) return type
    throw error
  }
}

class UnknownFormError extends Error {}

function readParts(text: string): Part[] {
  const root: Brackets = { open: '', parts: [[]] }
  const enclosing = [root]
  // A name without an end is read once, and not again from each quote in it.
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*(?:"|\\?$)|'[^']*'|[\p{L}\p{N}_.+-]+|\S/gsu)) {
    const { open, parts } = enclosing.at(-1) ?? root
    if (/^[([{]$/.test(token)) {
      const brackets = { open: token, parts: [[]] }
      parts.at(-1)?.push(brackets)
      enclosing.push(brackets)
    } else if (/^[)\]}]$/.test(token)) {
      if (!['()', '[]', '{}'].includes(open + token)) throw new UnknownFormError()
      enclosing.pop()
    } else if (token === ',') parts.push([])
    else parts.at(-1)?.push(token)
  }
  if (enclosing.length > 1) throw new UnknownFormError()
  return root.parts
}

function normalize(type: Part = [], depth = 1): Normal {
  const [word, brackets, ...others] = type
  const isType = typeof word === 'string' && /^\w+$/.test(word) && others.length === 0
  if (!isType || depth > maxDepth) throw new UnknownFormError()
  if (brackets === undefined) return { text: word.replace(layout, '$1') }
  const readField = (part: Part | undefined) => normalizeField(part, depth + 1)
  const parts = partsIn(brackets, '(')
  const [first, second] = parts
  const expect = (...amounts: number[]) => {
    if (!amounts.includes(parts.length)) throw new UnknownFormError()
  }
  switch (word) {
    case 'List':
    case 'LargeList':
    case 'ListView':
    case 'LargeListView':
      expect(1)
      return { text: `List(${readField(first).type.text})` }
    case 'FixedSizeList': {
      const [, times, ...field] = first ?? []
      const isShort = times === 'x'
      expect(isShort ? 1 : 2)
      const { text } = readField(isShort ? field : first).type
      return { text: `FixedSizeList(${text},${wordOf(isShort ? first?.slice(0, 1) : second)})` }
    }
    case 'Struct': {
      const isDebug = typeof first?.[0] === 'object'
      if (isDebug) expect(1)
      const fields = (isDebug ? partsIn(only(first), '[') : parts).map(readField)
      const text = fields.map(({ name, type }) => `${name}:${type.text}`).join(',')
      return { text: `Struct(${text})`, fields: fields.map(({ type }) => type.text) }
    }
    case 'Union': {
      // `[(0, Field { … })], Sparse` or `Sparse, 0: ("name": Int64)`.
      const isDebug = typeof first?.[0] === 'object'
      if (isDebug) expect(2)
      const members = isDebug
        ? partsIn(only(first), '[').map((member) => partsIn(only(member), '('))
        : parts.slice(1).map(([id = '', colon, ...member]) => {
            if (colon !== ':') throw new UnknownFormError()
            return [[id], ...partsIn(only(member), '(')]
          })
      const texts = members.map(([id, field, ...more]) => {
        if (more.length > 0) throw new UnknownFormError()
        const { name, type } = readField(field)
        return `,${wordOf(id)}:${name}:${type.text}`
      })
      return { text: `Union(${wordOf(isDebug ? second : first)}${texts.join('')})` }
    }
    case 'Map': {
      // The second part says whether it is sorted.
      expect(2)
      const { text, fields } = readField(first).type
      // The names of key and value differ between sources, and no query has them.
      return { text: `Map(${fields?.join(',') ?? text})` }
    }
    case 'Dictionary':
    case 'RunEndEncoded':
      expect(2)
      readField(first)
      return readField(second).type
    case 'Timestamp':
    case 'Time32':
    case 'Time64':
    case 'Duration': {
      expect(1, 2)
      const unit = wordOf(first)
      const [some, brackets] = second ?? []
      const zone =
        some === 'Some' && brackets !== undefined
          ? wordOf(partsIn(brackets, '(')[0])
          : wordOf(second ?? ['None'])
      return { text: `${word}(${units.get(unit) ?? unit}${zone === 'None' ? '' : `,${zone}`})` }
    }
    default:
      return { text: `${word}(${parts.map(wordOf).join(',')})` }
  }
}

/** Reads `Field { … }`, `"name": non-null Int64`, or a type alone. */
function normalizeField(field: Part = [], depth: number): { name: string; type: Normal } {
  const [start, next, ...others] = field
  if (start === 'Field' && next !== undefined && others.length === 0) {
    const members = new Map(partsIn(next, '{').map(([key, , ...value]) => [key, value]))
    return { name: wordOf(members.get('name') ?? ['']), type: normalize(members.get('data_type'), depth) }
  }
  const isNamed = typeof start === 'string' && start.startsWith('"') && next === ':'
  const type = isNamed ? others : field
  const isMarked = type[0] === 'non-null' || type[0] === 'nullable'
  return { name: isNamed ? start : '', type: normalize(isMarked ? type.slice(1) : type, depth) }
}

/** What stands between the commas in brackets, without metadata of the part before it. */
function partsIn(brackets: Part[number] | undefined, open: string): Part[] {
  if (typeof brackets !== 'object' || brackets.open !== open) throw new UnknownFormError()
  const { parts } = brackets
  if (parts.length === 1 && parts[0]?.length === 0) return []
  const isNote = ([key, colon]: Part) => (key === 'field' || key === 'metadata') && colon === ':'
  return parts.filter((part, index) => index === 0 || !isNote(part))
}

function only(part: Part = []): Part[number] {
  const [item, ...others] = part
  if (item === undefined || others.length > 0) throw new UnknownFormError()
  return item
}

function wordOf(part: Part | undefined): string {
  const word = only(part)
  if (typeof word !== 'string') throw new UnknownFormError()
  return word
}
