import type { Words } from '../../platform/text.ts'

// The words for everything that the doctor finds. The advice is replaced by that for a known reason. `{it}` is the
// component with its kind, `{name}` its name, `{because}` the reason or a stop, `{lasted}` a duration, `{user}` the
// component that uses a secret, `{store}` the place of a secret, `{reference}` the way to refer to it, and `{references}`,
// `{datasets}` or `{times}` how many there are.

const unresolved = 'Secret {name} of {user} could not be resolved{because}'
const addSecret =
  "Create {name} in the app's settings or with the `secrets` input of the deploying action, or link the organization's secret of that name to the app, then re-run this job: secrets are read only at the start."

export const words = {
  'secret-unresolved': { message: unresolved, advice: addSecret },
  'secret-store-failed': {
    message: unresolved,
    advice: 'Check the settings of the secret store, then re-run this job.',
  },
  'secret-store-undefined': {
    message: unresolved,
    advice: 'Add store {store} to the `secrets` list of the spicepod, or refer to {reference}.',
  },
  'secrets-unresolved': {
    message: '{references} of the spicepod could not be resolved.',
    advice: 'Check which ones in the instance log, add the secrets and re-run this job.',
  },
  'secret-empty': { message: 'Secret {name} could not be resolved{because}', advice: addSecret },
  'model-failed': {
    message: '{It} failed to load{because}',
    advice:
      'Check the key, the name of the model and the quota at its provider, then re-run this job: models are loaded only once.',
  },
  'model-type-unknown': { message: 'The type of {it} could not be determined.' },
  'models-unsupported': {
    message: 'The image of the instance cannot load models.',
    advice: 'Deploy with an image that includes models.',
  },
  'spicepod-unreadable': {
    message: 'The instance could not load the spicepod{because}',
    advice: 'Fix the spicepod and redeploy.',
  },
  'spicepod-empty': {
    message: 'The instance found no datasets or catalogs, although the spicepod has some.',
    advice: 'Check the instance log for the reason why they were not loaded, fix it and redeploy.',
  },
  'dataset-dropped': {
    message: '{It} was dropped{because}',
    advice: 'Fix the dataset and redeploy: the runtime skips invalid datasets.',
  },
  'dataset-name-reserved': {
    message: '{It} was dropped{because}',
    advice: 'Give the dataset another name and redeploy.',
  },
  'refresh-conflict': {
    message: '{It} was dropped: it has both `refresh_cron` and `refresh_check_interval`.',
    advice: 'Keep one of the two.',
  },
  'dataset-parent-missing': {
    message: '{It} was not loaded{because}',
    advice: 'Add the parent dataset to the spicepod, or correct `from`.',
  },
  'dataset-bucket-region': { message: '{It} cannot read its bucket{because}' },
  'dataset-invalid': {
    message: '{It} cannot be initialized{because}',
    advice: 'Fix the dataset and redeploy: the runtime does not retry it.',
  },
  'dataset-uninitialized': {
    message: 'The instance did not initialize {it}, and gives no reason.',
    advice: 'Check the instance log for errors before that, fix them and redeploy.',
  },
  'accelerator-failed': {
    message: '{It} was not loaded, because its accelerator failed{because}',
    advice: 'Check `engine` and `params` of its `acceleration`, then redeploy.',
  },
  'accelerators-skipped': {
    message: 'The instance skipped {datasets} whose accelerators failed to initialize.',
    advice: 'Check `engine` and `params` of each `acceleration`, then redeploy.',
  },
  'dataset-unreachable': { message: '{It} could not be initialized{because}' },
  'dataset-in-error': {
    message: '{It} has been in error for {lasted}{because}',
    advice: 'Check `from`, the parameters and the secrets of the dataset, then redeploy.',
  },
  'dataset-initializing': {
    message: '{It} has been initializing for {lasted}{because}',
    advice: 'Check that the source is reachable from Spice Cloud, for example its firewall.',
  },
  'instance-restarted': {
    message: 'The new instance has restarted {times}.',
    advice: 'Check the last lines of the instance log for the reason, such as a lack of memory.',
  },
} satisfies Readonly<Record<string, Words>>

export type FindingCode = keyof typeof words

/**
 * Advice for known reasons, by patterns in which case does not matter. The first one that matches is used, so special ones
 * come before general ones.
 */
const adviceByReason = {
  'insufficient_quota|exceeded your current quota':
    'The quota of the model provider is used up. Add credit there, or use the key of another account, then re-run this job.',
  'invalid_api_key|incorrect api key|invalid x-api-key':
    "The model provider rejected the key. Update the secret with the provider's key, then re-run this job.",
  'includes a non-existent path':
    'Spice Cloud has no local files. Use a model source that it can reach, such as Hugging Face or S3.',
  'unable to determine model type':
    'Check `from` of the model, and list its files if it is not a language model.',
  'client asked for ssl but server does not have this capability':
    'The MySQL server has no TLS, which is required by default. Enable TLS there, or set `mysql_sslmode`.',
  'tls handshake':
    'The server certificate is verified by default. Install a valid certificate, or set `pg_sslrootcert` to its CA.',
  'access denied for user':
    'MySQL rejected the login. Check user, password and the hosts from which the user may connect.',
  'password authentication failed|authentication failed':
    'The source rejected the login. Check the user and the secret with the password.',
  'replication slots are in use|55006|replication slot':
    'The database has no free replication slot. Remove unused slots, raise their number, or use `refresh_mode: full`.',
  'too many connections|remaining connection slots|query_wait_timeout|postgresql connection failed\\.|53300':
    'The database has no free connections. Use smaller connection pools; an instance that is still loading keeps its connections, too.',
  'disk full \\(/tmp': 'The disk of the MySQL server is full. Ask its operator to free space.',
  'received redirect without location': 'Set `s3_region` to the region of the bucket.',
  'invalidaccesskeyid|accessdenied':
    'S3 denied access. Check the keys and their permissions, or set `s3_auth: public` for a public bucket.',
  'failed to authenticate with snowflake':
    'Check the Snowflake login. The account has the form `orgname-account`.',
  'no data files are yet available|failed to find any files':
    'There are no files at the path. Check the prefix in `from` and `file_format`.',
  'memory usage at|out of memory|resources exhausted':
    'The instance is short of memory. Query the data in place, or load less of it with `refresh_sql` or `refresh_data_window`.',
}

export const knownReasons = Object.entries(adviceByReason).map(
  ([pattern, advice]) => [new RegExp(pattern, 'i'), advice] as const,
)
