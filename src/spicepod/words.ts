import type { Words } from '../platform/text.ts'

// The words for everything that the checks of a spicepod find.

export const words = {
  'spicepod-incomplete': {
    message: '`{key}` is missing.',
    advice: 'A spicepod needs `version: v1`, `kind: Spicepod` and a `name`.',
  },
  'spicepod-name-invalid': { message: '`name` is not a string.', advice: 'Put it in quotes.' },
  'spicepod-version-removed': {
    message: 'Spice 2.0 removed `version: v1beta1`.',
    advice: 'Write `version: v1` or `version: v2`.',
  },
  'spicepod-version-invalid': {
    message: '`version` is not a version such as `v1`, `v2` or `v2.0.0`.',
    advice: 'Write `version: v1` or `version: v2`.',
  },
  'spicepod-kind-invalid': { message: '`kind` is not `Spicepod`.', advice: 'Write `kind: Spicepod`.' },
  'nothing-to-serve': {
    message: 'The spicepod has no datasets, views, catalogs or models, so there is nothing to serve.',
    advice: 'Add a dataset, a view, a catalog or a model.',
  },
  'key-unknown': {
    message: 'Unknown key {key}{owner}.',
    advice: 'Check its spelling, and whether your version of the runtime knows it.',
  },
  'name-duplicate': {
    message: 'Another {kind} has the name {name} (line {line}).',
    advice: 'Rename or remove one of them: the runtime does not load a spicepod with duplicate names.',
  },
  'dataset-name-reserved': { message: 'Dataset name {name} is reserved.', advice: 'Rename the dataset.' },
  'dataset-name-too-long': {
    message: 'Dataset name {name} has {count} parts, and the runtime allows a schema and a name at most.',
    advice: 'Rename the dataset.',
  },
  'refresh-conflict': {
    message:
      '{label} sets both `refresh_cron` and `refresh_check_interval`, so the runtime will not load it.',
    advice: 'Keep one of the two.',
  },
  'search-key-not-list': {
    message: '{label}: `{key}` is not a list.',
    advice: 'Write `{key}` as a list of columns, for example `{key}: [id]`.',
  },
  'component-in-file': {
    message:
      '{Kind} {number} is in another file (`ref`), but Spice Cloud stores only the text of the spicepod.',
    advice: 'Write the component into the spicepod.',
  },
  'text-in-file': {
    message: '{label} reads files (`{key}`), but Spice Cloud stores only the text of the spicepod.',
    advice: 'Write the text into the spicepod instead of `{key}`.',
  },
  'files-local': {
    message: '{label} reads files (`{key}`), but Spice Cloud stores only the text of the spicepod.',
    advice: 'Use a source that Spice Cloud can reach.',
  },
  'source-local': {
    message: '{label} reads {from} from the local disk, where Spice Cloud has no files of yours.',
    advice: 'Use a source that Spice Cloud can reach.',
  },
  'host-private': {
    message: '{label}: {key} names {host}, which is the machine of Spice Cloud itself.',
    advice: 'Use a host that is reachable from the internet.',
  },
  'secrets-hidden': {
    message: "The `secrets` list has no store with `from: env`, which hides the app's secrets.",
    advice: 'Add an entry with `from: env` and `name: env` to the list.',
  },
  'secret-reference-invalid': {
    message: '{label} uses {reference}, which the runtime does not replace.',
    advice:
      'Start the key with a letter and use only letters, digits, `_` and `-`. Rename the secret if necessary.',
  },
  'secret-in-url': {
    message: '{label}: {param} has {reference} in a URL, so that its server can read the secret.',
    advice:
      'Check whose server it is. If the connector has a parameter for the credential, put the reference there.',
  },
  'secret-unresolved': {
    message: 'Secret {key} does not exist, but {user} refers to it as {reference}.',
    advice:
      "Create {key} in the app's settings or with the `secrets` input of the deploying action, or link the organization's secret of that name to the app.",
  },
} satisfies Readonly<Record<string, Required<Words>>>

export type CheckCode = keyof typeof words
