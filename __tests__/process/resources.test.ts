import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import type { Fault } from '../../sandbox/faults.ts'
import { stuckOnModel } from '../../sandbox/rollouts.ts'
import { DEFAULT_APP } from '../../sandbox/state.ts'
import { deployAsProcess, type RunOptions } from '../harness/run.ts'

/** The peak memory of a run in MB, as reported by the kernel. */
async function measurePeak(scenario: RunOptions) {
  let peakMb = 0
  let timer: NodeJS.Timeout | undefined
  try {
    const run = await deployAsProcess({
      ...scenario,
      onStart: ({ pid }) => {
        timer = setInterval(() => {
          try {
            const [, kb] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
            peakMb = Math.max(peakMb, Number(kb ?? 0) / 1024)
          } catch {
            // It has ended between two polls.
          }
        }, 10)
      },
    })
    return { run, peakMb }
  } finally {
    clearInterval(timer)
  }
}

const bombs: [string, Fault][] = [
  ['20 MB of JSON', { kind: 'huge' }],
  ['an error page of 20 MB', { kind: 'status', status: 502, body: 'x'.repeat(20_000_000) }],
  ['JSON nested a million deep', { kind: 'deepJson', depth: 1_000_000 }],
]

// Only Linux reports it in this way.
const onLinux = process.platform === 'linux' ? test.concurrent : test.concurrent.skip

// The longest first, since a few run at once: an instance is examined after ten seconds.
onLinux('memory stays below 250 MB while an instance has a line of 5 MB in its log', async () => {
  const { plan, instances } = stuckOnModel('gpt', 'no such model')
  const huge = { afterMs: 100, level: 'WARN', text: 'x'.repeat(5_000_000) } as const
  const { run, peakMb } = await measurePeak({
    sandbox: {
      apps: [{ ...DEFAULT_APP, spicepod: { name: 'taxi', models: [{ name: 'gpt' }] } }],
      instances: {
        rolloutFor: () => ({
          plan,
          instances: instances.map((life) => ({ ...life, log: [huge, ...(life.log ?? [])] })),
        }),
      },
      runtime: {},
    },
  })
  expect(run.outputs.outcome).toBe('stuck')
  expect(peakMb).toBeLessThan(250)
})

// The response to a request for a token is read in the same way.
onLinux.each(bombs)('memory stays below 250 MB while listDeployments responds with %s', async (_, fault) => {
  const { run, peakMb } = await measurePeak({
    looks: ['queued', 'queued', 'in_progress', 'in_progress', 'succeeded'],
    faults: [{ on: { path: 'listDeployments', nth: 2, times: 2 }, fault }],
  })
  expect(run.sandbox.cloud.faults.hits).toHaveLength(2)
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.warnings).toHaveLength(1)
  expect(run.warnings[0]?.length).toBeLessThan(1000)
  expect(peakMb).toBeGreaterThan(30)
  expect(peakMb).toBeLessThan(250)
})

onLinux.each([
  ['maps', '{a: '],
  ['lists without brackets', '- '],
])('memory stays below 150 MB while a spicepod has %s nested 100,000 deep', async (_, open) => {
  const text = `version: v1\nkind: Spicepod\nname: taxi\nx:\n  ${open.repeat(100_000)}`
  const { run, peakMb } = await measurePeak({ creates: 0, files: { 'spicepod.yaml': text } })
  expect(run.outputs.outcome).toBe('refused')
  expect(run.errors[0]).toMatch(/spicepod\.yaml, line 5, column \d+: .* nested more than 64 levels deep/)
  expect(peakMb).toBeLessThan(150)
})
