// Which names of settings stand for a credential. Sources: the parameters of Spice's connectors, catalogs and models.

const list = (words: string) => new Set(words.trim().split(/\s+/))

/** Words that name a credential wherever they stand in a name. */
const credentials = list(`
  pass pat tokens key keys sas sig signature dsn jwt otp cred creds
  authorization bearer cookie cookies connstr kubeconfig
`)
/** Parts of words that name a credential, since names are also written without separators. */
const partOfWord =
  /password|passwd|passphrase|passcode|secret|credential|connectionstring|pwd$|token$|(?:pg|db|user|smtp)pass$|(?:api|access|account|auth|client|encryption|master|private|shared|signing|storage)keys?$/
/** Pairs of words that name one together. */
const pairs = list('auth_code client_code connection_string conn_str conn_string session_id')
/** Last words of names that say something about a credential, without being one. */
const aspects = list(`
  algorithm arn audience budget column columns count dir directory duration encoding endpoint expiration expiry field
  file format host interval issuer length lifetime limit limits location method minute mode name names path policy
  prefix provider region schema scope scopes second size store timeout ttl type uri url usage version
`)
/** Keys of tables. `primary_key` is one only by itself: accounts of cloud services have primary keys as well. */
const tableKey =
  /(?:^|_)(?:cache|cluster|clustering|foreign|join|metadata|partition|range|row|sort|surrogate|unique)_keys?$|^primary_keys?$/

/** Whether the value of a setting with this name is likely to be a credential. */
export function isCredentialName(name: string): boolean {
  // Words end at other characters than letters, and before capitals: `apiKey2`, `APIKey`, `api-key`.
  const words = (name.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?[^\P{L}\p{Lu}]+/gu) ?? []).map((word) =>
    word.toLowerCase(),
  )
  const joined = words.join('_')
  const last = words.at(-1) ?? ''
  // `max_completion_tokens` is a limit of a model.
  const isLimit = /^tokens?$/.test(last) && words.some((word) => word === 'max' || word === 'min')
  // The signature of a function is what it takes and returns.
  if (joined === 'signature' || tableKey.test(joined) || isLimit || aspects.has(last)) return false
  return words.some(
    (word, index) =>
      credentials.has(word) || partOfWord.test(word) || pairs.has(`${word}_${words[index + 1] ?? ''}`),
  )
}
