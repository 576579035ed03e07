import fc from './property.ts'

const firstSurrogate = 0xd800
const surrogates = 0x800

/** Any character of Unicode. `binary` of fast-check is the same, but lists a million of them before the first one. */
export const anyCharacter = fc.nat(0x10ffff - surrogates).map(
  (index) => String.fromCodePoint(index < firstSurrogate ? index : index + surrogates),
  (text) => {
    const [character = '', ...others] = text as string
    const point = character.codePointAt(0)
    if (point === undefined || others.length > 0) throw new Error('It is not one character.')
    return point < firstSurrogate ? point : point - surrogates
  },
)
