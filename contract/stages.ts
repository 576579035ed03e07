import { isDeepStrictEqual } from 'node:util'
import { parse, stringify } from 'yaml'
import { type Answer, at, describe, listAt } from './client.ts'
import { Trouble, Unseen } from './unseen.ts'
import { appIn, deploymentIn, type OwnApp, stage, type World } from './world.ts'

// What the checks share, in the order in which it is made. A stage only collects answers; the checks judge them.

/** A dataset of Spice.ai's public samples. It needs no credentials, and nothing of it is copied. */
const TRIPS = {
  from: 's3://spiceai-demo-datasets/taxi_trips/2024/',
  name: 'trips',
  params: { file_format: 'parquet' },
}
const ANSWER = { name: 'answer', sql: 'SELECT 42 AS n' }

export const SPICEPOD = {
  version: 'v1',
  kind: 'Spicepod',
  name: 'contract-check',
  datasets: [TRIPS],
  views: [ANSWER],
}
const { views: _, ...WITHOUT_VIEWS } = SPICEPOD
const ACCELERATED = { ...SPICEPOD, datasets: [{ ...TRIPS, acceleration: { enabled: true } }] }

/** A secret that the app lacks. The host does not exist, so that nothing is ever reached. */
const WITH_SECRET = {
  version: 'v1',
  kind: 'Spicepod',
  name: 'contract-check',
  snapshots: { enabled: false, location: 's3://contract-check.invalid/' },
  datasets: [
    {
      from: 'postgres:contract',
      name: 'contract',
      params: { pg_host: 'contract-check.invalid', pg_db: 'contract', pg_pass: `\${secrets:CONTRACT_CHECK}` },
    },
  ],
}
export const SECRET_VALUE = 'a-value-of-no-use'

/** Branch and commit of no repository. */
export const COMMIT = {
  branch: 'contract-check',
  commit_sha: '0123456789abcdef0123456789abcdef01234567',
  commit_message: 'A check of the contract',
}

/** The region that Spice Cloud proposes. */
export const region = stage(async (world) => {
  const answer = await world.api('GET', '/v1/regions')
  const regions = listAt(answer.body, 'regions').filter((each) => at(each, 'disabled') !== true)
  const proposed = regions.find((each) => at(each, 'isDefault') === true) ?? regions[0]
  return { answer, id: String(at(proposed, 'region') ?? 'us-east-1') }
})

/** The first app, in a region. */
export const created = stage(async (world) => world.create({ region: (await region(world)).id }))

/** The first app before it has a spicepod. */
export const bare = stage(async (world) => {
  const { name, answer } = await created(world)
  const path = `/v1/apps/${appIn({ name, answer }).id}`
  const got = await world.note(world.api('GET', path))
  // An older server names the endpoint only here.
  const app = appIn({ name, answer: orUndefined(got) ?? answer })
  return {
    app,
    got,
    namesake: await world.note(createAs(world, app.name.toUpperCase())),
    deploy: await world.note(world.api('POST', `${path}/deployments`)),
    ready: await world.note(world.runtime(app, 'GET', '/v1/ready', { expects: 503 })),
    instances: await world.note(world.api('GET', `/v1/projects/${app.id}/instances`)),
  }
})

/** The first app after each kind of update. */
export const updated = stage(async (world) => {
  const { app } = await bare(world)
  const path = `/v1/apps/${app.id}`
  const put = (json: object) => world.note(world.api('PUT', path, { json }))
  const get = () => world.note(world.api('GET', path))
  const text = await put({ spicepod: stringify(SPICEPOD) })
  const afterText = await get()
  await put({ tags: { first: 'one' } })
  const tags = await put({ tags: { second: 'two' } })
  const afterTags = await get()
  await put({ description: 'Made by npm run contract; may be deleted' })
  const afterDescription = await get()
  await put({ spicepod: WITHOUT_VIEWS })
  const afterSpicepod = await get()
  const version = await put({ version: '2.x' })
  return {
    app,
    text,
    afterText,
    tags,
    afterTags,
    afterDescription,
    afterSpicepod,
    version,
    afterVersion: await get(),
  }
})

/** The first deployment of the first app. */
export const started = stage(async (world) => {
  const { app } = await updated(world)
  await store(world, app, SPICEPOD)
  return { app, create: await world.api('POST', `/v1/apps/${app.id}/deployments`) }
})

/** The first app, deployed for the first time. */
export const deployed = stage(async (world) => {
  const { app, create } = await started(world)
  const id = deploymentIn(create)
  const deployment = await world.succeed(app, id)
  await world.poll('a ready runtime', async () => {
    const ready = await world.runtime(app, 'GET', '/v1/ready', { expects: 503 })
    return ready.status === 200 ? true : undefined
  })
  return { app, id, deployment }
})

