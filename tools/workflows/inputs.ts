import { isMap, isScalar, LineCounter, parseDocument, visit, type YAMLMap } from 'yaml'
import { readFleetInputs } from '../../src/actions/fleet/inputs.ts'
import { readRollbackInputs } from '../../src/actions/rollback/inputs.ts'
import { InputError } from '../../src/core/errors.ts'
import { readTestFile } from '../../src/features/data-tests/test-file.ts'
import { readInputs, readRemovalInputs } from '../../src/inputs/inputs.ts'
import { readSecrets, readTags } from '../../src/inputs/request.ts'
import { Redaction } from '../../src/platform/redaction.ts'
import type { Runner } from '../../src/platform/runner.ts'
import { isInput } from '../../testing/step.ts'
import { actionIn, type OwnAction } from './own-action.ts'
import type { Snippet } from './snippets.ts'

/** What the inputs of a step are refused for, with the place of the step in its snippet. Lines count from 0. */
export interface RefusedInputs {
  line: number
  character: number
  message: string
}

type Inputs = Readonly<Record<string, string>>

/** What every workflow sets, for a snippet that shows only the inputs that it is about. */
const base: Inputs = { 'client-id': 'id', 'client-secret': 'secret' }
const baseApp: Inputs = { 'app-id': '4711' }

/** Plausible values of expressions, for the inputs that do not take any text. */
const plausible: Inputs = {
  'api-url': 'https://api.spice.ai',
  'app-id': '4711',
  channel: 'stable',
  'comment-on-pr': 'true',
  'create-app-if-missing': 'true',
  'deployment-id': '1001',
  'dry-run': 'true',
  'expect-plan': '0123456789abcdef'.repeat(4),
  'oauth-token-url': 'https://spice.ai/api/oauth/token',
  'fail-on': 'invalid, unknown',
  replicas: '2',
  secrets: 'NAME: value',
  to: 'previous',
}

/**
 * Reads the inputs of each step of a snippet with the actions' own code, as far as no file is needed. A snippet that is
 * a file of `test-file` is read as one.
 */
export async function findRefusedInputs({ text, isFragment }: Snippet): Promise<RefusedInputs[]> {
  const lines = new LineCounter()
  const found: RefusedInputs[] = []
  for (const { action, inputs, offset } of stepsOf(text, lines)) {
    const isComplete = !isFragment || (isAuthenticated(inputs) && !text.includes('# …'))
    const { line, col } = lines.linePos(offset)
    for (const message of await problemsOf(action, isComplete ? inputs : complete(inputs))) {
      found.push({ line: line - 1, character: col - 1, message })
    }
  }
  if (isFragment && /^tests:/m.test(text)) {
    for (const { message, line = 1 } of readTestFile(text, '').problems)
      found.push({ line: line - 1, character: 0, message })
  }
  return found
}

function isAuthenticated(inputs: Inputs): boolean {
  return inputs['client-id'] !== undefined || inputs['api-token'] !== undefined
}

function complete(inputs: Inputs): Inputs {
  const hasApp = inputs['app-id'] !== undefined || inputs['app-name'] !== undefined
  return { ...(!isAuthenticated(inputs) && base), ...(!hasApp && baseApp), ...inputs }
}

/** The steps that use an action of this repository. A snippet may also show only the inputs of one, with or without `with`. */
function stepsOf(text: string, lines: LineCounter) {
  const { contents } = parseDocument(text, { lineCounter: lines })
  const steps: { action: OwnAction; inputs: Inputs; offset: number }[] = []
  const add = (action: OwnAction, inputs: unknown, { range }: YAMLMap) =>
    steps.push({ action, inputs: isMap(inputs) ? valuesOf(inputs) : {}, offset: range?.[0] ?? 0 })
  visit(contents, {
    Map(_, map) {
      const action = actionIn(String(map.get('uses') ?? ''))
      if (action !== undefined) add(action, map.get('with'), map)
    },
  })
  if (isMap(contents)) {
    const inputs = contents.items.length === 1 && contents.has('with') ? contents.get('with') : contents
    if (isMap(inputs) && inputs.items.length > 0 && inputs.items.every(({ key }) => isInput(String(key))))
      add('deploy', inputs, contents)
  }
  return steps
}

function valuesOf(map: YAMLMap): Inputs {
  return Object.fromEntries(
    map.items.map(({ key, value }) => {
      const written = isScalar(value) ? String(value.source ?? value.value ?? '') : ''
      return [String(key), withoutExpressions(String(key), written.trim())]
    }),
  )
}

function withoutExpressions(name: string, text: string): string {
  if (/^\$\{\{(?:(?!\}\}).)*\}\}$/.test(text)) return plausible[name] ?? 'a-value'
  return text.replaceAll(/\$\{\{(.*?)\}\}/gs, (_, expression: string) =>
    /^\s*toJSON\(/i.test(expression) ? '"7"' : '7',
  )
}

/** What an action says about its inputs, as far as no file is needed. */
export async function problemsOf(action: OwnAction, inputs: Inputs): Promise<string[]> {
  if (action === 'sandbox') return []
  const hidden = new Redaction(() => {})
  const runner = {
    // Its default is the token of the job.
    getInput: (name: string) => inputs[name] ?? (name === 'github-token' ? 'a-value' : ''),
    isInputSet: (name: string) => inputs[name] !== undefined,
  } as Runner
  const { problems: secrets } = await readSecrets(inputs.secrets ?? '', hidden, '')
  const { problems: tags } = await readTags(inputs.tags ?? '')
  try {
    if (action === 'remove') readRemovalInputs(runner)
    else if (action === 'rollback') readRollbackInputs(runner)
    else if (action === 'fleet') readFleetInputs(runner)
    else readInputs(runner)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return [...error.problems, ...secrets, ...tags]
  }
  return [...secrets, ...tags]
}
