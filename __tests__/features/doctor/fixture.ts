import type { InstancePoll } from '../../../src/features/doctor/components.ts'
import type { DoctorSettings } from '../../../src/features/doctor/judge.ts'
import { createJudge } from '../../../src/features/doctor/judge.ts'
import { plainLines } from '../../../src/features/doctor/log-events.ts'
import type { SpicepodComponent } from '../../../src/spicepod/spicepod.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.

export const component = (
  kind: SpicepodComponent['kind'],
  name: string,
  more: Partial<SpicepodComponent> = {},
): SpicepodComponent => {
  const ordinary = { isReference: false, accelerated: false }
  return { kind, name, ...ordinary, path: ['', 0], entry: {}, ...more }
}
export const dataset = (name: string, more: Partial<SpicepodComponent> = {}) =>
  component('dataset', name, { from: 's3://bucket/x', ...more })

export const settings: DoctorSettings = {
  stuckAfterMs: 120_000,
  logStartMs: Date.UTC(2026, 9, 1),
  spicepod: {
    isKnown: true,
    isComplete: true,
    components: [
      dataset('fares'),
      dataset('zones'),
      dataset('trips', { accelerated: true }),
      component('model', 'gpt'),
      component('model', 'gpt-4.1'),
      component('embedding', 'e5'),
    ],
  },
}

let second = 0
/** A line of the runtime, each a second after the one before. */
export function line(level: string, module: string, text: string): string {
  second++
  const time = new Date(Date.UTC(2026, 9, 1) + second * 1000).toISOString().replace('Z', '123Z')
  return `${time} ${level.padStart(5)} ${module}: ${text}`
}

export const warn = (text: string, module = 'runtime::init::model') => line('WARN', module, text)
export const error = (text: string, module = 'runtime::init::dataset') => line('ERROR', module, text)
export const info = (text: string, module = 'runtime') => line('INFO', module, text)
export const loaded = () => info('All components are loaded. Spice runtime is ready!')

export function secrets(...lines: string[]): string[] {
  const start = `Secrets: ${lines.length} of 9 secret reference(s) could not be resolved:`
  const docs = 'Docs: https://spiceai.org/docs/components/secret-stores'
  return [warn(start, 'runtime::secrets_preflight'), ...lines, docs]
}
export const passMissing = "  ✗ ${ secrets:PG_PASS }  dataset 'fares' (pg_pass) — not found in [env]"

/** As an instance that names its deployment. */
export const withDeployment = (poll: InstancePoll): InstancePoll => ({ deploymentId: '7', ...poll })

/** What the polls of the new instances have shown by now, newest instance first. */
export function judge(
  polls: readonly { instances: readonly InstancePoll[]; atMs?: number; sinceLastMs?: number }[],
  given: DoctorSettings = settings,
) {
  const addPoll = createJudge(given, undefined)
  const judgements = polls.map(({ instances, atMs = 0, sinceLastMs = 0 }) =>
    addPoll({ instances: instances.map(withDeployment), areAll: true }, { atMs, sinceLastMs }),
  )
  const { rollout, blockers = [], nextRead } = judgements.at(-1) ?? {}
  const findings = rollout?.problems.map((problem) => ({
    ...problem,
    verdict: problem.certain ? 'certain' : blockers.includes(problem) ? 'probable' : 'report',
  }))
  return {
    findings: findings ?? [],
    progress: rollout?.progress,
    instance: rollout?.instance,
    problemLines: rollout?.problemLines ?? [],
    waiting: rollout?.waiting ?? [],
    needsMoreLog: nextRead?.needsMoreLog,
    understood: nextRead?.understood,
  }
}

/** Polls of the one new instance, 15 s apart. */
export function pollAll(polls: readonly Partial<InstancePoll>[], given: DoctorSettings = settings) {
  const toInstance = ({ logLines, ...poll }: Partial<InstancePoll>): InstancePoll => ({
    name: 'new',
    status: 'loading',
    ...poll,
    logLines: logLines && plainLines(logLines.join('\n'), Number.POSITIVE_INFINITY),
  })
  const sinceLastMs = 15_000
  const timed = polls.map((poll, index) => ({
    atMs: index * sinceLastMs,
    sinceLastMs,
    instances: [toInstance(poll)],
  }))
  return judge(timed, given)
}

export const read = (...logLines: string[]) => pollAll([{ logLines }])
/** Verdict, subject and cause of each finding. */
export const ids = ({ findings }: ReturnType<typeof judge>) =>
  findings.map(({ verdict, kind, name, code }) => `${verdict} ${kind}:${name} ${code}`)
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.
