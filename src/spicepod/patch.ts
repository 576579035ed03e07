import { isDeepStrictEqual } from 'node:util'
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff'
import { Document, isScalar, isSeq, isMap as isYamlMap } from 'yaml'
import { isMap } from '../platform/json.ts'
import { asIs, printable, type Redact } from '../platform/text.ts'
import { parseYaml } from '../platform/yaml.ts'
import { credentialHider } from './diff.ts'
import { SpicepodDocument } from './document.ts'
import { isSameSpicepod, type Spicepod, toComparable } from './spicepod.ts'

const maxDifferences = 1000

/**
 * A patch that `git apply` takes, with which a file has the value of another spicepod. Comments and the order of the
 * file stay; new credentials are hidden. Undefined if there is none that could be shown: the file has credentials,
 * characters that are not shown as they are, or parts that are not to be changed alone, such as anchors.
 */
export function patchSpicepod({ text, value, locate }: Spicepod, after: object, redact: Redact) {
  const [before, comparableAfter] = [value, after].map(toComparable)
  const hide = credentialHider(redact, before, comparableAfter)
  if (hide(text) !== text || !isDeepStrictEqual(hide(before), before)) return undefined
  const hiddenAfter = hide(comparableAfter)
  const document = parseYaml(text, { intAsBigInt: true })
  if (document.errors.length > 0) return undefined
  const node = update(document.contents, before, hiddenAfter)
  if (node !== document.contents) return undefined
  const indentSeq = !/^( *)[^\s#-].*:[ \t]*\n\1- /m.test(text)
  const changed = document.toString({
    lineWidth: 0,
    indentSeq,
    flowCollectionPadding: /\{ /.test(text),
    // An alias whose anchor is gone is found below.
    verifyAliasOrder: false,
  })
  if (!isSameSpicepod(new SpicepodDocument(changed).value, hiddenAfter)) return undefined
  const { file } = locate()
  const patch = createTwoFilesPatch(`a/${file}`, `b/${file}`, text, changed, undefined, undefined, {
    maxEditLength: maxDifferences,
    headerOptions: FILE_HEADERS_ONLY,
  })
  return patch && printable(patch, asIs) === patch ? patch : undefined
}

/** The node of a value that becomes another one; what is the same keeps its node, and with it comments and quotes. */
function update(node: unknown, before: unknown, after: unknown): unknown {
  if (isDeepStrictEqual(before, after)) return node
  if (isYamlMap(node) && isMap(before) && isMap(after)) {
    for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) node.delete(key)
    for (const [key, value] of Object.entries(after)) {
      node.set(key, update(node.get(key, true), before[key], value))
    }
    return node
  }
  if (isSeq(node) && Array.isArray(before) && Array.isArray(after)) {
    const nodes = node.items
    node.items = after.map((item) => {
      const index = before.findIndex((old) => isSameEntry(old, item))
      return update(nodes[index], before[index], item)
    })
    return node
  }
  if (isScalar(node) && (typeof after !== 'object' || after === null)) {
    node.value = after
    return node
  }
  return new Document(after).contents
}

function isSameEntry(left: unknown, right: unknown): boolean {
  return isMap(left) && isMap(right) && typeof left.name === 'string'
    ? left.name === right.name
    : isDeepStrictEqual(left, right)
}
