import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, matchesGlob } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readSetup } from '../../testing/example-setup.ts'

interface Job {
  'timeout-minutes': number
  environment?: string | { name: string }
  steps: { uses?: string; with?: Record<string, unknown> }[]
}

/** What a workflow uses that somebody has to create first. */
function needsOf(text: string, named: readonly string[]): Record<string, string[]> {
  const { jobs } = parse(text) as { jobs: Record<string, Job> }
  const needs = { environment: [], app: [], file: [], dataset: [] } as Record<string, string[]>
  for (const { environment, steps } of Object.values(jobs)) {
    needs.environment?.push(
      ...[environment ?? []].flat().map((each) => (typeof each === 'string' ? each : each.name)),
    )
    for (const { uses = '', with: given = {} } of steps) {
      const inputs = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]))
      const { 'app-name': name, 'compare-with': other = 'previous', 'fork-from': source } = inputs
      if (/^OWNER\/spice-cloud-deploy-action\/fleet@/.test(uses)) {
        const files = named.filter((file) => matchesGlob(file, inputs.apps ?? ''))
        needs.file?.push(...files)
        needs.app?.push(...files.map((file) => basename(dirname(file))))
      }
      // The job of a matrix deploys what another one has read.
      const isOfMatrix = name?.includes('matrix.')
      if (!/^OWNER\/spice-cloud-deploy-action@/.test(uses) || 'api-url' in given || isOfMatrix) continue
      if (name !== undefined && inputs['create-app-if-missing'] !== 'true') needs.app?.push(name)
      if (other !== 'previous') needs.app?.push(other)
      if (source !== undefined) needs.app?.push(source)
      const spicepod = inputs['deployment-id'] ? '' : (inputs.spicepod ?? 'spicepod.yaml')
      const files = [spicepod, inputs['test-file'] ?? ''].filter(Boolean)
      needs.file?.push(...files.map((file) => join(inputs['working-directory'] ?? '.', file)))
      needs.dataset?.push(
        ...Array.from(inputs['test-sql']?.matchAll(/FROM (\w+)/g) ?? [], ([, table = '']) => table),
      )
    }
  }
  const namesIn = (context: string) =>
    Array.from(text.matchAll(new RegExp(`\\b${context}\\.(\\w+)`, 'g')), ([, name = '']) => name)
  return { ...needs, secret: namesIn('secrets'), variable: namesIn('vars') }
}

const sorted = (setup: object) =>
  Object.fromEntries(Object.entries(setup).map(([kind, names]) => [kind, [...new Set<string>(names)].sort()]))

test.each(globSync('examples/*.yml').sort())('the setup of %s names exactly what it needs', (file) => {
  const text = readFileSync(file, 'utf8')
  const { scope, ...named } = readSetup(text)
  expect(sorted(named)).toEqual(sorted(needsOf(text, named.file)))
  const requested = text.match(/^ +scope: (.*)$/gm)?.flatMap((line) => line.trim().split(' ').slice(1)) ?? []
  expect(scope).toEqual(expect.arrayContaining(requested))
})

const { inputs } = parse(readFileSync('action.yml', 'utf8')) as {
  inputs: Record<string, { default?: string }>
}
const secondsBy = (name: string) => Number(inputs[`${name}-seconds`]?.default)

/** Seconds that a step may take with the default inputs, as docs/verification.md adds them up. */
function maxSecondsOf({ uses = '', with: given = {} }: Job['steps'][number]): number {
  const action = /^OWNER\/spice-cloud-deploy-action\/?(\w*)@/.exec(uses)?.[1] ?? 'none'
  const [waiting, loading] = [secondsBy('timeout'), secondsBy('dataset-ready-timeout')]
  const checking = 30 + Math.max(secondsBy('test-warmup'), loading) + loading
  const undoing = { restore: waiting, rollback: waiting + checking }[String(given['on-failure'])] ?? 0
  const deploying = waiting + 30 + (given['dry-run'] === true ? 0 : checking + 30 + 10 + 10 + undoing)
  const seconds: Record<string, number> = { '': deploying, rollback: deploying, fleet: 320, remove: 130 }
  return 'api-url' in given ? 0 : (seconds[action] ?? 0)
}

test.each(globSync('examples/*.yml'))('the jobs of %s last longer than their steps may', (file) => {
  const { jobs } = parse(readFileSync(file, 'utf8')) as { jobs: Record<string, Job> }
  const excess = Object.values(jobs).map(({ steps, 'timeout-minutes': minutes }) =>
    steps.reduce((seconds, step) => seconds + maxSecondsOf(step), -60 * minutes),
  )
  expect(Math.max(...excess)).toBeLessThan(0)
})

test('an entry of a kind that nobody reads is an error', () => {
  expect(() => readSetup('# Setup:\n# - certificate x: of yours\n#\n')).toThrow(
    'unknown kind: # - certificate x:',
  )
})
