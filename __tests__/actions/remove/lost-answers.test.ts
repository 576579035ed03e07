import { expect, test } from '@jest/globals'
import type { Fault, FaultRule } from '../../../sandbox/faults.ts'
import type { Sandbox } from '../../../sandbox/server.ts'
import { operationsOf, previewApp, remove } from '../../harness/remove.ts'
import { type ActionRun, appId, faultAt, onFirst, type RunOptions } from '../../harness/run.ts'

const onDelete = (fault: Fault, on: FaultRule['on'] = {}): FaultRule => ({
  on: { path: 'deleteApp', ...on },
  fault,
})
const always = { times: 999 }

function deletesOf(run: ActionRun): number {
  return operationsOf(run).filter((operation) => operation === 'deleteApp').length
}

/** What can come in place of the response, whether the request was carried out or not. */
const lost: [string, (when: 'before' | 'after') => Fault][] = [
  ['silence', (when) => ({ kind: 'hang', when })],
  ['a web page', (when) => ({ kind: 'html', when })],
  ['JSON about something else', (when) => ({ kind: 'misshapen', body: { hello: 'world' }, when })],
  ['a redirect', (when) => ({ kind: 'status', status: 302, headers: { location: '/login' }, when })],
]

function deleteAll({ cloud: { state } }: Sandbox): void {
  for (const app of [...state.apps]) state.delete(app)
}

test.each<[string, object]>([
  ['204', { deletion: { status: 204 } }],
  ['200 without a body', { deletion: { status: 200 } }],
  [
    '200 with a body that confirms it',
    { faults: [onDelete({ kind: 'misshapen', body: { success: true }, when: 'after' })] },
  ],
])('the response to a delete request may be %s', async (_, sandbox) => {
  const run = await remove({ sandbox })
  expect([run.exitCode, run.outputs.outcome, run.annotations]).toEqual([0, 'removed', []])
  expect(operationsOf(run)).toEqual(['getApp', 'deleteApp'])
})

test.each(lost)(
  'a delete request without a usable response that was carried out is looked up, and not sent again: %s',
  async (_, fault) => {
    const run = await remove({ faults: [onDelete(fault('after'))] })
    expect([run.exitCode, run.outputs.outcome, run.deletedApps]).toEqual([0, 'removed', [appId]])
    // A single 404 may come from a gateway that has just started.
    expect(operationsOf(run)).toEqual(['getApp', 'deleteApp', 'getApp', 'getApp'])
    expect(run.lines).toContain('No response to the delete request. Checking whether the app still exists.')
  },
)

test.each(lost)(
  'a delete request without a usable response that was not carried out is looked up, and sent again: %s',
  async (_, fault) => {
    const run = await remove({ faults: [onDelete(fault('before'))] })
    expect([run.exitCode, run.outputs.outcome, run.deletedApps]).toEqual([0, 'removed', [appId]])
    expect(operationsOf(run)).toEqual(['getApp', 'deleteApp', 'getApp', 'deleteApp'])
  },
)

test('a delete request without a usable response is sent again until one gets through, with growing pauses', async () => {
  const run = await remove({
    faults: [onDelete({ kind: 'status', status: 503 }, { times: 6 })],
    inputs: { 'timeout-seconds': '120' },
  })
  expect([run.outputs.outcome, deletesOf(run)]).toEqual(['removed', 7])
  const times = run.requests.filter(({ operation }) => operation === 'deleteApp').map(({ at }) => at)
  const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(250)
  expect(pauses.at(-1)).toBeGreaterThanOrEqual(2000)
  // One line, however often it happens.
  expect(run.log.match(/No response to the delete request/g)).toHaveLength(1)
})

test('a delete request without a usable response is deleted by its repetition if the reads lag behind', async () => {
  const run = await remove({
    faults: [
      onDelete({ kind: 'reset', when: 'after' }),
      // The reads show the app as it was.
      faultAt(
        'getApp',
        { kind: 'misshapen', body: { id: appId, name: 'sandbox-app', tags: { repository: 'acme_taxi' } } },
        { nth: 2, times: 9 },
      ),
    ],
  })
  expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'removed'])
  expect(operationsOf(run)).toEqual(['getApp', 'deleteApp', 'getApp', 'deleteApp', 'deleteApp'])
})

test('a delete request without a usable response and a rejection of its repetition do not hide that it was carried out', async () => {
  const run = await remove({
    faults: [
      onDelete({ kind: 'hang', when: 'before' }),
      onDelete({ kind: 'status', status: 409, when: 'after' }),
    ],
  })
  expect([run.exitCode, run.outputs.outcome, run.deletedApps]).toEqual([0, 'removed', [appId]])
})

test('a delete request without a usable response and a rejection of its repetition are a rejection if the app is still there', async () => {
  const run = await remove({
    faults: [onDelete({ kind: 'reset' }), onDelete({ kind: 'status', status: 409 }, always)],
  })
  expect([run.exitCode, run.outputs.outcome, deletesOf(run)]).toEqual([1, 'refused', 2])
  expect(run.errors[0]).toContain('HTTP 409')
})

test('a single 404 to the delete request is not believed', async () => {
  const run = await remove({ faults: [onDelete({ kind: 'status', status: 404 })] })
  expect([run.outputs.outcome, run.deletedApps, deletesOf(run)]).toEqual(['removed', [appId], 2])
})

