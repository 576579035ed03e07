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

export const adviceOnModel =
  'Check the key, the name of the model and the quota at its provider, then deploy again: models are loaded only once.'

export function adviseOn(text: string): string | undefined {
  const lower = text.toLowerCase()
  return causes.find(({ texts }) => texts.some((each) => lower.includes(each)))?.advice
}
