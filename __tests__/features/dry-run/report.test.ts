import { describe, expect, test } from '@jest/globals'
import { InputError } from '../../../src/core/errors.ts'
import type { Outcome, Plan } from '../../../src/core/outcome.ts'
import { describeWithPlace, type Problem } from '../../../src/core/problem.ts'
import { asIs } from '../../../src/platform/text.ts'
import { type CommentContext, renderComment } from '../../../src/report/comment.ts'
import { conclude } from '../../../src/report/verdict.ts'
import { diffSpicepods } from '../../../src/spicepod/diff.ts'
import { app, spicepodChange, tagChange } from '../../../testing/samples/taxi.ts'
import { deployment } from '../../deploy/deployment.ts'
import { marker } from '../../github/fixture.ts'
import fc from '../../harness/property.ts'
import {
  anyText,
  commentContext,
  expectHarmlessComment,
  nastyTexts,
  readComment,
} from '../../report/comment-html.ts'
import { type Known, sha, stateOf } from '../../report/run-state.ts'

type DeployPlan = Extract<Plan, { kind: 'deploy' }>

const request = { branch: 'meter', commit_sha: sha, replicas: 2, channel: 'preview' }

const nothing: DeployPlan = { kind: 'deploy', changes: [], spicepodDiff: [], request, blockers: [] }
const planned = (plan: Partial<DeployPlan> = {}): Outcome => ({
  kind: 'planned',
  plan: { ...nothing, ...plan },
})

/** The comment of a dry run. */
function render(outcome: Outcome, known: Known = {}, special: Partial<CommentContext> = {}): string {
  const state = stateOf({
    appId: 4711,
    app: app(),
    org: 'acme',
    source: { branch: 'meter', commitSha: sha },
    outcome,
    ...known,
    settings: { replicas: 2, channel: 'preview', ...known.settings },
  })
  const whole = commentContext({ marker: marker({ kind: 'plan', deploymentIds: [] }), ...special })
  const comment = renderComment(state, conclude(outcome, state), whole)
  expectHarmlessComment(comment)
  return comment
}

const unknownApp = { appId: undefined, app: app({ name: null }) }
const changed = { ...spicepodChange('spicepod.yaml'), current: {} }
const ofTrips = { kind: 'dataset', name: 'trips', file: 'spicepod.yaml', column: 5 } as const
const typo: Problem = {
  ...ofTrips,
  code: 'key-unknown',
  certain: false,
  line: 7,
  message: 'Unknown key `acceleraton` of dataset `trips`.',
  advice: 'Did you mean `acceleration`?',
}
const message = 'Another dataset has the name `trips` (line 6).'
const twice: Problem = { ...ofTrips, code: 'name-duplicate', certain: true, line: 10, message }

test('the comment of a plan does not count errors as left out that it shows', () => {
  const problems = Array.from({ length: 25 }, (_, index) => ({ ...twice, line: index + 1 }))
  const others = ['`tags` has an entry without a name.']
  const error = new InputError([...problems.map(describeWithPlace), ...others], { findings: problems })
  const comment = readComment(render({ kind: 'refused', error }, { problems }))
  expect(comment).toMatch(/^❌ Plan for taxi: 26 errors\ntags has an entry without a name\.\nWhat to do/)
  expect(comment.match(/❌ spicepod\.yaml/g)).toHaveLength(25)
  expect(comment).not.toContain('more')
})

test('the comment of a plan counts the components that it does not show', () => {
  // Of several kinds, because many that are added of one kind are one line.
  const lists = ['datasets', 'views', 'catalogs', 'models', 'embeddings', 'tools', 'workers', 'functions']
  const ofSize = (length: number, suffix = '') =>
    Object.groupBy(
      Array.from({ length }, (_, index) => ({ name: `v${index}${suffix}` })),
      ({ name }) => lists[Number.parseInt(name.slice(1), 10) % lists.length] ?? '',
    )
  const listed = (changes: NonNullable<Partial<DeployPlan>['changes']>) =>
    readComment(render(planned({ changes })))
  expect(listed([spicepodChange('a.yaml', ofSize(50))])).not.toContain('more component')
  expect(listed([spicepodChange('a.yaml', ofSize(51))])).toContain('… and 1 more component\n')
  // Hardly any room is left beside the steps.
  const tags = Array.from({ length: 60 }, (_, index) => tagChange('"'.repeat(800) + index, 'a', 'b'))
  const crowded = listed([...tags, spicepodChange('a.yaml', ofSize(60, '"'.repeat(80)))])
  const shown = crowded.match(/^\+ \w+ v/gm)?.length ?? 0
  expect(shown).toBeLessThan(50)
  expect(crowded).toContain(`… and ${60 - shown} more components\n`)
})

const rowsOf = (comment: string) => comment.match(/<tr><td>⚠️ /g)?.length ?? 0
/** Findings, each of which names a dataset with a name that is much longer in HTML. */
const findings = (length: number): Problem[] => {
  const message = `Unknown key \`x\` of dataset \`${'"'.repeat(300)}\`.`
  return Array.from({ length }, (_, line) => ({ ...typo, line, message }))
}