/** The first app, redeployed, with what was seen while the new instance was loading. */
export const redeployed = stage(async (world) => {
  const { app, id: firstId } = await deployed(world)
  await store(world, app, ACCELERATED)
  const path = `/v1/apps/${app.id}/deployments`
  const create = await world.api('POST', path, { json: COMMIT })
  const again = await world.note(world.api('POST', path, { json: COMMIT }))
  const waiting = at(await world.deployment(app, deploymentIn(create)), 'status')
  const id = newest(create, again)
  const seen = { overlap: undefined as Answer | undefined, loading: undefined as Answer | undefined }
  const deployment = await world.poll(`the end of deployment ${id}`, async () => {
    const list = await world.api('GET', `/v1/projects/${app.id}/instances`)
    const instances = listAt(list.body, 'instances')
    const hasStatus = (status: string) => instances.find((instance) => at(instance, 'status') === status)
    const loading = hasStatus('loading')
    const isAlone = instances.length === 1
    if ((loading ?? hasStatus('deploying')) !== undefined && !(isAlone && seen.overlap)) seen.overlap = list
    if (loading !== undefined && seen.loading?.status !== 400) {
      const headers = { 'scp-target-instance': String(at(loading, 'name')) }
      const count = { text: 'SELECT count(*) AS n FROM trips', headers, expects: 503 }
      const answer = await world.note(world.runtime(app, 'POST', '/v1/sql', count))
      seen.loading = orUndefined(answer) ?? seen.loading
    }
    const now = await world.deployment(app, id)
    return ['succeeded', 'failed', 'created'].includes(String(at(now, 'status'))) ? now : undefined
  })
  return { app, id, firstId, create, again, waiting, deployment, ...seen }
})

/** A second app, whose spicepod needs a secret that it lacks. Its deployment is watched for a while. */
export const stuck = stage(async (world) => {
  const app = appIn(await world.create({ region: (await region(world)).id }))
  await store(world, app, WITH_SECRET)
  const id = deploymentIn(await world.api('POST', `/v1/apps/${app.id}/deployments`))
  const log = await world.poll('the log of the secrets', () => secretLines(world, app, []))
  const statuses = new Set<string>()
  for (const until = performance.now() + world.pace.stillMs; performance.now() < until; ) {
    statuses.add(String(at(await world.deployment(app, id), 'status')))
    await world.client.sleep(world.pace.pollMs)
  }
  return { app, id, log, statuses: [...statuses] }
})

/** The second app gets its secret, and then a deployment while the first one is still in progress. */
export const repaired = stage(async (world) => {
  const { app, id: stuckId, log } = await stuck(world)
  const path = `/v1/apps/${app.id}`
  const json = { name: 'CONTRACT_CHECK', value: SECRET_VALUE }
  const put = () => world.note(world.api('POST', `${path}/secrets`, { json }))
  const secret = { first: await put(), again: await put() }
  const secrets = await world.note(world.api('GET', `${path}/secrets`))
  const before = at(await world.deployment(app, stuckId), 'status')
  const create = await world.note(world.api('POST', `${path}/deployments`))
  return { app, stuckId, stuckInstance: log.instance, secret, secrets, before, create }
})

/** The next deployment of the second app has replaced the first one, or will not. */
export const replaced = stage(async (world) => {
  const { app, stuckId, stuckInstance, create } = await repaired(world)
  const id = deploymentIn(create())
  const log = await world.poll('the log of the next deployment', () =>
    secretLines(world, app, [stuckInstance]),
  )
  const until = performance.now() + world.pace.stillMs
  const status = await world.poll('the start of the next deployment', async () => {
    const next = at(await world.deployment(app, id), 'status')
    const first = at(await world.deployment(app, stuckId), 'status')
    const hasStarted = next !== undefined && next !== 'queued'
    return hasStarted && (first !== 'in_progress' || performance.now() > until) ? String(first) : undefined
  })
  return { log, status }
})

/** The second app as a project. Nothing is changed by the id of a project that may be another app. */
const project = stage(async (world) => {
  const { app } = await repaired(world)
  const path = `/v1/projects/${app.id}`
  const got = await world.api('GET', path)
  if (at(got.body, 'name') !== app.name)
    throw new Trouble(`the project with the id of the app is not that app: ${describe(got)}`)
  return { app, path }
})

/** A fork of the second app, and one that is asked for with a field that does not exist. */
export const forked = stage(async (world) => {
  const path = `${(await project(world)).path}/forks`
  const unknownField = { name: await world.apps.next(), color: 'blue' }
  const odd = await world.note(world.apps.create(path, unknownField))
  const name = await world.apps.next()
  const answer = await world.apps.create(path, { name })
  return { name, odd, answer, list: await world.note(world.api('GET', path)) }
})

