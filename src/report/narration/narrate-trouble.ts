import type { Narration, Teller } from './narration.ts'

/** Tells when Spice Cloud stops answering as it should, and when it answers again. */
export function narrateTrouble({ log }: Narration): Teller {
  let hadTrouble = false
  return {
    troubleBegan(reason) {
      const text = `Spice Cloud does not answer as it should (${reason}). The run goes on for as long as it has time.`
      // One annotation is enough to know of it; the log has every stretch.
      if (hadTrouble) log.info(text)
      else log.warning(text)
      hadTrouble = true
    },

    troubleEnded() {
      log.info('Spice Cloud answers again.')
    },
  }
}