test('the comment of a plan fits the limit of GitHub with as many findings as there is room for', () => {
  const comment = render(planned({ changes: [changed] }), { problems: findings(40) })
  const shown = rowsOf(comment)
  expect(shown).toBeGreaterThan(10)
  expect(shown).toBeLessThan(40)
  expect(readComment(comment)).toContain(`… and ${40 - shown} more.`)
  // The other parts are still there.
  expect(readComment(comment)).toMatch(/Push spicepod\.yaml[\s\S]*Create a deployment: /)
  expect(readComment(comment)).toContain('Commit1f2e3d4')
  expect(comment.length).toBeLessThan(60_000)
})

test('the comment of a plan fits the limit of GitHub with findings, however much there is to do and however large the diff is', () => {
  const changes = Array.from({ length: 60 }, (_, index) => tagChange('"'.repeat(800) + index, 'a', 'b'))
  const spicepodDiff = [['+x'.repeat(20_000)]]
  const comment = render(planned({ changes, spicepodDiff }), { problems: findings(10) })
  expect(rowsOf(comment)).toBe(10)
  const steps = comment.match(/<li>Change tag/g)?.length ?? 0
  expect(steps).toBeGreaterThan(5)
  expect(readComment(comment)).toContain(`… and ${60 - steps} more steps\nCreate a deployment: `)
  expect(readComment(comment)).toContain('1 of 1 hunk of the spicepod changes left out.')
  expect(comment.length).toBeLessThan(61_000)
})

describe('the spicepod changes in the comment of a plan', () => {
  /** Hunks of a spicepod with many models, of which every tenth changes. */
  const hunks = (models: number, name = 'model') => {
    const spicepod = (from: string) => ({
      models: Array.from({ length: models }, (_, index) => ({
        from: index % 10 === 5 ? from : 'openai:gpt',
        name: `${name}-${index}`,
      })),
    })
    return diffSpicepods(spicepod('openai:old'), spicepod('openai:new'), asIs) ?? []
  }
  const shownHunks = (comment: string) => {
    const [, html = ''] = /<pre lang="diff">([\s\S]*)<\/pre>/.exec(comment) ?? []
    return html === '' ? [] : html.split('\n@@\n').map((hunk) => hunk.split('\n'))
  }

  test('are cut to the limit of GitHub by whole hunks, with a link to the run for the rest', () => {
    const all = hunks(4000)
    const comment = render(planned({ changes: [changed], spicepodDiff: all }))
    const shown = shownHunks(comment)
    expect(shown).toEqual(all.slice(0, shown.length))
    expect(shown.length).toBeGreaterThan(100)
    // There is no room for another one.
    expect(comment.length).toBeGreaterThan(57_000)
    expect(readComment(comment)).toContain(
      `${all.length - shown.length} of ${all.length} hunks of the spicepod changes left out. See the summary of the run for more.`,
    )
    expect(comment).toContain(`<a href="${commentContext().runUrl}">the run</a>`)
  })

  test('contain no half of a secret at their cut', () => {
    const secret = 'c0ffee5ec2e7c0ffee5ec2e7c0ffee5ec2e7'
    const redact = (text: string) => text.replaceAll(secret, '***')
    for (let before = 58_100; before < 58_700; before += 20) {
      const filled = [`+${'x'.repeat(before)}`]
      const spicepodDiff = [filled, [`+key: ${secret}`], [`-key: ${secret}`]]
      const comment = render(planned({ changes: [changed], spicepodDiff }), {}, { redact })
      for (let from = 0; from + 6 <= secret.length; from++) {
        expect(comment).not.toContain(secret.slice(from, from + 6))
      }
    }
  })
})

/** The comment of a plan in which every foreign text is this one. */
function renderAll(text: string): string {
  const request = { name: text, visibility: text }
  const creation = { kind: 'app', id: undefined, name: text, request } as const
  const plan = planned({
    creation,
    changes: [
      tagChange(text, text, text),
      spicepodChange(
        text,
        { views: Array(60).fill({ name: text }), datasets: [{ name: text, [text]: 1 }] },
        { tools: [{ name: text }], datasets: [{ name: text }] },
      ),
      { kind: 'secret', name: text },
    ],
    spicepodDiff: [text.split('\n').map((line) => `+${line}`), [` ${text}`]],
    request: { branch: text, commit_message: text },
    blockers: [deployment({ id: 1, status: text, commit_sha: text, branch: text, created_by: text })],
  })
  const found = { ...typo, name: text, message: text, advice: text, file: text }
  return render(plan, {
    ...unknownApp,
    source: { branch: text, commitSha: text },
    problems: [found, { ...found, certain: true }],
    settings: { channel: text, imageTag: text },
  })
}

test('foreign text in the comment of a plan stays text, whatever it is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      renderAll(text)
      const problems = [{ ...twice, message: text }]
      render({ kind: 'refused', error: new InputError([text]) }, { problems })
    }),
    // A message that is cut after `www.`, which once was no code.
    { numRuns: 30, examples: [[`!    ${nastyTexts[3]}`]] },
  )
})

test.each(['<&"\'\n', '🚕', '@a `b` '])('fits the limit of GitHub: a lot of %j', (text) => {
  renderAll(text.repeat(50_000))
})
