import { isDeepStrictEqual } from 'node:util'
import type { RecordedCall } from './call.ts'
import type { Cloud } from './cloud.ts'
import { readYaml } from './yaml.ts'

const HIDDEN = '***'

/** Headers and members of bodies that hold credentials, whatever their value: those of spicepods as well. */
const SECRET_NAMES =
  /authorization|cookie|(api|access|account|private|s3|secret)[-_]?key|secret$|client_assertion|pass(word|wd|phrase)?$|connection_string$|token$/i

/** Names a secret, and shows nothing of it. */
const REFERENCE = /^\$\{\s*\w+\s*:[^}]*\}$/

/** Operations whose body has a secret, in `value` unless it has a telling name. */
const SECRET_OPERATIONS: readonly (string | undefined)[] = ['upsertSecret', 'linkOrgSecret', 'token']

/** A shorter value would also hide parts of other texts. */
const minSecretLength = 4

/** The recorded requests, without anything that is a secret by its name or its value. */
export function showRequests(cloud: Cloud): unknown[] {
  const hide = hidingSecrets(cloud)
  return cloud.requests.map((call) => showRequest(call, hide))
}

/** The differences from the API description, which may quote a path or a parameter with a secret. */
export function showMismatches(cloud: Cloud): string[] {
  return cloud.mismatches.map(hidingSecrets(cloud))
}

function hidingSecrets({ state }: Cloud): (text: string) => string {
  const values = [
    state.client.clientSecret,
    state.apiToken,
    ...state.apps.flatMap(({ secrets, apiKeys }) => [...Object.values(secrets), ...Object.values(apiKeys)]),
  ].filter((value): value is string => typeof value === 'string' && value.length >= minSecretLength)
  // In a path, secrets are percent-encoded. The longest is hidden first, because a secret may be a part of another one.
  const forms = [...values, ...values.map((value) => encodeURIComponent(value.toWellFormed()))]
  forms.sort((left, right) => right.length - left.length)
  return (text) => forms.reduce((left, value) => left.replaceAll(value, HIDDEN), text)
}

function showRequest(call: RecordedCall, hideValues: (text: string) => string): unknown {
  const hasSecret = SECRET_OPERATIONS.includes(call.operation)
  const hide = (value: unknown, name = ''): unknown => {
    const isNamed = SECRET_NAMES.test(name) && (hasSecret || !REFERENCE.test(String(value)))
    if (value !== null && (isNamed || (hasSecret && name === 'value'))) return HIDDEN
    if (typeof value === 'string') {
      const spicepod = name === 'spicepod' ? parsed(value) : undefined
      const shown = hide(spicepod)
      return isDeepStrictEqual(shown, spicepod) ? hideValues(value) : shown
    }
    if (Array.isArray(value)) return value.map((item) => hide(item))
    if (typeof value !== 'object' || value === null || JSON.isRawJSON?.(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [hideValues(key), hide(member, key)]),
    )
  }
  return {
    at: new Date(call.at).toISOString(),
    operation: call.operation ?? null,
    method: call.method,
    path: hideValues(call.path),
    query: hide(call.query),
    headers: hide(call.headers),
    // Without its members, nobody knows where in the text the secret is.
    ...(call.rawBody !== '' && {
      body: call.body === undefined && hasSecret ? HIDDEN : hide(call.body ?? call.rawBody),
    }),
  }
}

/** A spicepod that was sent as text; undefined if it cannot be read. */
function parsed(text: string): unknown {
  try {
    return readYaml(text)
  } catch {
    return undefined
  }
}
