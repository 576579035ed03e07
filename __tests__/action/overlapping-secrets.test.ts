import { expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
import { succeeds } from '../../sandbox/plan.ts'
import fc from '../harness/property.ts'
import { onPullRequest } from '../harness/pull-request.ts'
import { inVirtualTime } from '../harness/run.ts'
import { verify } from '../harness/runtime.ts'

/** No four characters of it stand twice in it, or in any text of the action. */
const material = 'Zq7vKx2mWp9dRt4bYh6nLs8cGf3jAe5uQo1iVyXzHkTgNbMrDwFs0aE'
/** The key of the runtime is from the rest: before it has been read, it is a text like any other. */
const [early, rest] = [material.slice(0, 30), material.slice(30)]
const partOf = (text: string) =>
  fc
    .tuple(fc.nat(text.length - 5), fc.integer({ min: 5, max: 24 }))
    .map(([at, length]) => text.slice(at, at + length))
const part = fc.oneof(partOf(early), partOf(rest))
const secrets = fc.record({
  client: part,
  key: partOf(rest),
  values: fc.array(part, { minLength: 1, maxLength: 5 }),
  /** A value of lines that are too short to be hidden one by one. */
  short: part.map((text) => text.match(/.{1,3}/g)?.join('\n') ?? ''),
})

/** Texts with secrets side by side and in each other, and with a cut of the action anywhere in them. */
const echoOf = (...texts: readonly string[]) =>
  fc
    .array(fc.constantFrom(...texts, ' ', '"', '\n', `${texts[0]} `.repeat(60)), {
      minLength: 1,
      maxLength: 8,
    })
    .chain((parts) => fc.nat(1050).map((before) => `no ${'- '.repeat(before)}${parts.join('')}`))

const schedule = secrets.chain(({ client, key, values, short }) =>
  fc.record({
    given: fc.constant({ client, key, values, short }),
    echo: echoOf(early, client, short, ...values),
    name: echoOf(early, client, short, ...values),
    // What the runtime says comes after its key has been read.
    late: echoOf(material, client, key, short, ...values),
    message: echoOf(client, short, ...values),
    at: fc.nat(5),
  }),
)

test('no four characters in a row of any secret are shown, however secrets overlap and texts are cut', async () => {
  await fc.assert(
    fc.asyncProperty(schedule, ({ given, echo, late, name, message, at }) =>
      inVirtualTime(async () => {
        const { client, key, values, short } = given
        const says = (body: unknown, code = 400): Fault => ({ kind: 'status', status: code, body })
        const faults: Parameters<typeof verify>[0][] = [
          {
            faults: [
              {
                on: { path: 'createDeployment' },
                fault: says({ error: echo, details: { [name]: [echo] } }, 422),
              },
            ],
          },
          { faults: [{ on: { path: 'listDeployments', nth: 2 }, fault: says(echo, 503) }] },
          { faults: [{ on: { path: 'runtimeSql', times: 99 }, fault: says(late) }] },
          {
            faults: [
              {
                on: { path: 'runtimeDatasets', times: 99 },
                fault: says([{ name: late, status: 'Error', error_message: late }], 200),
              },
            ],
          },
          { sandbox: { plan: [{ afterMs: 0, status: 'failed', error_message: echo }] } },
          { sandbox: { plan: [{ afterMs: 0, status: 'in_progress', error_message: echo }] } },
        ]
        const run = await verify({
          ...faults[at],
          serverLies: true,
          inputs: {
            'comment-on-pr': 'true',
            'test-sql': 'SELECT 1',
            'commit-message': message,
            secrets: JSON.stringify(
              Object.fromEntries([...values, short].map((value, index) => [`S${index}`, value])),
            ),
          },
          prepare: ({ cloud }) => {
            for (const app of cloud.state.apps) app.apiKeys = { ...app.apiKeys, api_key: key }
          },
          sandbox: {
            client: { clientSecret: client },
            plan: succeeds(300),
            ...faults[at]?.sandbox,
          },
          ...onPullRequest({ more: { title: message } }),
          hides: [...new Set(values)],
          maxWarnings: 99,
        })
        const comments = run.sandbox.github.comments.of(7).map(({ body }) => body)
        const files = [run.summary, ...Object.values({ ...run.outputs, ...run.state }), ...comments].join(
          '\n',
        )
        const foursOf = (secret: string) =>
          Array.from({ length: secret.length - 3 }, (_, index) => secret.slice(index, index + 4))
        const isIn = (shown: string) => (four: string) => shown.includes(four)
        const log = (from = '') => run.log.slice(run.log.indexOf(from)).replace(/^::add-mask::.*$/gm, '')
        expect([client, ...values].flatMap(foursOf).filter(isIn(log() + files))).toEqual([])
        expect(log() + files).not.toContain(short)
        // The key of the runtime is a secret once it has been read.
        const mask = `::add-mask::${key}\n`
        if (run.log.includes(mask)) expect(foursOf(key).filter(isIn(log(mask) + files))).toEqual([])
      }),
    ),
    { numRuns: 60 },
  )
})
