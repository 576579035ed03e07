import { nameApp } from '../../app/describe.ts'
import type { AppCreation, PlannedChange } from '../../app/plan.ts'
import type { Plan, RuntimeChange } from '../../core/outcome.ts'
import { shortCommit } from '../../github/event.ts'
import { capitalize, count, firstLine, join, maxLength, shorten } from '../../platform/text.ts'
import { describeDeployment, nameSource } from '../../report/wording.ts'
import type { AppRequest, DeploymentRequest } from '../../spice/api.ts'

/** Steps of a real run, a sentence for each. */
export function describePlan(plan: Plan, appId: number | undefined): string[] {
  if (plan.kind === 'watch') {
    return [`Watch ${describeDeployment(plan.deployment)}. Nothing would be written.`]
  }
  if (plan.kind === 'remove') {
    return [`Delete ${nameApp(plan.app)}, with its runtime, API keys and secrets`]
  }
  const { creation, changes, spicepodDiff, blockers, request, runtime, resumes, isConnected } = plan
  const secrets = changes.flatMap((change) =>
    change.kind === 'secret' ? [change.isNew ? `${change.name} (new)` : change.name] : [],
  )
  return [
    ...(creation ? [describeCreation(creation)] : []),
    ...changes.flatMap((change) => describeUpdate(change, spicepodDiff?.flat())),
    ...describeRunning(plan),
    ...(secrets.length > 0 ? [`Store secrets ${secrets.join(', ')}`] : []),
    ...blockers.map(
      (blocker) => `${capitalize(describeDeployment(blocker))}, is still running and may block this one`,
    ),
    resumes
      ? `Resume ${appId === undefined ? 'the new app' : `app ${appId}`}, which is paused; that deploys its spicepod${describeRuntime(runtime)}`
      : `Create a deployment${describeBody(deploymentWords, request)}${describeRuntime(runtime)}${isConnected ? ", with the spicepod of the app's GitHub repository" : ''}`,
  ]
}

const runtimeDeciders = { input: 'image tag', pin: 'pinned by the app', channel: 'channel stable' } as const

/** `, runtime 2.3.2 → probably 2.4.0 (channel stable)`; empty if that is not known, or the same as before. */
function describeRuntime(runtime: RuntimeChange | undefined): string {
  if (runtime === undefined) return ''
  const { before, after, by } = runtime
  return `, runtime ${before} → ${by === 'channel' ? 'probably ' : ''}${after} (${runtimeDeciders[by]})`
}

/** The page of a version among the releases of the runtime, which are public. */
export function releaseNotesUrl({ after }: RuntimeChange): string {
  return `https://github.com/spiceai/spiceai/releases/tag/v${after}`
}

/** The order of versions such as `2.3.2`; a candidate comes before its release. */
const versions = new Intl.Collator('en', { numeric: true })

export function isUpgrade({ before, after }: RuntimeChange): boolean {
  const [old, next] = [before, after].map((version) => version.replace(/-.*|$/, (rest) => rest || '~'))
  return versions.compare(old ?? '', next ?? '') < 0
}

/** Words for each field of a request body. A field that is new does not compile until it has some. */
type Words<Body> = {
  [Field in keyof Body]-?: (value: NonNullable<Body[Field]>) => string
}

const deploymentWords: Words<DeploymentRequest> = {
  branch: (branch) => `branch ${shorten(branch, maxLength.value)}`,
  commit_sha: (sha) => `commit ${shortCommit(sha)}`,
  channel: (channel) => `channel ${channel}`,
  replicas: (replicas) => count(replicas, 'replica'),
  image_tag: (tag) => `image tag ${shorten(tag, maxLength.value)}`,
  debug: () => 'debug mode',
  commit_message: (message) => `message "${firstLine(message)}"`,
}

/** The step begins with the name, so the name has no words here. */
const appWords: Words<Omit<AppRequest, 'name'>> = {
  region: (region) => `region ${region}`,
  visibility: (visibility) => `${visibility} visibility`,
  tags: (tags) =>
    `tags ${Object.entries(tags)
      .map(([key, value]) => `${key}: ${value}`)
      .join(', ')}`,
}

/** `: branch main, 2 replicas`; empty if nothing is set. */
function describeBody<Body extends object>(words: Words<Body>, body: Partial<Body>): string {
  const parts = (Object.keys(words) as (keyof Body)[]).flatMap((field) => {
    const value = body[field]
    return value === undefined || value === null ? [] : [words[field](value)]
  })
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`
}

function describeCreation({ name, source, request }: AppCreation): string {
  const from = source && `, forked from ${nameSource(source)} (${source.id})`
  return `Create app ${name}${from ?? ''}${describeBody(appWords, request)}`
}

function describeUpdate(change: PlannedChange, diff: readonly string[] | undefined): string[] {
  // All secrets together are one step.
  if (change.kind === 'secret') return []
  if (change.kind === 'tags') {
    return change.differences.map(({ key, before, after }) =>
      before === undefined
        ? `Set tag ${key}: ${after}`
        : `Change tag ${key}: ${shorten(before, maxLength.value)} → ${after}`,
    )
  }
  // What runs decides what is said of one that is stored already.
  if (change.update === undefined) return []
  if (diff === undefined) return [`Push ${change.path}: too different from the current one to show`]
  const added = diff.filter((line) => line.startsWith('+')).length
  const removed = diff.filter((line) => line.startsWith('-')).length
  return [`Push ${change.path}: ${count(added, 'line')} added, ${removed} removed`]
}

/** What is stored already, and whether it runs. */
function describeRunning({ changes, running }: Extract<Plan, { kind: 'deploy' }>): string[] {
  const { notYet, newestEnd } = running ?? {}
  const change = changes.find(({ kind }) => kind === 'spicepod')
  const isPushed = change?.kind === 'spicepod' && change.update !== undefined
  if (isPushed) return []
  if (notYet !== undefined) return [`Spicepod: already stored, not yet running: ${notYet}`]
  const path = change?.kind === 'spicepod' ? `Spicepod unchanged (${change.path})` : ''
  return [join(', and it runs, but ', path, newestEnd)].map(capitalize).filter(Boolean)
}
