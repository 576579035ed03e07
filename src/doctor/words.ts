import prettyMilliseconds from 'pretty-ms'
import { capitalize, type Redact, shorten } from '../platform/text.ts'
import { type Problem, quote } from '../problem.ts'
import type { Spicepod, SpicepodComponent } from '../spicepod/spicepod.ts'
import type { Finding, FindingCode } from './finding.ts'

const maxNameLength = 200
const maxReasonLength = 300

/** Foreign text on one line, without secrets. */
export function oneLine(text: string, redact: Redact, maxLength = maxReasonLength): string {
  return shorten(text, maxLength, redact)
}

/** What a finding is about, as sentences need it: foreign text is short and free of secrets. */
interface Shown {
  readonly store?: string | undefined
  /** `Dataset \`fares\`` or `A dataset`. */
  readonly label: string
  /** The name in backticks. */
  readonly name: string
  readonly reason: string
  /** `: reason`, or a stop if there is none. */
  readonly because: string
  readonly count: number
  readonly lasted: string
  readonly user: string
  /** What to do about a reason that is known; undefined if it is not. */
  readonly known: string | undefined
}

type Words = (shown: Shown) => { readonly message: string; readonly advice?: string | undefined }

const words: Readonly<Record<FindingCode, Words>> = {
  'secret-unresolved': ({ name, user, reason, ...more }) => ({
    message: `Secret ${name} of ${user} could not be resolved: ${reason}.`,
    advice: adviseOnSecret({ name, reason, ...more }),
  }),
  'secrets-unresolved': ({ count }) => ({
    message: `${count === 1 ? 'One secret reference' : `${count} secret references`} of the spicepod could not be resolved.`,
    advice:
      count === 1
        ? 'Check which one in the instance log, add the secret and deploy again.'
        : 'Check which ones in the instance log, add the secrets and deploy again.',
  }),
  'secret-empty': ({ name, because, store }) => ({
    message: `Secret ${name} could not be resolved${because}`,
    advice: adviseOnSecret({ name, store, reason: '' }),
  }),
  'model-failed': ({ label, because, known }) => ({
    message: `${label} failed to load${because}`,
    advice:
      known ??
      'Check the key, the name of the model and the quota at its provider, then deploy again: models are loaded only once.',
  }),
  'model-type-unknown': ({ label, known }) => ({
    message: `The type of ${label.charAt(0).toLowerCase()}${label.slice(1)} could not be determined.`,
    advice: known,
  }),
  'models-unsupported': () => ({
    message: 'The image of the instance cannot load models.',
    advice: 'Deploy with an image that includes models.',
  }),
  'spicepod-unreadable': ({ because }) => ({
    message: `The instance could not load the spicepod${because}`,
    advice: 'Fix the spicepod and deploy again.',
  }),
  'spicepod-empty': () => ({
    message: 'The instance found no datasets or catalogs, although the spicepod has some.',
    advice: 'Check the instance log for the reason why they were not loaded, fix it and deploy again.',
  }),
  'dataset-dropped': ({ label, because, known }) => ({
    message: `${label} was dropped${because}`,
    advice: known ?? 'Fix the dataset and deploy again: the runtime skips invalid datasets.',
  }),
  'dataset-name-reserved': ({ label, because }) => ({
    message: `${label} was dropped${because}`,
    advice: 'Give the dataset another name and deploy again.',
  }),
  'dataset-refresh-conflict': ({ label }) => ({
    message: `${label} was dropped: it has both \`refresh_cron\` and \`refresh_check_interval\`.`,
    advice: 'Keep one of the two.',
  }),
  'dataset-parent-missing': ({ label, because }) => ({
    message: `${label} was not loaded${because}`,
    advice: 'Add the parent dataset to the spicepod, or correct `from`.',
  }),
  'dataset-bucket-region': ({ label, because, known }) => ({
    message: `${label} cannot read its bucket${because}`,
    advice: known,
  }),
  'dataset-invalid': ({ label, because, known }) => ({
    message: `${label} cannot be initialized${because}`,
    advice: known ?? 'Fix the dataset and deploy again: the runtime does not retry it.',
  }),
  'dataset-uninitialized': ({ label }) => ({
    message: `The instance did not initialize ${label.charAt(0).toLowerCase()}${label.slice(1)}, and gives no reason.`,
    advice: 'Check the instance log for errors before that, fix them and deploy again.',
  }),
  'accelerator-failed': ({ label, because, known }) => ({
    message: `${label} was not loaded, because its accelerator failed${because}`,
    advice: known ?? 'Check `engine` and `params` of its `acceleration`, then deploy again.',
  }),
  'accelerators-skipped': ({ count }) => ({
    message: `The instance skipped ${count === 1 ? 'a dataset whose accelerator' : `${count} datasets whose accelerators`} failed to initialize.`,
    advice: 'Check `engine` and `params` of each `acceleration`, then deploy again.',
  }),
  'dataset-unreachable': ({ label, because }) => ({
    message: `${label} could not be initialized${because}`,
  }),
  'dataset-in-error': ({ label, lasted, because, known }) => ({
    message: `${label} has been in error for ${lasted}${because}`,
    advice: known ?? 'Check `from`, the parameters and the secrets of the dataset, then deploy again.',
  }),
  'dataset-initializing': ({ label, lasted, because, known }) => ({
    message: `${label} has been initializing for ${lasted}${because}`,
    advice: known ?? 'Check that the source is reachable from Spice Cloud, for example its firewall.',
  }),
  'instance-restarted': ({ count }) => ({
    message: `The new instance has restarted ${['never', 'once', 'twice'][count] ?? `${count} times`}.`,
    advice: 'Check the last lines of the instance log for the reason, such as a lack of memory.',
  }),
}

