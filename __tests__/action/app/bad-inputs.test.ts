import { expect, test } from '@jest/globals'
import { creating, deploy, expectRefusedAtOnce, manifest, type RunOptions } from '../../harness/app.ts'

const files = { 'spicepod.yaml': manifest }

test.each<[string, RunOptions['inputs'] & object, (string | RegExp)[]]>([
  ['a region that can be none', { ...creating, region: 'moon' }, ['`region`', '`moon`', '`us-east-1`']],
  [
    'creation without a region',
    { ...creating, region: undefined },
    ['`region` is required', '`create-app-if-missing: true`'],
  ],
  ['creation without a name', { ...creating, 'app-name': undefined }, ['`app-name` is required']],
  [
    'creation with an id and no name',
    { ...creating, 'app-id': '4711', 'app-name': undefined },
    ['`app-name` is required'],
  ],
  ['neither id nor name', { 'app-id': undefined }, ['`app-id`', '`app-name`']],
])('an error names the input and the allowed values, and nothing is sent: %s', async (_, inputs, says) => {
  await expectRefusedAtOnce({ inputs, files }, says)
})

test('an existing app may have a name that is not allowed for a new one', async () => {
  const run = await deploy({
    inputs: { 'app-id': undefined, 'app-name': 'old_taxi' },
    sandbox: { apps: [{ id: 4711, name: 'Old_Taxi' }] },
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'app-name': 'Old_Taxi' })
})
