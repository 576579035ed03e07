import { isDeepStrictEqual as isSame } from 'node:util'
import type { DeploymentRecord } from '../../../sandbox/deployments.ts'
import { judgeFleet } from './fleet.ts'
import { namesIn, type Scene } from './run.ts'
import { describe } from './world.ts'

// Judges every claim of a run by what the local Spice Cloud knows: with which spicepod each deployment was made.

/** The claims that were false, and what was claimed or could not be known. */
export interface Judgement {
  readonly found: readonly string[]
  readonly happened: readonly string[]
}

interface Problem {
  readonly code: string
  readonly kind?: string
  readonly name?: string
}

export function judge(scene: Scene): Judgement {
  const found: string[] = []
  const happened: string[] = []
  const demand: Demand = (holds, what) => {
    if (!holds) found.push(what)
  }
  const { drawn, result, world } = scene
  const { outcome = 'none' } = result.outputs
  happened.push(`${drawn.action}: ${outcome}`)
  judgeLive(scene, demand)
  if (drawn.action === 'deploy' || drawn.action === 'watch' || drawn.action === 'rollback') {
    judgeChecks(scene, demand, happened)
    judgeOwnDeployments(scene, demand, happened)
    judgeAttempt(scene, demand, happened)
    judgeComparison(scene, demand)
    countKnown(scene, happened)
  }
  if (drawn.action === 'fleet') happened.push(...judgeFleet(scene, demand))
  if (drawn.action === 'dry run') demand(scene.created.length === 0, 'a dry run deployed')
  const { mismatches } = world.sandbox
  demand(mismatches.length === 0, `not as described: ${mismatches.slice(0, 2).join('; ')}`)
  return { found, happened }
}

type Demand = (holds: boolean, what: string) => void

/** What is called live is live. */
function judgeLive({ result, lives, drawn }: Scene, demand: Demand): void {
  const { 'live-deployment-id': id } = result.outputs
  if (id !== undefined)
    demand(
      lives.some((live) => String(live) === id),
      `${id} is called live, and not ${lives}`,
    )
  const isHeadline = /^::\w+ [^:]*title=[^:,]*%3A live(?:%2C| and verified)/im.test(result.log)
  demand(!isHeadline || id === result.outputs['deployment-id'], `the headline says live, and ${id} is`)
  const isNothing = /Nothing is live/.test(result.log) && drawn.action !== 'fleet'
  demand(!isNothing || lives.includes(undefined), `nothing is called live, and ${lives} is`)
}

/** The deployment that the run followed. */
function followed({ world, result }: Scene): DeploymentRecord | undefined {
  const { 'deployment-id': id } = result.outputs
  return world.sandbox.cloud.state.records.find((record) => String(record.id) === id)
}

/** What is called missing or in error should be there, and is not well; and what is verified is. */
function judgeChecks(scene: Scene, demand: Demand, happened: string[]): void {
  const { result, world, drawn, isDisturbed } = scene
  const { outputs } = result
  const { outcome } = outputs
  const record = followed(scene)
  if (record === undefined || isRace(scene, record)) return
  if (record.request === null && record.commitSha && !isOfItsCommit(scene, record)) {
    happened.push('limit: another file was deployed at that commit')
    return
  }
  const names = namesIn(record.spicepod)
  const has = (name: string) => names.includes(shorten(name))
  const { state } = world.sandbox.cloud
  const troubles = state.incidents.of(record).map(({ trouble }) => trouble)
  const isTroubled = (name: string) =>
    troubles.some((trouble) => 'component' in trouble && trouble.component === shorten(name))
  const problems: Problem[] = JSON.parse(outputs.problems || '[]')
  for (const { code, kind, name = '' } of problems) {
    if (kind !== 'dataset' && kind !== 'model') continue
    demand(
      has(name),
      `${code}: ${kind} ${name} was not deployed with ${record.id} ${describe(record.spicepod)}`,
    )
    if (code === 'bake-failed') demand(isTroubled(name), `${name} is said to have gone bad`)
  }
  const datasets: { name: string; status: string }[] = JSON.parse(outputs.datasets || '[]')
  for (const { name, status } of datasets) {
    if (status === 'Missing') demand(has(name) && isTroubled(name), `${name} is called missing`)
  }
  const tests: { name: string; ok: boolean; error?: string }[] = JSON.parse(outputs['test-results'] || '[]')
  for (const { name, ok, error = '' } of tests) {
    const table = name.replace(/^table:/, '')
    // An incident lists a component also after another push has taken it out.
    const isNamed = has(table) || (isDisturbed && isTroubled(table))
    if (!ok && !/^Not run/.test(error)) demand(isNamed, `${name} was tested, and never deployed`)
  }
  const isBroken = drawn.life === 'broken'
  demand(outcome !== 'stuck' || isBroken, 'stuck, and it was not')
  const isPaused = world.app('taxi').pausedAt !== null
  const isComparing = /compare-with|breaking/i.test(outputs['error-message'] ?? '')
  const isWell = troubles.length === 0 && !isPaused && !isDisturbed
  demand(outcome !== 'unverified' || !isWell || isComparing, 'unverified, and all that was deployed is well')
  const lasting = troubles.filter((trouble) => trouble.kind === 'error' && has(trouble.component))
  const isLate = drawn.trouble?.afterMs !== 0
  const isKnownBad = lasting.length > 0 && !isLate && outputs.verified === 'true' && !isDisturbed
  demand(!isKnownBad, 'verified, and something that was deployed is in error')
  const isListed = scene.served.some(({ certainty }) => certainty === 'known')
  const missing = troubles.filter((trouble) => trouble.kind === 'missing' && has(trouble.component))
  const isMissed = missing.length > 0 && !isLate && outputs.verified === 'true' && isListed && !isDisturbed
  demand(!isMissed, 'verified, and something that was deployed is missing')
  const shown = state.deploymentsOf(4711).find(({ id }) => id === record.id)
  demand(outcome !== 'succeeded' || shown?.status === 'succeeded', `succeeded, and it is ${shown?.status}`)
  demand(outcome !== 'failed' || shown?.status === 'failed', `failed, and it is ${shown?.status}`)
}

