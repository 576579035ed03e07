import { describe, expect, test } from '@jest/globals'
import { creating, deploy, expectRefusedAtOnce, manifest, type RunOptions } from '../../harness/app.ts'

const files = { 'spicepod.yaml': manifest }

describe('bad inputs about the app', () => {
  test.each<[string, RunOptions['inputs'] & object, (string | RegExp)[]]>([
    ['a region that can be none', { ...creating, region: 'moon' }, ['`region`', '`moon`', '`us-east-1`']],
    ['a region in capital letters', { ...creating, region: 'US-EAST-1' }, ['`region`', '`US-EAST-1`']],
    ['a region that is bad, though no app is made', { region: 'moon' }, ['`region`', '`moon`']],
    [
      'another visibility',
      { ...creating, visibility: 'hidden' },
      ['`visibility`', '`hidden`', '`public` or `private`'],
    ],
    ['a name that is too short', { ...creating, 'app-name': 'abc' }, ['`app-name`', '`abc`', '4 to 38']],
    ['a name that is too long', { ...creating, 'app-name': 'a'.repeat(39) }, ['`app-name`', '4 to 38']],
    [
      'a name with an underscore',
      { ...creating, 'app-name': 'taxi_fares' },
      ['`app-name`', '`taxi_fares`', 'hyphens'],
    ],
    [
      'creation without a region',
      { ...creating, region: undefined },
      ['`region` is required', '`create-app-if-missing: true`'],
    ],
    [
      'creation without a name',
      { ...creating, 'app-name': undefined },
      ['`app-name` is required', '`create-app-if-missing: true`'],
    ],
    [
      'creation with an id and no name',
      { ...creating, 'app-id': '4711', 'app-name': undefined },
      ['`app-name` is required'],
    ],
    ['neither id nor name', { 'app-id': undefined }, ['`app-id`', '`app-name`']],
    [
      'no decision',
      { ...creating, 'create-app-if-missing': 'perhaps' },
      ['`create-app-if-missing`', '`perhaps`', '`true` or `false`'],
    ],
    [
      'another way to deal with failure',
      { 'on-failure': 'retry' },
      ['`on-failure`', '`retry`', '`none`, `restore` or `rollback`'],
    ],
    ['half a dry run', { 'dry-run': 'half' }, ['`dry-run`', '`half`', '`true` or `false`']],
  ])('an error names the input and the allowed values, and nothing is sent: %s', async (_, inputs, says) => {
    await expectRefusedAtOnce({ inputs, files }, says)
  })

  test('all bad inputs are reported at once', async () => {
    await expectRefusedAtOnce(
      { inputs: { ...creating, region: 'moon', visibility: 'hidden', 'app-name': 'a_b' }, files },
      ['`region`', '`visibility`', '`app-name`'],
    )
  })
})

test('an existing app may have a name that is not allowed for a new one', async () => {
  const run = await deploy({
    inputs: { 'app-id': undefined, 'app-name': 'old_taxi' },
    sandbox: { apps: [{ id: 4711, name: 'Old_Taxi' }] },
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-name': 'Old_Taxi' })
})
