import { expect, test } from '@jest/globals'
import { createSandbox } from '../../../sandbox/server.ts'
import { fleet, spicepodOf, textOf } from '../../harness/fleet.ts'
import fc from '../../harness/property.ts'
import { onPullRequest } from '../../harness/pull-request.ts'
import { deploy, inVirtualTime } from '../../harness/run.ts'

const datasets = fc.subarray(['trips', 'zones', 'fares'], { minLength: 1 })
const tags = fc.option(fc.dictionary(fc.constantFrom('team', 'cost'), fc.constantFrom('a', 'b')), {
  nil: undefined,
})

const cases = fc.record({
  file: datasets,
  stored: fc.option(datasets),
  storedTags: fc.option(fc.constantFrom({ team: 'a' }, { repository: 'acme_taxi' })),
  tags,
  secrets: fc.subarray(['A', 'B']),
  channel: fc.constantFrom(undefined, 'stable', 'preview'),
  replicas: fc.constantFrom(undefined, 1, 3),
  // Inputs are read without the spaces around them, and so are the settings.
  imageTag: fc.constantFrom(undefined, ' 2.3.2 '),
  paused: fc.boolean(),
  connected: fc.boolean(),
  onPull: fc.boolean(),
})

test('the digest of an app is that of a dry run with the settings of its job', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const app = {
        id: 4711,
        name: 'taxi',
        spicepod: given.stored && spicepodOf('taxi', ...given.stored),
        tags: given.storedTags,
        paused: given.paused,
        ...(given.connected && { productionBranch: 'main' }),
      }
      const files = { 'apps/taxi/spicepod.yaml': textOf('taxi', ...given.file) }
      const entry = {
        'working-directory': 'apps/taxi',
        ...(given.tags && { tags: given.tags }),
        // A name that is given twice is one secret.
        ...(given.secrets.length > 0 && { secrets: [...given.secrets, given.secrets[0]] }),
        ...(given.channel && { channel: given.channel }),
        ...(given.replicas && { replicas: given.replicas }),
        ...(given.imageTag && { 'image-tag': given.imageTag }),
      }
      const event = given.onPull ? onPullRequest() : {}
      await inVirtualTime(async () => {
        const read = await fleet({
          files,
          ...event,
          sandbox: { apps: [app] },
          inputs: { apps: JSON.stringify({ taxi: entry }), 'fail-on': 'none' },
        })
        const sandbox = createSandbox({ apps: [app] })
        const planned = await deploy({
          in: sandbox,
          files,
          ...event,
          maxWarnings: 9,
          inputs: {
            'dry-run': 'true',
            'working-directory': 'apps/taxi',
            'on-paused': 'resume',
            ...(given.tags && { tags: JSON.stringify(given.tags) }),
            secrets: given.secrets.map((name) => `${name}=value-${name}`).join('\n'),
            channel: given.channel,
            replicas: given.replicas && String(given.replicas),
            'image-tag': given.imageTag,
          },
          hides: given.secrets.map((name) => `value-${name}`),
        })
        expect(planned.outputs.outcome).toBe('planned')
        expect(read.apps[0]?.plan_digest).toBe(planned.outputs['plan-digest'])
      })
    }),
    { numRuns: 30 },
  )
})