/** A commit stands for its file, and what is rolled back to is what ran. */
function judgeOwnDeployments(scene: Scene, demand: Demand, happened: string[]): void {
  const { created, world, file, drawn, result, sha, stored, isDisturbed } = scene
  const { log, outputs } = result
  const own = created.filter(({ record }) => record.request !== null)
  const rollbackId = outputs['rollback-deployment-id']
  demand(own.length <= 2, `${own.length} deployments`)
  for (const { record, read, good: then } of own) {
    const { commitSha, spicepod, id } = record
    const isRollback = String(id) === rollbackId
    if (!isSame(spicepod, read)) {
      happened.push('limit: stored at the moment of the create')
      continue
    }
    if (isRollback) {
      // What it replaces may be live: then the one before it is what is gone back to.
      const to = then && then.id === followed(scene)?.id ? world.goodOf(world.app('taxi'), then.id) : then
      happened.push(commitSha ? 'rolled back' : 'rolled back, not checked')
      const isClaimed = log.includes(`Redeployed as deployment ${id}`)
      const isSaid = /could not be checked/.test(log)
      demand(commitSha !== null || !isClaimed || isSaid, `${id} is a rollback without a commit`)
      if (commitSha === null) continue
      demand(commitSha === to?.commitSha, `${id} goes back to ${commitSha}, and ${to?.id} ran`)
      const isTrue = isSame(spicepod, to?.spicepod)
      if (!isTrue && to && !isOfItsCommit(scene, to))
        happened.push('limit: another file was deployed at that commit')
      else
        demand(
          isTrue,
          `${id} goes back to ${describe(spicepod)}, and ${to?.id} had ${describe(to?.spicepod)}`,
        )
    } else if (drawn.action === 'rollback') {
      const file = world.podAt(commitSha, 'taxi')
      const to = world.sandbox.cloud.state.records.find(
        (each) => String(each.id) === outputs['to-deployment-id'],
      )
      if (!isSame(to?.spicepod, spicepod)) happened.push('limit: a return has the file, and not what ran')
      const isLimit = world.isRendered || (to && !isOfItsCommit(scene, to))
      demand(isLimit || isSame(to?.spicepod, spicepod), `${id} has not what ${to?.id} had`)
      demand(world.isRendered || isSame(spicepod, file), `${id} has ${describe(spicepod)} under ${commitSha}`)
    } else if (file !== undefined && commitSha === sha && world.app('taxi').github === null) {
      demand(isSame(spicepod, file), `${id} has somebody's ${describe(spicepod)} under its commit`)
    }
  }
  const now = world.app('taxi').spicepod
  const isPrevious = /Restored the app's previous spicepod/.test(log)
  demand(
    !isPrevious || isDisturbed || isSame(now, stored),
    `restored ${describe(now)}, and not ${describe(stored)}`,
  )
}

