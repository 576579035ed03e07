import { describeWrite } from '../writes.ts'
import type { Narration, Teller } from './narration.ts'

/** Tells what is written to the app before it is deployed, and what is not. */
export function narrateWrites({ log }: Narration): Teller {
  return {
    otherName(given, { id, name }) {
      log.warning(
        `\`app-id\` ${id} is the app \`${name}\`, and \`app-name\` is \`${given}\`: the id counts. Correct or remove one of them.`,
      )
    },

    createsBare() {
      log.warning(
        'The app is created without a spicepod, and cannot be deployed without one: give it with `spicepod`.',
      )
    },

    withoutTags() {
      log.info('The plan of the organization has no tags: the app goes without that of the repository.')
    },

    wrote(write) {
      log.info(describeWrite(write))
    },

    unchanged(what) {
      log.info(`The app has ${what === 'tags' ? 'these tags' : 'this spicepod'} already: nothing to write.`)
    },

    connectedToGithub() {
      log.info(
        'The app is connected to a GitHub repository and takes its spicepod from there: it was not pushed.',
      )
    },

    notWritten() {
      log.warning(
        'Tags, spicepod and secrets were left to that attempt: this one writes nothing. Where they have changed since, start the workflow anew instead of running it again.',
      )
    },
  }
}
