import type { ProblemCode } from '../src/core/problem.ts'
import type { words as rolloutWords } from '../src/features/doctor/words.ts'
import type { words as spicepodWords } from '../src/spicepod/words.ts'

/** Codes whose messages come from elsewhere, so that the page has nothing but the explanation. */
type WithoutWords = Exclude<ProblemCode, keyof typeof rolloutWords | keyof typeof spicepodWords>

/** What `docs/problems.md` says of a code besides its message and advice. */
export const explanations: Readonly<Record<WithoutWords, string> & Partial<Record<ProblemCode, string>>> = {
  'spicepod-unreadable':
    'Also an error of the syntax, or a list that is not a list of maps, which the checks find before anything is written.',
  'secret-in-url':
    'The URL is one of `http` or `https`, and the spicepod that Spice Cloud has stored has no such URL. Whoever can change the spicepod can therefore read all secrets of the app: look at it before you merge or approve. It is a warning at most, and a URL that is deployed is not named again.',
  'secret-empty': 'This alone never counts as stuck, since the parameter may be optional.',
  'model-type-unknown': 'Check `from`, and list the files of a model that is not a language model.',
  'dataset-bucket-region': 'Set `s3_region` to the region of the bucket.',
  'dataset-unreachable': 'The runtime tries again. The reason is often a network or a login.',
  'dataset-in-error': 'It was so for `stuck-after-seconds` without interruption.',
  'dataset-initializing':
    'It is queried in place, and was so for three times `stuck-after-seconds`. An accelerated dataset never has this code.',
  'instance-restarted': 'This alone never counts as stuck.',
  'bake-failed':
    'The app was well after its deployment, and then three polls in a row showed that it is not any more, or a second instance was replaced. `kind` and `name` say what went bad: a component, a `test`, a `monitor`, an `instance`, or the `deployment` if its runtime is not ready. The message has since when, and the reason that the runtime gives. [bake.md](bake.md#signs-that-the-app-goes-bad) lists the signs, and [what to do about false alarms](bake.md#false-alarms).',
  'component-not-ready':
    'The run ended before the deployment did, and a component was not ready without a cause that is known. Its state and error are in the message; it is `Retrying` if only the log of the instance could be read. Raise `timeout-seconds` if it only needs more time.',
  'deployment-reports':
    'Spice Cloud reports an error of a deployment that is in progress, such as `insufficient_memory`, and keeps trying. If it does not pass, follow the advice and redeploy.',
  'test-file-invalid':
    'The file that `test-file` names cannot be used: a key is unknown, a value has another form, a test expects nothing or would write. The message says what, at its line. [data.md](data.md#the-file) has the form of the file.',
}
