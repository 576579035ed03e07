import { isDeepStrictEqual as isSame } from 'node:util'
import type { App } from '../../../sandbox/apps.ts'
import type { Scene } from './run.ts'
import { describe } from './world.ts'

interface Listed {
  readonly app: string
  readonly state: string
  readonly reason?: string
}

/** As many commits that were deployed are compared with what is stored. */
const maxCommits = 5

/** What a fleet says of its apps: what is called current runs, and what is called edited no deployment had. */
export function judgeFleet(scene: Scene, demand: (holds: boolean, what: string) => void): string[] {
  const { world, result, sha, drawn, isDisturbed } = scene
  const listed: Listed[] = JSON.parse(result.outputs.apps || '[]')
  if (isDisturbed) return []
  return listed.map(({ app: name, state, reason = '' }) => {
    const app = world.app(name)
    const { spicepod: stored } = app
    const good = world.goodOf(app)
    const file = world.podAt(sha, name)
    const newest = world.sandbox.cloud.state.deploymentsOf(app.id)[0]
    const isOwn = ownPods(scene, app).some((pod) => isSame(pod, stored))
    const isReadable = drawn.hasToken && !world.isRendered && app.github === null
    const say = `${name} is called ${state}${reason && ` (${reason})`}: stored ${describe(stored)}, file ${describe(file)}, ${good?.id} has ${describe(good?.spicepod)}`
    const isOfCommit = good !== undefined && isSame(world.podAt(good.commitSha, name), good.spicepod)
    if (state === 'edited') demand(!isReadable || !isOwn, say)
    const isMissed = isReadable && state === 'changed' && !reason && !isOwn && !isSame(stored, file)
    demand(!isMissed, `${say}, which no deployment had`)
    if (state === 'current') {
      demand(app.github !== null || isSame(stored, file), say)
      demand(!isReadable || !isOfCommit || isSame(good.spicepod, file), say)
    }
    if (reason.includes('stored, but not deployed')) {
      demand(isSame(stored, file) && (!isOfCommit || !isSame(good.spicepod, file)), say)
    }
    if (state === 'deploying') demand(/queued|in_progress/.test(newest?.status ?? ''), say)
    if (state === 'failed') demand(/failed|queued|in_progress/.test(newest?.status ?? ''), say)
    return `fleet: ${state}${reason.includes('not known') ? ', not known if edited' : ''}`
  })
}

/** What the run has, and what the newest commits have that were deployed. */
function ownPods({ world, sha }: Scene, { id, name }: App): unknown[] {
  const shown = world.sandbox.cloud.state.deploymentsOf(id)
  const commits = new Set(shown.flatMap(({ commit_sha }) => commit_sha || []))
  return [sha, ...[...commits].slice(0, maxCommits)].map((each) => world.podAt(each, name))
}
