import type { Document, LineCounter } from 'yaml'
import { cut, type Redact } from '../platform/text.ts'
import type { Problem } from '../problem.ts'
import { findMissingSecrets, findSecretReferences, type KnownSecrets } from './secret-references.ts'
import { checkSpicepod } from './spicepod-checks.ts'
import type { SpicepodFinding } from './spicepod-finding.ts'

/** What the checks say about a spicepod, whatever app it is for. */
export interface SpicepodReport {
  readonly problems: readonly Problem[]
  /** The references to secrets that do not exist, if these are all that there are. */
  readonly findMissing: (known: KnownSecrets) => Problem[]
}

/** More of them would not be read. */
const maxProblems = 100
const maxMessageLength = 500

/** @param file relative to the root of the repository */
export function inspectSpicepod(
  { document, lines }: { document: Document; lines: LineCounter },
  file: string,
  redact: Redact,
): SpicepodReport {
  const locate = ({ name = file, message, ...finding }: SpicepodFinding): Problem => ({
    ...finding,
    name,
    message: cut(message, maxMessageLength, redact),
    file,
  })
  const findings = checkSpicepod(document, lines)
  const references = findSecretReferences(document, lines)
  const shown =
    findings.length <= maxProblems
      ? findings
      : [...findings.filter(({ certain }) => certain), ...findings.filter(({ certain }) => !certain)]
  return {
    problems: shown.slice(0, maxProblems).map(locate),
    findMissing: (known) => findMissingSecrets(references, known).slice(0, maxProblems).map(locate),
  }
}