/** The answer to the pause of the second app. */
export const pausing = stage(async (world) => {
  const { app, path } = await project(world)
  const answer = await world.api('POST', `${path}/pause`)
  return { app, answer, got: await world.api('GET', `/v1/apps/${app.id}`) }
})

/** The second app during its pause. */
export const paused = stage(async (world) => {
  const { app, answer, got } = await pausing(world)
  if (typeof at(got.body, 'paused_at') !== 'string')
    throw new Trouble(`the app was not paused: ${describe(answer)}`)
  const path = `/v1/projects/${app.id}`
  return {
    app,
    again: await world.note(world.api('POST', `${path}/pause`)),
    deploy: await world.note(world.api('POST', `/v1/apps/${app.id}/deployments`)),
    instances: await world.note(world.api('GET', `${path}/instances`)),
  }
})

/** The second app after its pause. */
export const resumed = stage(async (world) => {
  const { app } = await paused(world)
  const answer = await world.api('POST', `/v1/projects/${app.id}/resume`)
  const list = await world.note(world.api('GET', `/v1/apps/${app.id}/deployments`))
  const again = await world.note(world.api('POST', `/v1/projects/${app.id}/resume`))
  return { answer, list, again }
})

/** A third app, placed by `cname`. */
export const byCname = stage(async (world) => {
  const { id } = await region(world)
  return { ...(await world.create({ cname: `${id}-prod-aws-data` })), region: id }
})

/** The third app is deleted, and its name is used again. */
export const deleted = stage(async (world) => {
  const { answer: first } = await byCname(world)
  // Where `cname` is refused, another app is deleted.
  const app = appIn(
    first.status < 300 ? await byCname(world) : await world.create({ region: (await region(world)).id }),
  )
  const path = `/v1/apps/${app.id}`
  await store(world, app, SPICEPOD)
  const answer = await world.api('DELETE', path)
  if (answer.status >= 300) throw new Trouble(`the app was not deleted: ${describe(answer)}`)
  return {
    app,
    answer,
    got: await world.note(world.api('GET', path)),
    list: await world.note(world.api('GET', '/v1/apps')),
    again: await world.note(world.api('DELETE', path)),
    reuse: await world.note(createAs(world, app.name)),
  }
})

/** The path of the log of an instance. Each plan allows a hundred lines. */
export function logPath({ id }: OwnApp, instance: string, tail = 100): string {
  return `/v1/projects/${id}/instances/${encodeURIComponent(instance)}/logs?tail=${tail}`
}

/** Creates an app with a name that this run has announced before. */
async function createAs(world: World, name: string): Promise<Answer> {
  return (await world.create({ region: (await region(world)).id }, name)).answer
}

async function store(world: World, { id }: OwnApp, spicepod: object): Promise<void> {
  const answer = await world.api('PUT', `/v1/apps/${id}`, { json: { spicepod } })
  if (answer.status !== 200) throw new Trouble(`the spicepod could not be stored: ${describe(answer)}`)
}

/** The lines about secrets in the log of an instance that is none of these; undefined while there are none. */
async function secretLines(world: World, app: OwnApp, others: readonly string[]) {
  const list = await world.api('GET', `/v1/projects/${app.id}/instances`)
  const names = listAt(list.body, 'instances').map((instance) => String(at(instance, 'name')))
  const instance = names.find((name) => !others.includes(name))
  if (instance === undefined) return undefined
  const log = await world.api('GET', logPath(app, instance))
  const lines = listAt(log.body, 'lines').map(String)
  return lines.some((line) => line.includes('Secrets: ')) ? { instance, lines } : undefined
}

/** The deployment that was created last. */
function newest(create: Answer, again: () => Answer): number {
  const later = orUndefined(again)
  return later !== undefined && later.status < 300 ? deploymentIn(later) : deploymentIn(create)
}

function orUndefined(note: () => Answer): Answer | undefined {
  try {
    return note()
  } catch (error) {
    if (error instanceof Unseen) return undefined
    throw error
  }
}

/** The spicepod of an app. Whether it is shown as an object or as text is one of the statements. */
export function spicepodOf(answer: Answer): unknown {
  const stored = at(answer.body, 'config', 'spicepod')
  return typeof stored === 'string' ? parse(stored) : stored
}

/** Whether a stored spicepod is the one that was sent. */
export function isStored(answer: Answer, spicepod: object): boolean {
  return isDeepStrictEqual(spicepodOf(answer), spicepod)
}
