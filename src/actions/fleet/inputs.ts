import * as v from 'valibot'
import { table } from '../../inputs/inputs.ts'
import {
  credentialTable,
  type InputsRead,
  input,
  isGiven,
  matching,
  readTable,
  seconds,
  text,
  type ValuesOf,
} from '../../inputs/table-reader.ts'
import type { Runner } from '../../platform/runner.ts'
import { listNames } from '../../platform/text.ts'

/** How an app of the fleet stands, the worst first, as people see it. `docs/fleet.md` says when an app is in a state. */
export const fleetStates = [
  'invalid',
  'unknown',
  'edited',
  'rolled-back',
  'failed',
  'changed',
  'new',
  'deploying',
  'current',
] as const

export type FleetState = (typeof fleetStates)[number]

const sets = new Map<string, readonly string[]>([
  ['none', []],
  ['not-current', fleetStates.filter((state) => state !== 'current')],
])

/** @param others what may stand in place of a list of states */
function statesOf<State extends FleetState>(known: readonly State[], rule: string, others = sets) {
  return v.pipe(
    text,
    v.transform((list): readonly string[] => {
      const words = list
        .split(/[,\n]/)
        .map((word) => word.trim())
        .filter(Boolean)
      return others.get(words.join()) ?? words
    }),
    v.array(v.picklist(known, `must be ${rule}: ${listNames(known)}`)),
  )
}

const states = statesOf(fleetStates, '`none`, `not-current`, or states of apps')

/** States whose apps a deployment can bring to what the repository has. */
const deployableStates = ['new', 'edited', 'rolled-back', 'changed', 'failed'] as const
const toDeploy = statesOf(deployableStates, 'states of apps that can be deployed', new Map())
const deployedByDefault: readonly (typeof deployableStates)[number][] = ['new', 'edited', 'changed', 'failed']

const unread: readonly FleetState[] = ['invalid', 'unknown']

const fleetTable = {
  ...credentialTable,
  apiUrl: table.apiUrl,
  org: table.org,
  apps: input('apps', 'every run', text, ''),
  appName: input('app-name', 'every run', text, '{directory}'),
  name: input('name', 'every run', matching(/^[\w-]+$/, 'letters, digits, `-` and `_`'), 'fleet'),
  deploy: input('deploy', 'every run', toDeploy, deployedByDefault),
  failOn: input('fail-on', 'every run', states, unread),
  commentOnPr: table.commentOnPr,
  githubToken: table.githubToken,
  timeoutMs: input('timeout-seconds', 'every run', seconds, 300_000),
  requestTimeoutMs: table.requestTimeoutMs,
}

export type FleetInputs = ValuesOf<typeof fleetTable>

/** Reads and checks the inputs of the action that reads many apps, but not the apps. All problems are reported together. */
export function readFleetInputs(runner: Runner, whyNoSecrets?: string): InputsRead<FleetInputs> {
  return readTable(fleetTable, runner, whyNoSecrets, () => (isGiven('apps', runner) ? [] : [noApps]))
}

const noApps =
  '`apps` is empty. Set it to globs of spicepods, such as `apps/*/spicepod.yaml`, and check that the variable exists if it reads one.'
