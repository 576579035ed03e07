import { shortCommit } from '../../commit.ts'
import { describeOther } from '../other-deployment.ts'
import { firstLine } from '../text.ts'
import type { Narration, Teller } from './narration.ts'

/** Tells how the deployment comes about: asked for, waited for, lost and found, or there already. */
export function narrateCreation({ log, heartbeat, facts, redact }: Narration): Teller {
  let hasAsked = false
  let waitsFor = ''
  return {
    creating() {
      if (hasAsked) return
      hasAsked = true
      heartbeat.countFrom(0)
      heartbeat.turnTo('asking for the deployment')
      log.startGroup('Deploy')
      const { appId, source } = facts()
      const { branch, commitSha, commitMessage } = source ?? {}
      const parts = [
        `Deploying app ${appId}`,
        branch && `branch ${branch}`,
        commitSha && `commit ${shortCommit(commitSha, redact)}`,
        commitMessage && `"${firstLine(commitMessage, redact)}"`,
      ]
      log.info(parts.filter(Boolean).join(' · '))
    },

    waitingForTurn(inTheWay, serverTimeMs) {
      heartbeat.turnTo('waiting for its turn')
      const others =
        inTheWay.map((each) => describeOther(each, redact, serverTimeMs)).join(' and ') ||
        'another deployment, which the list does not show'
      // Those who cannot be seen are looked for again and again.
      if (others !== waitsFor) heartbeat.tell(`Waiting for ${others}`)
      else heartbeat.beat()
      waitsFor = others
    },

    createLost() {
      log.info('The answer to the request for the deployment was lost. Looking whether it was carried out.')
    },

    createFound({ id }) {
      log.info(`It was carried out: deployment ${id} is the one that was asked for.`)
    },

    createRepeated() {
      log.info('It was not carried out. Asking again.')
    },

    attached({ id }, why) {
      log.startGroup('Deploy')
      log.info(`Watching deployment ${id}: ${why}`)
    },
  }
}
