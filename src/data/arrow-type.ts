/** A type in a form that is the same for all runtimes. */
interface Normal {
  readonly text: string
  /** The types of the fields of a struct. */
  readonly fields?: readonly string[]
}

const units = new Map([
  ['Second', 's'],
  ['Millisecond', 'ms'],
  ['Microsecond', 'us'],
  ['Nanosecond', 'ns'],
  ['µs', 'us'],
])

/** Deeper ones are compared as they are written. */
const maxDepth = 64

/**
 * Makes equal what only the version of a runtime or an accelerator changes in the text of a type: runtimes before 1.11
 * write Arrow's debug form, in which each nested field is a `Field { … }`; accelerators store text, lists and repeated
 * values in several layouts; and fields carry metadata. A text that is neither form stays as it is.
 * Source: `DataType` of apache/arrow-rs, before and since version 57.
 */
export function normalizeType(type: string): string {
  try {
    return new TypeReader(type).readAll()
  } catch (error) {
    if (error instanceof UnknownFormError) return type
    throw error
  }
}

class UnknownFormError extends Error {}

class TypeReader {
  readonly #tokens: readonly string[]
  #at = 0
  #depth = 0

  constructor(text: string) {
    // A name without an end is read once, and not again from each quote in it.
    this.#tokens = text.match(/"(?:[^"\\]|\\.)*(?:"|\\?$)|'[^']*'|[\p{L}\p{N}_.+-]+|\S/gsu) ?? []
  }

  readAll(): string {
    const { text } = this.#readType()
    if (this.#at < this.#tokens.length) throw new UnknownFormError()
    return text
  }

  #readType(): Normal {
    this.#depth++
    const word = this.#next()
    if (this.#depth > maxDepth || !/^\w+$/.test(word)) throw new UnknownFormError()
    const type = this.#accept('(') ? this.#readArguments(word) : { text: word.replace(layout, '$1') }
    this.#depth--
    return type
  }

  /** What stands between parentheses, and the closing one. */
  #readArguments(word: string): Normal {
    const close = (text: string, fields?: readonly string[]): Normal => {
      this.#expect(')')
      return { text, ...(fields && { fields }) }
    }
    switch (word) {
      case 'List':
      case 'LargeList':
      case 'ListView':
      case 'LargeListView':
        return close(`List(${this.#readField().type.text})`)
      case 'FixedSizeList': {
        const size = /^\d+$/.test(this.#peek()) ? this.#next() : undefined
        if (size !== undefined) this.#expect('x')
        const { text } = this.#readField().type
        return close(`FixedSizeList(${text},${size ?? this.#nextAfterComma()})`)
      }
      case 'Struct': {
        const isDebug = this.#accept('[')
        const fields = this.#readList(isDebug ? ']' : ')', () => this.#readField())
        if (isDebug) this.#expect(']')
        const text = fields.map(({ name, type }) => `${name}:${type.text}`).join(',')
        const types = fields.map(({ type }) => type.text)
        return close(`Struct(${text})`, types)
      }
      case 'Union':
        return close(`Union(${this.#readUnion()})`)
      case 'Map': {
        const { text, fields } = this.#readField().type
        // Whether it is sorted.
        this.#nextAfterComma()
        // The names of key and value differ between sources, and no query has them.
        return close(`Map(${fields?.join(',') ?? text})`)
      }
      case 'Dictionary':
      case 'RunEndEncoded': {
        this.#readField()
        this.#expect(',')
        const { type } = this.#readField()
        return close(type.text, type.fields)
      }
      case 'Timestamp':
      case 'Time32':
      case 'Time64':
      case 'Duration': {
        const unit = this.#next()
        const zone = this.#accept(',') && !this.#accept('None') ? `,${this.#readZone()}` : ''
        return close(`${word}(${units.get(unit) ?? unit}${zone})`)
      }
      default:
        return close(`${word}(${this.#readList(')', () => this.#next()).join(',')})`)
    }
  }

  /** `Field { … }`, `"name": non-null Int64`, or a type alone. */
  #readField(): { name: string; type: Normal } {
    if (this.#peek() === 'Field' && this.#peek(1) === '{') return this.#readDebugField()
    const isNamed = this.#peek().startsWith('"')
    const name = isNamed ? this.#next() : ''
    if (isNamed) this.#expect(':')
    if (!this.#accept('non-null')) this.#accept('nullable')
    const type = this.#readType()
    while (this.#peek() === ',' && this.#peek(2) === ':' && /^(field|metadata)$/.test(this.#peek(1))) {
      this.#at += 3
      this.#skipValue()
    }
    return { name, type }
  }

  #readDebugField(): { name: string; type: Normal } {
    this.#at += 2
    let name = ''
    let type: Normal | undefined
    this.#readList('}', () => {
      const key = this.#next()
      this.#expect(':')
      if (key === 'name') name = this.#next()
      else if (key === 'data_type') type = this.#readType()
      else this.#skipValue()
    })
    this.#expect('}')
    if (type === undefined) throw new UnknownFormError()
    return { name, type }
  }

  /** `[(0, Field { … })], Sparse` or `Sparse, 0: ("name": Int64)`. */
  #readUnion(): string {
    const isDebug = this.#accept('[')
    const mode = isDebug ? '' : this.#next()
    if (!isDebug) this.#accept(',')
    const members = this.#readList(isDebug ? ']' : ')', () => {
      if (isDebug) this.#expect('(')
      const id = this.#next()
      this.#expect(isDebug ? ',' : ':')
      if (!isDebug) this.#expect('(')
      const { name, type } = this.#readField()
      this.#expect(')')
      return `,${id}:${name}:${type.text}`
    })
    if (isDebug) this.#expect(']')
    return `${isDebug ? this.#nextAfterComma() : mode}${members.join('')}`
  }

  #readZone(): string {
    const isSome = this.#accept('Some')
    if (isSome) this.#expect('(')
    const zone = this.#next()
    if (isSome) this.#expect(')')
    return zone
  }

  #readList<Item>(end: string, readItem: () => Item): Item[] {
    const items: Item[] = []
    while (this.#peek() !== end) {
      if (items.length > 0) this.#expect(',')
      items.push(readItem())
    }
    return items
  }

  /** A word, or a map of texts. */
  #skipValue(): void {
    if (this.#next() !== '{') return
    while (this.#next() !== '}');
  }

  #peek(further = 0): string {
    return this.#tokens[this.#at + further] ?? ''
  }

  #next(): string {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw new UnknownFormError()
    return token
  }

  #nextAfterComma(): string {
    this.#expect(',')
    return this.#next()
  }

  #accept(token: string): boolean {
    const isThere = this.#peek() === token
    if (isThere) this.#at++
    return isThere
  }

  #expect(token: string): void {
    if (this.#next() !== token) throw new UnknownFormError()
  }
}

/** Text and bytes are stored in several layouts. */
const layout = /^(?:Large)?(Utf8|Binary)(?:View)?$/
