import { globSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import ts from 'typescript'
import type { Outcome } from '../../src/outcome.ts'
import { endings, passes } from '../../src/report/endings.ts'

/** What is found in one of the sources, in its order. */
function collect<Found>(file: string, find: (node: ts.Node) => Found[]): Found[] {
  const walk = (node: ts.Node): Found[] => [...find(node), ...node.getChildren(source).flatMap(walk)]
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true)
  return walk(source)
}

/** The texts that an expression may have, with `…` for what varies. */
function textsOf(node: ts.Node | undefined): string[] {
  if (node === undefined) return []
  if (ts.isStringLiteralLike(node)) return [node.text]
  if (ts.isTemplateExpression(node)) {
    return [[node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…')]
  }
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(textsOf)
  if (ts.isBinaryExpression(node)) {
    const [left = '…', right = '…'] = [node.left, node.right].map((side) => textsOf(side).join(' '))
    return [left + right]
  }
  return []
}

/** The name of the function that has a parameter, as its variable says. */
function functionOf(parameter: ts.Identifier): string | undefined {
  for (let node: ts.Node = parameter; node.parent !== undefined; node = node.parent) {
    const isOwn =
      ts.isArrowFunction(node) && node.parameters.some(({ name }) => name.getText() === parameter.text)
    if (isOwn && ts.isVariableDeclaration(node.parent)) return node.parent.name.getText()
  }
  return undefined
}

/** What the checks say that refuse a run. */
function refusalsOf(file: string): string[] {
  return collect(file, (node) => {
    if (!ts.isNewExpression(node) || node.expression.getText() !== 'PreconditionError') return []
    const [what] = node.arguments ?? []
    if (what === undefined || !ts.isIdentifier(what)) return textsOf(what)
    const name = functionOf(what)
    return collect(file, (call) =>
      ts.isCallExpression(call) && call.expression.getText() === name ? textsOf(call.arguments[0]) : [],
    )
  })
}

/** What a run says at its end if it fails. */
function verdicts(): string[] {
  const failing = Object.keys(endings).filter((kind) => !passes({ kind } as Outcome, 'fail'))
  const find = (node: ts.Node): string[] => {
    const isMember = ts.isPropertyAssignment(node) || ts.isMethodDeclaration(node)
    if (!isMember || !failing.includes(node.name.getText().replaceAll("'", ''))) return []
    const within = (inner: ts.Node): string[] => {
      const isWhat = ts.isPropertyAssignment(inner) || ts.isVariableDeclaration(inner)
      const own = isWhat && inner.name.getText() === 'what' ? textsOf(inner.initializer) : []
      return [...own, ...inner.getChildren().flatMap(within)]
    }
    return within(node)
  }
  return ['verdict', 'fleet-verdict'].flatMap((name) => collect(`src/report/${name}.ts`, find))
}

/** The status of a `case` that a node is in, as a rejection shows it in front of its reason. */
function statusOf(node: ts.Node): string {
  if (ts.isCaseClause(node))
    return ts.isNumericLiteral(node.expression) ? `(HTTP ${node.expression.text}): ` : ''
  return node.parent === undefined ? '' : statusOf(node.parent)
}

/** What a run advises after a rejection. */
function advice(): string[] {
  return collect('src/report/advice.ts', (node) =>
    ts.isReturnStatement(node) ? textsOf(node.expression).map((todo) => statusOf(node) + todo) : [],
  )
}

/** The modules whose sentences say why a run fails, is refused or could not check something. */
const explaining = [
  ...['actions', 'deployment', 'inputs', 'recovery', 'runtime', 'steps'].map(
    (folder) => `src/${folder}/*.ts`,
  ),
  ...['app/runtime', 'data/changes', 'platform/fetch', 'platform/http', 'report/recovery', 'run'],
  ...['spicepod/checks', 'spicepod/document'],
].map((name) => (name.includes('*') ? name : `src/${name}.ts`))

test.each(explaining)('%s names modules', (pattern) => {
  expect(globSync(pattern)).not.toEqual([])
})

/** At least four words, which no name has, and no SQL. */
const isSentence = /^(?!SELECT ).*\w\S* \S+ \S+ \S*\w/s

/** What such a module says. */
function sentencesOf(file: string): string[] {
  return collect(file, (node) => {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)
    return isText ? textsOf(node).filter((text) => isSentence.test(text)) : []
  })
}

const page = readFileSync('docs/troubleshooting.md', 'utf8')

/** What a text has between backticks. */
function quotesIn(text: string): string[] {
  return [...text.matchAll(/(`+) ?(.+?) ?\1(?!`)/gs)].map(([, , quote = '']) => quote.replaceAll('\n', ' '))
}

/** The messages that have an entry, with `…` for what varies: headings, and lines that begin with "Also". */
function entries(): RegExp[] {
  const headings = page.match(/^(?:### |Also ).+?(?=\n\n)/gms) ?? []
  return headings.flatMap(quotesIn).map((message) => {
    const parts = message.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    return new RegExp(parts.join('.*'), 's')
  })
}

/** Whether a sentence has an entry, or the page quotes its fixed words, for example in a table. */
function isExplained(sentence: string): boolean {
  const parts = sentence.split('…').map((part) => part.trim())
  const [longest = ''] = parts.sort((left, right) => right.length - left.length)
  return (
    quotesIn(page).some((quote) => quote.includes(longest)) || entries().some((entry) => entry.test(sentence))
  )
}

// One has nothing but the words of a failed connection, which are in the page as well.
const messages = [...globSync('src/**/*.ts').flatMap(refusalsOf), ...verdicts(), ...advice()].filter(
  (message) => /\w/.test(message),
)

test('each kind of problem is in the page about rollouts', () => {
  const kinds = collect('src/problem.ts', (node) =>
    ts.isTypeAliasDeclaration(node) && node.name.text === 'ProblemKind'
      ? (node.type.getText().match(/\w+/g) ?? [])
      : [],
  )
  const sentence = /`kind` is (.+?)\./s.exec(readFileSync('docs/rollout.md', 'utf8'))?.[1]
  expect(sentence?.match(/\w+(?=`)/g)).toEqual(kinds)
})

test('the messages of the sources are found', () => {
  expect(messages.length).toBeGreaterThan(60)
  for (const message of [
    'Could not read the tip of branch …: …',
    'Deployment … failed: …',
    "(HTTP 402): Check the organization's plan and credits on spice.ai.",
  ]) {
    expect(messages).toContain(message)
  }
  expect(entries().filter((entry) => entry.test('Anything else.'))).toEqual([])
})

test.each([...new Set(messages)])(
  'a message that ends a run has an entry in the troubleshooting page: %s',
  (message) => {
    expect(entries().filter((entry) => entry.test(message))).not.toEqual([])
  },
)

test.each([...new Set(globSync(explaining).flatMap(sentencesOf))].sort())(
  'a sentence about a run has an entry in the troubleshooting page: %s',
  (sentence) => {
    expect(isExplained(sentence)).toBe(true)
  },
)
