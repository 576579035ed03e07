// biome-ignore-all lint/suspicious/noTemplateCurlyInString: spicepods refer to secrets in this form.
import { expect, test } from '@jest/globals'
import type { App, AppSeed } from '../apps.ts'
import type { CloudOptions } from '../cloud.ts'
import type { Rollout } from '../instance-life.ts'
import { rolloutOf } from '../outcomes.ts'
import { succeeds } from '../plan.ts'
import { cloudAtNoon, NOON } from './fixture.ts'

const POD = {
  name: 'taxi',
  datasets: [
    { name: 'fares', params: { pg_pass: '${secrets:PG_PASSWORD}', pg_host: 'db' } },
    { name: 'zones', params: { pg_user: 'u-${ env:pg_user }-${secrets:PG_PASSWORD}' } },
  ],
  models: [
    { name: 'gpt', params: { key: '${secrets:KEY}', other: '${vault:X} ${secrets:_X} ${{ secrets:Y }}' } },
  ],
  tools: [{ name: 'search', env: { TOKEN: '${secrets:TOKEN}' } }],
}

/** What the instance of a deployment shows at the end. */
function play(
  rolloutFor?: (app: App) => Partial<Rollout>,
  seed: Partial<AppSeed> = {},
  options: CloudOptions = {},
) {
  let time = NOON
  const { state } = cloudAtNoon({
    now: () => time,
    apps: [{ id: 4711, name: 'taxi', spicepod: POD, ...seed }],
    ...options,
    ...(rolloutFor && { instances: { rolloutFor } }),
  }).cloud
  const [app] = state.apps
  if (app === undefined) throw new Error('no app')
  state.create(app, {})
  return (ms: number) => {
    time = NOON + ms
    const [instance] = state.instancesOf(app)
    const statesOf = (components: readonly { name: string; status: string | null }[] = []) =>
      Object.fromEntries(components.map(({ name, status }) => [name, status]))
    return {
      deployment: state.deploymentsOf(app.id)[0]?.status,
      instance: instance?.status,
      log: instance?.log() ?? [],
      datasets: statesOf(instance?.datasets()),
      models: statesOf(instance?.models()),
    }
  }
}

test('a spicepod without references logs nothing about secrets', () => {
  const at = play(undefined, { spicepod: { name: 'taxi' } })
  expect(at(400).log.join('\n')).not.toContain('Secrets')
})

test('references are taken to be resolved by other stores of the spicepod, but those to the environment are not', () => {
  const stores = (...from: string[]) => from.map((store) => ({ name: store.replace(/:.*/, ''), from: store }))
  const unresolved = (secrets: unknown) =>
    play(undefined, { spicepod: { ...POD, secrets } })(86_400_000).log.find((line) =>
      line.includes('Secrets:'),
    )
  expect(unresolved(stores('env'))).toContain('Secrets: 5 of 6')
  expect(unresolved(stores('env', 'vault:secret/taxi'))).toContain('Secrets: 1 of 6')
})

test('a plan of states is how a deployment goes that lacks secrets, and its log names them all the same', () => {
  const literal = play(undefined, {}, { plan: succeeds(400) })
  expect(literal(400)).toMatchObject({ deployment: 'succeeded', instance: 'ready' })
  expect(literal(400).log.join('\n')).toMatch(/5 of 6 secret reference[\s\S]*All components are loaded/)
  const named = play(rolloutOf('succeeded', 400))
  expect(named(86_400_000)).toMatchObject({ deployment: 'in_progress', instance: 'loading' })
  const ofOwner = play(rolloutOf('succeeded', 400), { kind: 'standalone' })
  expect(ofOwner(400)).toMatchObject({ deployment: 'succeeded' })
})
