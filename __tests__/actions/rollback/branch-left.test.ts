import { describe, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import { deploy, failing, oldSpicepod, repositoryWith, spicepod, succeeded } from '../../harness/app.ts'
import { rollBack, second, third } from '../../harness/rollback.ts'
import { headSha, otherSha } from '../../harness/run.ts'
import { readSummary } from '../../harness/summary.ts'

// What a rollback leaves on the branch.

const says = (branch: string, left: string, good: string, file: string) =>
  `${branch} still has the spicepod of \`${left.slice(0, 7)}\`: \`git checkout ${good.slice(0, 7)} -- ${file}\`, commit and push. Otherwise the next run that deploys ${branch} brings it back.`

describe('the action `rollback`', () => {
  test('says what main still has, in log and summary', async () => {
    const run = await rollBack()
    const text = says('main', third, second, 'spicepod.yaml')
    expect(run.notices[0]).toContain(text)
    expect(run.lines.at(-1)).toContain(text)
    expect(readSummary(run.summary)).toContain(text.replaceAll('`', ''))
  })

  test('says nothing of it if it is refused, or only planned', async () => {
    const dry = await rollBack({ inputs: { 'dry-run': 'true' } })
    const refused = await rollBack({ inputs: { to: 'eeeeeee' } })
    for (const run of [dry, refused]) expect(run.log + run.summary).not.toContain('still has the spicepod')
  })
})

describe('`on-failure: rollback`', () => {
  const run = (own: object = spicepod) =>
    deploy({
      files: { 'spicepod.yaml': stringify(own) },
      inputs: { 'on-failure': 'rollback', 'dataset-ready-timeout-seconds': '0' },
      creates: 2,
      maxWarnings: 2,
      sandbox: {
        apps: [{ id: 4711, name: 'taxi', spicepod: oldSpicepod }],
        deployments: [
          {
            appId: 4711,
            id: 901,
            plan: succeeded,
            branch: 'main',
            commitSha: otherSha,
            createdMsAgo: 60_000,
          },
        ],
        ...repositoryWith(otherSha, oldSpicepod, own),
        planFor: failing(otherSha),
      },
    })

  test('says what main still has, in the annotation and the summary', async () => {
    const { errors, summary, outputs } = await run()
    expect(outputs.outcome).toBe('failed')
    const text = says('main', headSha, otherSha, 'spicepod.yaml')
    expect(errors[0]).toContain(text)
    expect(readSummary(summary)).toContain(text.replaceAll('`', ''))
  })

  test('says nothing if the commit has not changed the spicepod', async () => {
    const { errors } = await run(oldSpicepod)
    expect(errors[0]).not.toContain('still has the spicepod')
  })
})
