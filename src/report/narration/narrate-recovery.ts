import { describeRecovery, isRecovered } from '../recovery.ts'
import { colourOf } from '../status.ts'
import type { Narration, Teller } from './narration.ts'

/** Tells what comes after a failure: the log of the deployment, and what is put back. */
export function narrateRecovery({ log, heartbeat, facts, redact }: Narration): Teller {
  let isUnverified = false
  let status: string | undefined
  return {
    decided({ kind }) {
      isUnverified = kind === 'unverified'
    },

    logTail(lines) {
      if (lines.length > 0) log.group(`Log of deployment ${facts().deployment?.id}, the end of it`, lines)
    },

    recovering(mode) {
      const why = isUnverified ? 'What was deployed does not hold.' : 'The deployment failed.'
      const what = mode === 'restore' ? 'Putting the spicepod back' : 'Rolling back'
      log.startGroup(mode === 'restore' ? 'Restore' : 'Roll back')
      heartbeat.turnTo(mode === 'restore' ? 'putting the spicepod back' : 'rolling back')
      heartbeat.tell(`${why} ${what}; tags and secrets stay as they are.`)
    },

    restored() {
      heartbeat.tell('The app has the spicepod back that it had before this run.')
    },

    rollbackSeen(rollback) {
      if (rollback.status !== status) {
        heartbeat.turnTo(`rollback: deployment ${rollback.id} ${rollback.status}`)
        heartbeat.tell(`Rollback: deployment ${rollback.id} ${rollback.status}`, colourOf(rollback.status))
      }
      status = rollback.status
    },

    recovered(recovery) {
      // Told already, when it was done.
      if (recovery.kind === 'restored' && recovery.rollback === undefined) return
      if (isRecovered(recovery)) log.info(describeRecovery(recovery, redact))
      else log.warning(describeRecovery(recovery, redact))
    },
  }
}
