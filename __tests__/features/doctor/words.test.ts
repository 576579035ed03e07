import { expect, test } from '@jest/globals'
import { describeFinding, type Finding, idOf, toProblem } from '../../../src/features/doctor/finding.ts'
import { type FindingCode, knownReasons, words } from '../../../src/features/doctor/words.ts'
import { Redaction } from '../../../src/platform/redaction.ts'
import { readComponents } from '../../../src/spicepod/spicepod.ts'
import fc from '../../harness/property.ts'

const of = (finding: Partial<Finding> & { code: FindingCode }): Finding => ({
  kind: 'dataset',
  verdict: 'certain',
  ...finding,
})
const usedBy = { kind: 'search_engine', name: 'docs', param: 'api_key' }
const secret = { kind: 'secret', name: 'KEY', store: 'vault', usedBy } as const
const fares = { name: 'fares', reason: 'x' }

/** A secret that could not be resolved, and why. */
const unresolved = (code: FindingCode, reason: string): [Finding, string] => [
  of({ code, ...secret, reason }),
  `Secret \`KEY\` of search engine \`docs\` (\`api_key\`) could not be resolved: ${reason}.`,
]
const secretless = (count: number) => of({ code: 'secrets-unresolved', count })
const failed = { code: 'model-failed', kind: 'model' } as const
const inError = { code: 'dataset-in-error', ...fares, lastedMs: 130_400 } as const
const restarted = { code: 'instance-restarted', kind: 'instance', count: 1 } as const
const skipping = 'The instance skipped 3 datasets whose accelerators failed to initialize.'
const lasting = 'Dataset `fares` has been in error for 2m 10s'
const [denied, noQuota] = ['Access denied for user x', 'insufficient_quota']

const cases: [finding: Finding, message: string, ...advice: RegExp[]][] = [
  [
    ...unresolved('secret-unresolved', 'not found in [env]'),
    /^Create `KEY` in the app's settings or with the `secrets` input of the deploying action/,
  ],
  [
    ...unresolved('secret-store-undefined', 'references undefined store; x'),
    /^Add store `vault` to .* or refer to `\$\{secrets:KEY\}`\.$/,
  ],
  // In a dataset, this would be a known reason.
  [...unresolved('secret-store-failed', "store 'vault' error: TLS handshake"), /^Check the settings of the/],
  [secretless(1), '1 secret reference of the spicepod could not be resolved.', /which ones /],
  [secretless(2), '2 secret references of the spicepod could not be resolved.', /which ones /],
  [of({ ...failed, name: 'gpt', reason: 'No\n x' }), 'Model `gpt` failed to load: No x.', /^Check the key/],
  [of({ ...failed, kind: 'embedding', name: 'e5' }), 'Embedding `e5` failed to load.', /^Check the/],
  [of({ ...failed, reason: noQuota }), `A model failed to load: ${noQuota}.`, /^The quota/],
  [of({ code: 'accelerators-skipped', count: 3 }), skipping, /`engine`/],
  [of({ code: 'dataset-unreachable', ...fares }), 'Dataset `fares` could not be initialized: x.'],
  [of(inError), `${lasting}: x.`, /^Check `from`, the parameters/],
  [of({ ...inError, reason: denied }), `${lasting}: ${denied}.`, /^MySQL rejected/],
  [of(restarted), 'The new instance has restarted 1 time.', /memory/],
]

const codes = Object.keys(words) as FindingCode[]

test.each(codes)('%s is said in whole sentences', (code) => {
  const { message, advice = 'None.' } = describeFinding(of({ code, ...secret, ...fares }))
  for (const text of [message, advice]) {
    expect(text.replace(`\${secrets:fares}`, '')).toMatch(/^[A-Z\d](?!.*undefined)[^{}]*\.$/)
  }
})

test.each(cases)('%j is said as %j', (finding, message, ...advices) => {
  const said = describeFinding(finding)
  expect(said.message).toBe(message)
  if (advices.length === 0) expect(said.advice).toBeUndefined()
  for (const advice of advices) expect(said.advice).toMatch(advice)
})