/** Whether somebody stored a spicepod between the last read of the app and the create, which nobody can know. */
function isRace({ created }: Scene, record: DeploymentRecord): boolean {
  return created.some((each) => each.record.id === record.id && !isSame(each.read, record.spicepod))
}

/** Whether a deployment has what its commit stands for. */
function isOfItsCommit({ world }: Scene, { spicepod, commitSha }: DeploymentRecord): boolean {
  return isSame(spicepod, world.podAt(commitSha, 'taxi'))
}

/** A re-run watches no deployment of somebody else. */
function judgeAttempt(scene: Scene, demand: Demand, happened: string[]): void {
  const { drawn, created, ownId, file, stored, world } = scene
  const record = followed(scene)
  if (
    record === undefined ||
    drawn.action !== 'deploy' ||
    created.some((each) => each.record.id === record.id)
  )
    return
  happened.push('watched an earlier attempt')
  if (record.id === ownId || file === undefined || world.app('taxi').github !== null) return
  if (isSame(record.spicepod, file)) return
  if (isSame(stored, file)) happened.push('limit: two workflows of one commit')
  else demand(false, `watched ${record.id} ${describe(record.spicepod)}, which is not its own`)
}

/** Nothing that changed for the worse is passed, and nothing is called gone that is not. */
function judgeComparison(scene: Scene, demand: Demand): void {
  const { drawn, result, live, world, created } = scene
  const record = followed(scene)
  if (drawn.compare === 'not' || record === undefined || drawn.action !== 'deploy') return
  const listed: { table: string; change: string }[] = JSON.parse(result.outputs['data-changes'] || '[]')
  const changes = listed.map(({ table, change }) => ({ table: shorten(table), change }))
  const tables = (one: DeploymentRecord | undefined) =>
    namesIn({ datasets: (one?.spicepod as { datasets?: object[] } | null)?.datasets })
  const before = tables(live)
  const after = tables(record)
  const then = created.find((each) => each.record.id === record.id)?.live
  // What is not known to be part of a deployment and is missing cannot be told from what was removed.
  const troubles = world.sandbox.cloud.state.incidents.of(record).map(({ trouble }) => trouble)
  const isMissing = (table: string) =>
    troubles.some((trouble) => trouble.kind === 'missing' && trouble.component === table)
  const isReplaced = scene.isDisturbed && drawn.meanwhile?.what.kind !== 'edit'
  if (then !== live || live === undefined || isReplaced || isRace(scene, record)) return
  for (const { table, change } of changes) {
    if (change === 'removed')
      demand(
        before.includes(table) && (!after.includes(table) || isMissing(table)),
        `${table} is called gone`,
      )
    if (change === 'added') demand(!before.includes(table) && after.includes(table), `${table} is called new`)
  }
  if (drawn.compare !== 'fail' || result.outputs.outcome !== 'succeeded') return
  const gone = before.filter((table) => !after.includes(table))
  demand(gone.length === 0, `passed, and ${gone} is gone`)
  const isNarrower = drawn.losesColumn && before.includes('trips') && after.includes('trips')
  demand(!isNarrower || world.liveOf(world.app('taxi'))?.id !== record.id, 'passed, and a column is gone')
}

/** A table without the catalog and the schema that a runtime completes its name with. */
const shorten = (table: string) => table.replace(/^spice\.(public\.)?/, '')

/** How often it was not known what a deployment was made with, by reason. */
function countKnown(scene: Scene, happened: string[]): void {
  const { drawn, world, served, result } = scene
  const record = followed(scene)
  const isOurs = record !== undefined && record.commitSha !== null && isOfItsCommit(scene, record)
  const isFair = isOurs && drawn.hasToken && drawn.pushes && !world.isRendered && drawn.action !== 'rollback'
  for (const one of served) {
    const reason =
      one.certainty === 'not known' ? `: ${one.why.replace(/[0-9a-f]{7,}/g, 'SHA').slice(0, 60)}` : ''
    happened.push(`${one.certainty}${reason}`)
    if (isFair) happened.push(`after a push: ${one.certainty}${reason}`)
  }
  const [, why] = /could not determine the spicepod of deployment \d+ \(([^)]*)/.exec(result.log) ?? []
  if (why !== undefined)
    happened.push(`rollback not known: ${why.replace(/[0-9a-f]{7,}/g, 'SHA').slice(0, 60)}`)
}