test('a server without the route to delete is not taken for one that has deleted the app', async () => {
  const run = await remove({
    faults: [onDelete({ kind: 'status', status: 404 }, always)],
    inputs: { 'timeout-seconds': '20' },
  })
  expect([run.exitCode, run.outputs.outcome, run.deletedApps]).toEqual([1, 'timed-out', []])
  expect(run.outputs['error-message']).toContain('the app still exists')
})

test.each<[string, RunOptions, number]>([
  ['404', { prepare: (sandbox) => onFirst(sandbox, 'getApp', () => deleteAll(sandbox)) }, 2],
  ['409', { faults: [onDelete({ kind: 'status', status: 409, when: 'after' })] }, 1],
])(
  'an app that somebody else deletes between read and delete is not there: %s',
  async (_, options, deletes) => {
    const run = await remove(options)
    expect([run.exitCode, run.outputs.outcome, deletesOf(run)]).toEqual([0, 'absent', deletes])
    expect(run.notices).toEqual(['Nothing to delete: somebody else deleted it at the same time.'])
  },
)

test('an app that the list still shows after its deletion is not there', async () => {
  const run = await remove({
    inputs: { 'app-id': '', 'app-name': 'sandbox-app' },
    sandbox: { deletion: { listedFor: 9 } },
    prepare: deleteAll,
  })
  expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'absent'])
  expect(operationsOf(run)).toEqual(['listApps', 'getApp', 'getApp'])
})

test.each([
  ['the one that exists is deleted', 1, [0, 'removed', [4712]]],
  ['none is deleted if two others exist', 2, [1, 'refused', []]],
])('of an app still listed after its deletion and another one of its name, %s', async (_, others, ends) => {
  const run = await remove({
    inputs: { 'app-id': '', 'app-name': 'sandbox-app' },
    sandbox: {
      apps: [
        previewApp,
        ...Array.from({ length: others }, (_, index) => ({ ...previewApp, id: 4712 + index })),
      ],
      deletion: { listedFor: 9 },
    },
    prepare: ({ cloud: { state } }) => {
      for (const app of state.apps.filter(({ id }) => id === 4711)) state.delete(app)
    },
  })
  expect([run.exitCode, run.outputs.outcome, run.deletedApps.filter((id) => id !== 4711)]).toEqual(ends)
  expect(operationsOf(run).filter((name) => name === 'listApps')).toHaveLength(1)
})

test('a request that is turned away is sent again when the server allows it', async () => {
  const run = await remove({
    faults: [onDelete({ kind: 'status', status: 429, headers: { 'retry-after': '3' } })],
  })
  expect([run.outputs.outcome, operationsOf(run)]).toEqual(['removed', ['getApp', 'deleteApp', 'deleteApp']])
  expect(run.durationMs).toBeGreaterThanOrEqual(3000)
  // It was certainly not carried out.
  expect(run.log).not.toContain('No response to the delete request')
})

const at = (faults: FaultRule[], options: RunOptions = {}) =>
  remove({ ...options, faults, inputs: { 'timeout-seconds': '5', ...options.inputs } })

test.each<[string, Fault]>([
  ['that never gets a response', { kind: 'hang' }],
  ['that is always turned away', { kind: 'status', status: 429 }],
])('a request %s has timed out if the app is still there', async (_, fault) => {
  const run = await at([onDelete(fault, always)])
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'timed-out'])
  expect(run.errors[0]).toContain('App sandbox-app (4711) could not be deleted within 5s: ')
  expect(run.errors[0]).toContain('the app still exists.')
  expect(run.errors[0]).toContain('Re-run this job later, or raise `timeout-seconds`.')
  expect(run.summary).toMatch(/^## ❌ (?:app \d+: |[\w-]+: )?Timed out/)
  expect(run.durationMs).toBeLessThan(7000)
})

test('the last look finds out that the app is gone', async () => {
  const run = await at([
    onDelete({ kind: 'hang', when: 'after' }),
    faultAt('getApp', { kind: 'hang' }, { nth: 2, times: 2 }),
  ])
  expect([run.exitCode, run.outputs.outcome, run.deletedApps]).toEqual([0, 'removed', [appId]])
})

test.each([
  ['Spice Cloud has stopped responding', 502],
  ['it rejects the token', 401],
])('it is unknown what became of the app if after a lost request %s', async (_, status) => {
  const run = await at([
    onDelete({ kind: 'hang', when: 'after' }, always),
    faultAt('getApp', { kind: 'status', status }, { nth: 2, times: 999 }),
  ])
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'unknown'])
  expect(run.errors[0]).toContain('Could not determine whether app sandbox-app (4711) was deleted: ')
  expect(run.errors[0]).toContain('Looking up the app failed as well')
  expect(run.errors[0]).toContain('Re-run this job: if the app is already gone, it passes.')
  expect(run.summary).toMatch(/^## ❌ (?:app \d+: |[\w-]+: )?Outcome unknown/)
})

test.each(['token', 'getApp', 'listApps'])(
  'a run has timed out if nothing could be sent because there is no response to %s',
  async (path) => {
    const run = await at([{ on: { path, times: 999 }, fault: { kind: 'status', status: 503 } }], {
      inputs: { 'app-id': path === 'listApps' ? '' : '4711', 'app-name': 'sandbox-app' },
    })
    expect([run.exitCode, run.outputs.outcome, deletesOf(run)]).toEqual([1, 'timed-out', 0])
    expect(run.errors[0]).toMatch(/^(The app|App 4711) could not be deleted within 5s: /)
    expect(run.errors[0]).toContain('HTTP 503')
  },
)
