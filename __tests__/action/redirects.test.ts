import { expect, test } from '@jest/globals'
import { succeeds } from '../../sandbox/plan.ts'
import { type ActionRun, appId, deploy, faultAt, headSha } from '../harness/run.ts'

const elsewhere = 'https://api.elsewhere.example'
const redirect = (to: string, status = 301) => ({ kind: 'redirect', to, status }) as const
const always = { times: 999 } as const

/** A run that was refused at once, and has sent nothing but what it had to ask first. */
function expectRefused(run: ActionRun): void {
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, 'refused'])
  expect(run.posts).toEqual([])
  expect(run.durationMs).toBeLessThan(2000)
  expect(run.warnings).toEqual([])
}

const calls = [
  ['the app is read', 'getApp', { tags: 'a: b' }],
  ['the deployments are listed', 'listDeployments', {}],
  ['the apps are listed', 'listApps', { 'app-id': undefined, 'app-name': 'sandbox-app' }],
  ['a deployment is watched', 'listDeployments', { 'deployment-id': '1001' }],
  ['tags are written', 'updateApp', { tags: 'a: b' }],
] as const

test.each(calls.map((call, index) => [...call, [301, 302, 303, 307, 308][index] ?? 301] as const))(
  'an `api-url` that redirects to another server is refused at once when %s (%s, %j, %d)',
  async (_, path, inputs, status) => {
    const run = await deploy({
      inputs,
      faults: [faultAt(path, redirect(`${elsewhere}/v1/apps?x=y`, status), always)],
    })
    expectRefused(run)
    expect(run.errors[0]).toContain(
      `HTTP ${status} redirects to another server, ${elsewhere}, which gets no credentials.`,
    )
    expect(run.errors[0]).toContain(
      `Check \`api-url\`. If you trust \`${elsewhere}\`, set the input to its address there.`,
    )
  },
)

test.each<[string, Parameters<typeof deploy>[0]]>([
  ['by `deployment-id`', { inputs: { 'deployment-id': '1001' } }],
  ['by a re-run', { env: { GITHUB_RUN_ATTEMPT: '2' } }],
])('a deployment that is watched %s is watched on after polls that were redirected', async (_, setup) => {
  const run = await deploy({
    ...setup,
    creates: 0,
    sandbox: {
      deployments: [{ appId, commitSha: headSha, branch: 'main', createdMsAgo: 1000, plan: succeeds(5000) }],
    },
    faults: [faultAt('listDeployments', redirect(elsewhere, 302), { nth: 5, times: 2 })],
  })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
})

test('an `oauth-token-url` that redirects to another server is refused at once, and named', async () => {
  const run = await deploy({ faults: [faultAt('token', redirect(`${elsewhere}/token`, 308), always)] })
  expectRefused(run)
  expect(run.errors[0]).toContain('Check `oauth-token-url`.')
})

test.each([
  ['has credentials', 'https://ada:hunter2@api.elsewhere.example/x', elsewhere],
  ['is not encrypted', 'http://api.elsewhere.example', undefined],
  ['is no web address', 'javascript:alert(1)', undefined],
  ['has a secret in it', 'https://sandbox-client-secret.example/x', undefined],
])('of an address of a redirect that %s only a safe origin is shown', async (_, to, origin) => {
  const run = await deploy({ inputs: { tags: 'a: b' }, faults: [faultAt('getApp', redirect(to), always)] })
  expectRefused(run)
  expect(run.errors[0]).toContain(origin ?? 'Check `api-url`: it must be an address that does not redirect')
  expect(run.log + run.summary).not.toMatch(/hunter2|http:\/\/api\.elsewhere|javascript:/)
})

test('a redirect to another server is retried once a deployment was created', async () => {
  const run = await deploy({
    faults: [faultAt('listDeployments', redirect(elsewhere), { nth: 3, times: 2 })],
  })
  expect([run.exitCode, run.outputs.outcome, run.warnings.length]).toEqual([0, 'succeeded', 1])
})

test.each([
  ['without a location', { kind: 'status', status: 301 }],
  ['with a location that is no URL', { kind: 'status', status: 301, headers: { location: 'https://[' } }],
  ['in a loop', { kind: 'redirectLoop' }],
] as const)('a redirect %s is retried, as any other trouble on the way', async (_, fault) => {
  const faults = [faultAt('getApp', fault, { times: 1 })]
  const run = await deploy({ inputs: { tags: 'a: b' }, faults, maxWarnings: 1 })
  expect([run.exitCode, run.outputs.outcome]).toEqual([0, 'succeeded'])
})

test('a create request with a redirect (303) as its response is looked up', async () => {
  const fault = { ...redirect('https://elsewhere.invalid/', 303), when: 'after' } as const
  const run = await deploy({ faults: [faultAt('createDeployment', fault)] })
  expect(run.outputs).toMatchObject({ outcome: 'succeeded', 'deployment-id': '1001' })
  expect(run.posts).toHaveLength(1)
})

test('a redirect within the origin is followed with body and credentials', async () => {
  const run = await deploy({ faults: [faultAt('createDeployment', { kind: 'redirectLoop' })] })
  expect(run.outputs.outcome).toBe('succeeded')
  expect(run.posts).toHaveLength(2)
  expect(run.annotations).toEqual([])
})
