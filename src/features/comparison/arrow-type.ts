/** Words for the same unit, as older runtimes write it, or for the same values in another layout. */
const synonyms = new Map([
  ['Second', 's'],
  ['Millisecond', 'ms'],
  ['Microsecond', 'us'],
  ['Nanosecond', 'ns'],
  ['µs', 'us'],
  ['LargeUtf8', 'Utf8'],
  ['Utf8View', 'Utf8'],
  ['LargeBinary', 'Binary'],
  ['BinaryView', 'Binary'],
  ['LargeList', 'List'],
  ['ListView', 'List'],
  ['LargeListView', 'List'],
])

/**
 * A name, which may look like any other part, or a note: nullability, a missing time zone, the order of a map, metadata.
 * Anything else is a word.
 */
const parts =
  /(?<name>"(?:[^"\\]|\\.)*(?:"|\\?$))|(?<note>\b(?:non-null|nullable) |, (?:None|sorted|unsorted)(?=\))|, field: '[^']*'|, metadata: \{(?:"(?:[^"\\]|\\.)*"|[^"{}])*\})|\p{L}\w*/gsu

/**
 * Compares the types of a column, without what only the version of a runtime or an accelerator changes in them.
 * @returns undefined if that is not known: runtimes before 1.11 write nested types in a form of their own
 */
export function isSameType(left: string, right: string): boolean | undefined {
  if (normalizeType(left) === normalizeType(right)) return true
  return [left, right].some((type) => /\bField \{/.test(type)) ? undefined : false
}

/** Source: `DataType` of apache/arrow-rs, before and since version 57. */
function normalizeType(type: string): string {
  const replacePart = (part: string, name?: string, note?: string) =>
    note === undefined ? (name ?? synonyms.get(part) ?? part) : ''
  return (
    type
      .replace(parts, replacePart)
      .replace(/\bSome\(("[^"]*")\)/g, '$1')
      // Repeated values may be stored once.
      .replace(/\bDictionary\(U?Int\d+, (\w+(?:\([^()]*\))?)\)/g, '$1')
      // The names of key and value differ between sources, and no query has them.
      .replace(/\bMap\("[^"]*": Struct\("[^"]*": ([^",]+), "[^"]*": /g, 'Map(Struct($1, ')
  )
}
