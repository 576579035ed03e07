import prettyMilliseconds from 'pretty-ms'
import { formatDuration } from '../progress.ts'
import type { Narration, Teller } from './narration.ts'

/** Tells how what was deployed is checked: the runtime, its datasets, then the probes. */
export function narrateVerification({ log, heartbeat }: Narration): Teller {
  return {
    verifying() {
      log.startGroup('Verify')
      heartbeat.turnTo('looking for the runtime')
    },

    unverifiable(reason, probes) {
      // Of probes the verdict says so.
      if (probes.length === 0) log.info(`Verification was skipped: ${reason}.`)
    },

    idle() {
      log.info('The spicepod names no components: the runtime answers, and has nothing to be ready for.')
    },

    runtimeNotReady(reason) {
      heartbeat.turnTo('waiting for the runtime')
      heartbeat.tellWithTime(`The runtime is not ready yet: ${reason}`)
    },

    runtimeReady(tookMs) {
      heartbeat.turnTo('waiting for the datasets')
      heartbeat.tellWithTime(`The runtime is ready, after ${formatDuration(tookMs)}`)
    },

    datasetsSeen(progress) {
      heartbeat.turnTo(`datasets: ${progress}`)
      heartbeat.tellWithTime(`Datasets: ${progress}`)
    },

    probing(name) {
      heartbeat.turnTo(`asking the ${name} probe`)
    },

    probeEnded({ name, ok, durationMs, detail, error }) {
      const words = detail ?? error
      const line = `${ok ? '✓' : '✗'} ${name} (${prettyMilliseconds(durationMs)})`
      heartbeat.tell(words ? `${line}: ${words}` : line, ok ? 'green' : 'red')
    },
  }
}