function adviseOnSecret({ name, store = '', reason }: Pick<Shown, 'name' | 'store' | 'reason'>): string {
  if (reason.startsWith('references undefined store')) {
    const reference = name.replace(/^`/, '`${secrets:').replace(/`$/, '}`')
    return `Add store ${quote(store)} to the \`secrets\` list of the spicepod, or refer to ${reference}.`
  }
  if (reason.startsWith('store ')) return `Check the settings of the secret store, then deploy again.`
  return `Add ${name} to the \`secrets\` input, or link the organization's secret of that name to the app, then deploy again: secrets are read only at the start.`
}

/** Says what is wrong and what to do. Secrets are hidden. */
export function describeFinding(finding: Finding, redact: Redact): ReturnType<Words> {
  return words[finding.code](show(finding, redact))
}

/**
 * Says what is wrong and what to do, at the line of the component or of the one that uses the secret. The name stays
 * exact, since problems are compared by it.
 *
 * @param given the spicepod that this run has deployed, if it is known
 */
export function toProblem(
  finding: Finding,
  components: readonly SpicepodComponent[],
  given: Spicepod | undefined,
  redact: Redact,
): Problem {
  const { kind, name = '', verdict, usedBy } = finding
  const owner = usedBy ?? { kind, name }
  const component = components.find((each) => each.kind === owner.kind && each.name === owner.name)
  const { message, advice } = describeFinding(finding, redact)
  return {
    kind,
    name,
    certain: verdict === 'certain',
    message,
    ...(advice !== undefined && { advice }),
    ...(component && given?.locate(...component.path, 'name')),
  }
}

function show(
  { kind, name, reason = '', store, usedBy, count = 0, lastedMs = 0 }: Finding,
  redact: Redact,
): Shown {
  const nameOf = (text: string) => quote(oneLine(text, redact, maxNameLength))
  const line = oneLine(reason, redact)
  return {
    label: name === undefined ? `A ${kind}` : `${capitalize(kind)} ${nameOf(name)}`,
    name: nameOf(name ?? ''),
    reason: line,
    because: line === '' ? '.' : `: ${line}`,
    store: store && oneLine(store, redact, maxNameLength),
    user:
      usedBy === undefined
        ? ''
        : `${usedBy.kind.replace('_', ' ')} ${nameOf(usedBy.name)} (${nameOf(usedBy.param)})`,
    count,
    lasted: prettyMilliseconds(lastedMs, { secondsDecimalDigits: 0 }),
    known: adviseOn(reason),
  }
}

/** What to do about a cause, by the text in which it shows. */
interface Cause {
  /** Any of them, in any case. */
  readonly texts: readonly string[]
  readonly advice: string
}

/** The first that fits is used, so the special come before the general. */
const causes: readonly Cause[] = [
  {
    texts: ['insufficient_quota', 'exceeded your current quota'],
    advice:
      'The quota of the model provider is used up. Add credit there, or use the key of another account, then deploy again.',
  },
  {
    texts: ['invalid_api_key', 'incorrect api key', 'invalid x-api-key'],
    advice:
      "The model provider rejected the key. Update the secret with the provider's key, then deploy again.",
  },
  {
    texts: ['includes a non-existent path'],
    advice:
      'Spice Cloud has no local files. Use a model source that it can reach, such as Hugging Face or S3.',
  },
  {
    texts: ['unable to determine model type'],
    advice: 'Check `from` of the model, and list its files if it is not a language model.',
  },
  {
    texts: ['client asked for ssl but server does not have this capability'],
    advice:
      'The MySQL server has no TLS, which is required by default. Enable TLS there, or set `mysql_sslmode`.',
  },
  {
    texts: ['tls handshake'],
    advice:
      'The server certificate is verified by default. Install a valid certificate, or set `pg_sslrootcert` to its CA.',
  },
  {
    texts: ['access denied for user'],
    advice: 'MySQL rejected the login. Check user, password and the hosts from which the user may connect.',
  },
  {
    texts: ['password authentication failed', 'authentication failed'],
    advice: 'The source rejected the login. Check the user and the secret with the password.',
  },
  {
    texts: ['replication slots are in use', '55006', 'replication slot'],
    advice:
      'The database has no free replication slot. Remove unused slots, raise their number, or use `refresh_mode: full`.',
  },
  {
    texts: [
      'too many connections',
      'remaining connection slots',
      'query_wait_timeout',
      'postgresql connection failed.',
      '53300',
    ],
    advice:
      'The database has no free connections. Use smaller connection pools; an instance that is still loading keeps its connections, too.',
  },
  {
    texts: ['disk full (/tmp'],
    advice: 'The disk of the MySQL server is full. Ask its operator to free space.',
  },
  {
    texts: ['received redirect without location'],
    advice: 'Set `s3_region` to the region of the bucket.',
  },
  {
    texts: ['invalidaccesskeyid', 'accessdenied'],
    advice:
      'S3 denied access. Check the keys and their permissions, or set `s3_auth: public` for a public bucket.',
  },
  {
    texts: ['failed to authenticate with snowflake'],
    advice: 'Check the Snowflake login. The account has the form `orgname-account`.',
  },
  {
    texts: ['no data files are yet available', 'failed to find any files'],
    advice: 'There are no files at the path. Check the prefix in `from` and `file_format`.',
  },
  {
    texts: ['memory usage at', 'out of memory', 'resources exhausted'],
    advice:
      'The instance is short of memory. Query the data in place, or load less of it with `refresh_sql` or `refresh_data_window`.',
  },
]

function adviseOn(text: string): string | undefined {
  const lower = text.toLowerCase()
  return causes.find(({ texts }) => texts.some((phrase) => lower.includes(phrase)))?.advice
}