test('every known reason has a text that no reason before it fits', () => {
  const texts = [
    ...['insufficient_quota', 'Incorrect API key provided', 'Includes a non-existent path: model.gguf'],
    ...['Unable to determine model type', 'Client asked for SSL but server does not have this capability'],
    ...['error performing TLS handshake', "Access denied for user 'ada'", 'password authentication failed'],
    ...['all replication slots are in use', 'Too many connections', 'Disk full (/tmp/#sql)'],
    ...['Received redirect without LOCATION', 'InvalidAccessKeyId', 'Failed to authenticate with Snowflake'],
    ...['Failed to find any files', 'Memory usage at 98 %'],
  ]
  const found = texts.map((text) => knownReasons.findIndex(([pattern]) => pattern.test(text)))
  expect(found).toEqual([...knownReasons.keys()])
})

test('foreign text is short, on one line, and without secrets, of which none is shown in half', () => {
  const hidden = 'correct-horse'
  const text = fc.array(fc.constantFrom(hidden, 'x'.repeat(9), ' ', '\n', '`'), { maxLength: 60 })
  const secrets = new Redaction(() => {})
  secrets.addValue(hidden)
  fc.assert(
    fc.property(text, text, (first, second) => {
      const [name, reason] = [first.join(''), second.join('')]
      for (const code of ['secret-unresolved', 'model-failed', 'dataset-in-error'] as const) {
        const { message, advice = '' } = describeFinding(
          of({ code, name, reason, store: name, usedBy: { kind: 'tool', name, param: reason } }),
        )
        expect(secrets.redact(`${message} ${advice}`)).not.toMatch(/corre|horse|\n/)
        expect(message.length).toBeLessThan(1200)
      }
    }),
  )
})

test('a problem has the exact name of its component, and the verdict', () => {
  const problem = toProblem(of({ code: 'dataset-invalid', name: 'hush' }), [], undefined)
  expect(problem).toMatchObject({ kind: 'dataset', name: 'hush', certain: true })
  expect(toProblem(of({ code: 'instance-restarted', verdict: 'report' }), [], undefined).certain).toBe(false)
})

const value = { search_engines: [{ name: 'docs' }], datasets: [{ name: 'fares' }, { name: 'docs' }] }
const locate = (...path: (string | number)[]) => ({ file: path.join('.'), line: 1, column: 1 })
const given = { path: 'spicepod.yaml', text: '', value, locate }

test.each<[what: string, finding: Partial<Finding>, file: string | undefined]>([
  ['of a component is at its name', { name: 'docs' }, 'datasets.1.name'],
  ['of a secret is at the component that uses it', secret, 'search_engines.0.name'],
  ['of another component is nowhere', { name: 'zones' }, undefined],
  ['without a name is nowhere', {}, undefined],
])('a problem %s', (_, finding, file) => {
  const found = of({ code: 'dataset-invalid', ...finding })
  expect(toProblem(found, readComponents(value), given).file).toBe(file)
  expect(toProblem(found, readComponents(value), undefined)).not.toHaveProperty('file')
})

const untyped = { code: 'model-type-unknown', kind: 'model' } as const

test.each<[left: Partial<Finding>, right: Partial<Finding>, isSame: boolean]>([
  [{ ...failed, name: 'gpt' }, { ...untyped, name: 'gpt' }, true],
  [{ ...failed, kind: 'embedding', name: 'e5' }, { ...untyped, kind: 'embedding', name: 'e5' }, true],
  [{ ...failed, name: 'gpt' }, { ...failed, name: 'gpt-4.1' }, false],
  [{ ...failed, name: 'gpt' }, { ...failed, kind: 'embedding', name: 'gpt' }, false],
  [failed, untyped, false],
  [fares, { ...fares, reason: 'y', verdict: 'report' }, true],
  [fares, { ...fares, code: 'dataset-dropped' }, false],
  [secret, { ...secret, store: 'env' }, false],
  [secret, { ...secret, usedBy: { ...usedBy, param: 'token' } }, false],
])('%j and %j are one cause: %s', (left, right, isSame) => {
  const id = (finding: Partial<Finding>) => idOf(of({ code: 'dataset-invalid', ...finding }))
  expect(id(left) === id(right)).toBe(isSame)
})
