import ts from 'typescript'

/** A regular expression of the sources. */
export interface Pattern {
  readonly file: string
  readonly line: number
  /** As it is written there. */
  readonly code: string
  /** Undefined if it is made of values that only a run knows. */
  readonly regex: { readonly source: string; readonly flags: string } | undefined
}

/** Finds the regular expressions of a file: literals, and those that are made of texts that the file has. */
export function findPatterns(file: string, text: string): Pattern[] {
  const sourceFile = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const constants = new Map<string, ts.Expression>()
  const found: Pattern[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      // Of two with the same name, neither is certain.
      const isConstant = (node.parent.flags & ts.NodeFlags.Const) !== 0 && !constants.has(node.name.text)
      constants.set(node.name.text, isConstant ? node.initializer : ts.factory.createNull())
    }
    ts.forEachChild(node, visit)
  }
  const collect = (node: ts.Node): void => {
    const isBuilt = isRegExp(node)
    if (isBuilt || ts.isRegularExpressionLiteral(node)) {
      const line = sourceFile.getLineAndCharacterOfPosition(node.getStart()).line + 1
      found.push({ file, line, code: node.getText(), regex: readRegex(node, constants) })
    }
    ts.forEachChild(node, collect)
  }
  visit(sourceFile)
  collect(sourceFile)
  return found
}

function isRegExp(node: ts.Node): node is ts.NewExpression | ts.CallExpression {
  return (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp'
}

type Constants = ReadonlyMap<string, ts.Expression>

function readRegex(node: ts.Node, constants: Constants): Pattern['regex'] {
  if (ts.isRegularExpressionLiteral(node)) {
    const end = node.text.lastIndexOf('/')
    return { source: node.text.slice(1, end), flags: node.text.slice(end + 1) }
  }
  if (!isRegExp(node)) return undefined
  const [source, flags] = [node.arguments?.[0], node.arguments?.[1]]
  const [sourceText, flagsText] = [source && read(source, constants), flags ? read(flags, constants) : '']
  return typeof sourceText === 'string' && typeof flagsText === 'string'
    ? { source: sourceText, flags: flagsText }
    : undefined
}

/** The text, or the list of texts, that an expression stands for; undefined if only a run knows it. */
function read(node: ts.Expression, constants: Constants): string | string[] | undefined {
  if (ts.isStringLiteralLike(node)) return node.text
  if (ts.isIdentifier(node)) {
    const value = constants.get(node.text)
    return value && read(value, constants)
  }
  if (ts.isTemplateExpression(node)) return readTemplate(node, constants, (part) => part.text)
  if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'String.raw') {
    return ts.isTemplateExpression(node.template)
      ? readTemplate(node.template, constants, (part) => part.rawText ?? part.text)
      : (node.template.rawText ?? node.template.text)
  }
  if (ts.isArrayLiteralExpression(node)) {
    const items = node.elements.flatMap((item) =>
      read(ts.isSpreadElement(item) ? item.expression : item, constants),
    )
    return items.every((item) => item !== undefined) ? items : undefined
  }
  if (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'source' &&
    ts.isIdentifier(node.expression)
  ) {
    const value = constants.get(node.expression.text)
    return value && readRegex(value, constants)?.source
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const { name, expression } = node.expression
    const list = name.text === 'join' ? read(expression, constants) : undefined
    const separator = node.arguments[0] && read(node.arguments[0], constants)
    return Array.isArray(list) && typeof separator === 'string' ? list.join(separator) : undefined
  }
  return undefined
}

function readTemplate(
  { head, templateSpans }: ts.TemplateExpression,
  constants: Constants,
  textOf: (part: ts.TemplateLiteralLikeNode) => string,
): string | undefined {
  const parts = templateSpans.map(({ expression, literal }) => {
    const value = read(expression, constants)
    return typeof value === 'string' ? value + textOf(literal) : undefined
  })
  return parts.includes(undefined) ? undefined : textOf(head) + parts.join('')
}
