import { globSync, readFileSync } from 'node:fs'
import { basename, dirname, join, matchesGlob } from 'node:path'
import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { readSetup } from '../../tools/act/setup.ts'

interface Job {
  'timeout-minutes': number
  environment?: string | { name: string }
  strategy?: { matrix?: string | Record<string, string[] | string> }
  steps: { uses?: string; with?: Record<string, unknown> }[]
}

/** What a workflow uses that somebody has to create first. */
function needsOf(text: string, named: readonly string[]): Record<string, string[]> {
  const { jobs } = parse(text) as { jobs: Record<string, Job> }
  const needs = { environment: [], app: [], file: [], dataset: [] } as Record<string, string[]>
  for (const { environment, strategy, steps } of Object.values(jobs)) {
    needs.environment?.push(
      ...[environment ?? []].flat().map((each) => (typeof each === 'string' ? each : each.name)),
    )
    const matrix = strategy?.matrix
    for (const { uses = '', with: given = {} } of steps) {
      if (!/^OWNER\/spice-cloud-deploy-action\/fleet@/.test(uses)) continue
      const files = named.filter((file) => matchesGlob(file, String(given.apps)))
      needs.file?.push(...files)
      needs.app?.push(...files.map((file) => basename(dirname(file))))
    }
    // The jobs of an output deploy what the action that made it has read.
    if (typeof matrix === 'string') continue
    const apps = matrix?.app ?? []
    for (const { uses = '', with: given = {} } of steps) {
      if (!/^OWNER\/spice-cloud-deploy-action@/.test(uses) || 'api-url' in given) continue
      const inputs = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]))
      const each = (text: string) =>
        text.includes('matrix.app') ? [apps].flat().map((app) => text.replace(/\$\{\{.*?\}\}/, app)) : [text]
      const { 'app-name': name, 'compare-with': other = 'previous', 'fork-from': source } = inputs
      if (name !== undefined && inputs['create-app-if-missing'] !== 'true') needs.app?.push(...each(name))
      if (other !== 'previous') needs.app?.push(other)
      if (source !== undefined) needs.app?.push(source)
      const isWatching = inputs['deployment-id'] !== undefined
      const spicepod = isWatching ? '' : (inputs.spicepod ?? 'spicepod.yaml')
      const files = [spicepod, inputs['test-file'] ?? ''].filter(Boolean)
      for (const folder of each(inputs['working-directory'] ?? '.'))
        needs.file?.push(...files.map((file) => join(folder, file)))
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

/** Seconds that a step may take with the default inputs, as docs/verification.md adds them up. */
function maxSecondsOf({ uses = '', with: given = {} }: Job['steps'][number]): number {
  const action = /^OWNER\/spice-cloud-deploy-action\/?(\w*)@/.exec(uses)?.[1] ?? 'none'
  if (action === 'fleet') return 300 + 20
  if (action === 'remove') return 120 + 10
  if (!['', 'rollback'].includes(action) || 'api-url' in given) return 0
  const waiting = 600 + 30
  const checking = 30 + 300 + 300
  if (given['dry-run'] === true) return waiting
  const undoing = { restore: waiting, rollback: waiting + checking }[String(given['on-failure'])] ?? 0
  return waiting + checking + 30 + 10 + 10 + undoing
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
