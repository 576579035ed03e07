import type { Finding } from '../../src/doctor/finding.ts'
import { toProblem } from '../../src/doctor/finding.ts'
import { plainLines } from '../../src/doctor/log-events.ts'
import {
  type DoctorSettings,
  type DoctorState,
  diagnose,
  type InstancePoll,
  initialState,
  observe,
} from '../../src/doctor/rules.ts'

import type { SpicepodComponent } from '../../src/spicepod/spicepod.ts'

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.

export const component = (
  kind: SpicepodComponent['kind'],
  name: string,
  more: Partial<SpicepodComponent> = {},
): SpicepodComponent => ({
  ...{ kind, name, isReference: false, accelerated: false, onDemand: false, path: ['', 0], entry: {} },
  ...more,
})
export const dataset = (name: string, more: Partial<SpicepodComponent> = {}) =>
  component('dataset', name, { from: 's3://bucket/x', ...more })

export const settings: DoctorSettings = {
  stuckAfterMs: 120_000,
  logStartMs: Date.UTC(2026, 9, 1),
  redact: (text) => text,
  spicepod: {
    isComplete: true,
    components: [
      dataset('fares'),
      dataset('zones'),
      dataset('trips', { accelerated: true }),
      dataset('lazy', { onDemand: true }),
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

/** The diagnosis, with each finding in words as well. */
export function judge(state: DoctorState, nowMs: number, given: DoctorSettings) {
  const diagnosis = diagnose(state, nowMs, given)
  const say = (finding: Finding) => ({ ...toProblem(finding, [], undefined, given.redact), ...finding })
  return { ...diagnosis, findings: diagnosis.findings.map(say) }
}

/** Polls of the one new instance, 15 s apart. */
export function pollAll(polls: readonly Partial<InstancePoll>[], given: DoctorSettings = settings) {
  const state = polls.reduce<DoctorState>(
    (before, poll, index) =>
      observe(
        before,
        {
          atMs: index * 15_000,
          sinceLastMs: 15_000,
          instances: [
            {
              ...{ name: 'new', status: 'loading', ...poll },
              logLines: poll.logLines && plainLines(poll.logLines.join('\n'), given.redact),
            },
          ],
        },
        given,
      ),
    initialState,
  )
  return judge(state, Math.max(0, polls.length - 1) * 15_000, given)
}

export const read = (...logLines: string[]) => pollAll([{ logLines }])
/** Verdict, subject and cause of each finding. */
export const ids = (findings: readonly Finding[]) =>
  findings.map(({ verdict, kind, name = '', code }) => `${verdict} ${kind}:${name} ${code}`)
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: this is how a spicepod refers to secrets.
