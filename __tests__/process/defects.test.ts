import { expect, test } from '@jest/globals'
import { deploy } from '../harness/run.ts'

/** Something breaks that nobody has thought of, and what it says holds a secret. */
const broken = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(
    "Math.random = () => { throw new RangeError('No dice for ' + process.env['INPUT_CLIENT-SECRET']) }",
  )}`,
}

test('an error that the action does not know fails the job, and says what is known and that it is a defect', async () => {
  const run = await deploy({ env: broken, looks: ['queued', 'succeeded'] })
  expect(run.exitCode).toBe(1)
  expect(run.outputs).toMatchObject({ outcome: 'unknown', 'app-id': '4711', 'deployment-id': '1001' })
  // Where it happened is in there for those who mend it.
  expect(run.errors[0]).toMatch(/please report it as a bug\.\n(.*\n)*RangeError: No dice for \*\*\*\n +at /)
  expect(run.summary).toContain('## ❌ Outcome unknown')
})
