import { expect, test } from '@jest/globals'
import type { LogLine } from '../../../sandbox/logs.ts'
import { withoutOperations } from '../../../sandbox/older-server.ts'
import type { SandboxOptions } from '../../../sandbox/server.ts'
import { type ActionRun, deploy, failed, onArrival } from '../../harness/app.ts'
import { faultAt } from '../../harness/run.ts'
import { readSummary } from '../../harness/summary.ts'

const title = 'Deployment log (last lines)'
const withLogs = (logs: readonly LogLine[], more: SandboxOptions = {}) => ({
  sandbox: { plan: failed, logs, ...more },
})

/** The lines of the log between the commands that fold them. */
function folded({ log }: ActionRun): string[] {
  const [, lines = ''] =
    /::group::Last lines of the deployment 1001 log\n([\s\S]*?)\n::endgroup::/.exec(log) ?? []
  return lines.split('\n')
}

test('the log of a failed deployment is folded into the log of the step and the summary', async () => {
  const run = await deploy(
    withLogs([
      { timestamp: '2026-11-24T12:00:00Z', level: 'INFO', source: 'runtime', message: 'Loading' },
      { message: 'no more than this' },
      { level: 'ERROR', message: 'two\nlines' },
    ]),
  )
  const lines = ['2026-11-24T12:00:00Z INFO runtime: Loading', 'no more than this', 'ERROR two', 'lines']
  expect(folded(run)).toEqual(lines)
  expect(readSummary(run.summary)).toContain(`${title}\n\n${lines.join('\n')}`)
  expect(run.summary).toContain(`<details><summary>${title}</summary>`)
  expect(run.requests.filter(({ operation }) => operation === 'getDeploymentLogs')).toMatchObject([
    { query: { limit: '100' } },
  ])
  expect(run.outputs).toMatchObject({ outcome: 'failed', 'error-message': 'No such bucket' })
})

test('a log that comes newest line first is shown oldest line first', async () => {
  const of = (time: string, message: string) => ({ timestamp: `2026-11-24T${time}Z`, message })
  const lines = [{ message: 'Start' }, of('09:59:59', 'one'), of('10:00:00', 'two'), { message: 'End' }]
  for (const logs of [lines, lines.toReversed()]) {
    const faults = [faultAt('getDeploymentLogs', { kind: 'misshapen', body: { logs } })]
    const run = await deploy({ ...withLogs([]), faults })
    expect(folded(run).map((line) => line.split(' ').at(-1))).toEqual(['Start', 'one', 'two', 'End'])
  }
})

test('at most the last hundred lines of the log are shown', async () => {
  const run = await deploy(
    withLogs(Array.from({ length: 250 }, (_, index) => ({ message: `line ${index}` }))),
  )
  expect(folded(run)).toHaveLength(100)
  expect(folded(run).at(-1)).toBe('line 249')
  expect(run.log).toContain('::group::Last lines of the deployment 1001 log')
})

test.each<[string, SandboxOptions]>([
  ['is not there', { faults: withoutOperations('getDeploymentLogs') }],
  ['is empty', { logs: [] }],
  [
    'may not be read',
    { faults: [{ on: { path: 'getDeploymentLogs', times: 9 }, fault: { kind: 'status', status: 403 } }] },
  ],
  [
    'is of another shape',
    {
      faults: [
        faultAt(
          'getDeploymentLogs',
          { kind: 'misshapen', body: { logs: [1, { message: 2 }, null] } },
          { times: 9 },
        ),
      ],
    },
  ],
])('a log that %s is left out and changes nothing', async (_, sandbox) => {
  const run = await deploy({ sandbox: { plan: failed, ...sandbox } })
  expect(run.outputs).toMatchObject({ outcome: 'failed', 'error-message': 'No such bucket' })
  expect(run.log).not.toContain('::group::Last lines')
  expect(run.summary).not.toContain('Deployment log')
  expect(run.annotations).toHaveLength(1)
})

test('a log that does not come is given up after a while and changes nothing', async () => {
  let askedAt = Number.NaN
  const run = await deploy({
    sandbox: {
      plan: failed,
      faults: [{ on: { path: 'getDeploymentLogs', times: 99 }, fault: { kind: 'hang' } }],
    },
    prepare: (sandbox) =>
      onArrival(sandbox, 'getDeploymentLogs', () => {
        askedAt = performance.now()
      }),
  })
  expect(run.durationMs - askedAt).toBe(10_000)
  expect(run.outputs).toMatchObject({ outcome: 'failed', 'error-message': 'No such bucket' })
  expect(run.annotations).toHaveLength(1)
})

test('the log is not read after a success or a timeout', async () => {
  const runs = await Promise.all([
    deploy(),
    deploy({
      inputs: { 'timeout-seconds': '1.2' },
      sandbox: { plan: [{ afterMs: 0, status: 'in_progress' }] },
    }),
  ])
  for (const { requests } of runs) {
    expect(requests.map(({ operation }) => operation)).not.toContain('getDeploymentLogs')
  }
})

test('hostile text in the log is shown as text', async () => {
  const hostile = [
    ...['::set-output name=outcome::succeeded', '  ::error file=a::x', '::endgroup::', '::add-mask::No'],
    ...['::stop-commands::x', 'x ##[error]y ##[endgroup]'],
    '\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u202ertl',
    '<img src=x onerror=1></pre></details><h1>big</h1><!--',
    '```\n# heading\n\n| a | b |\n</pre>\n\n<script>',
    ...['a\r::warning::x\rb\u2028::error::y\u0085::error::z', '\u0000\u0008 %0A::error::x'],
    '</summary></details>',
  ]
  const logs = hostile.flatMap((text) => [
    { message: text },
    { timestamp: text, level: text, source: text, message: text },
  ])
  const run = await deploy(withLogs(logs))
  expect(run.outputs).toMatchObject({ outcome: 'failed', 'error-message': 'No such bucket' })
  expect(run.annotations).toHaveLength(1)
  const commands = run.commands.filter(({ command }) => command !== 'add-mask').map(({ command }) => command)
  const groups = ['group', 'endgroup']
  expect(commands).toEqual([...groups, ...groups, 'error'])
  expect(readSummary(run.summary)).toContain('<img src=x onerror=1></pre></details><h1>big</h1><!--')
})
