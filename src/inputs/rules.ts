import * as v from 'valibot'
import { isBare, isPrivate, withoutSlash } from '../platform/url.ts'
import { readDeploymentId } from '../spice/deployment-id.ts'

// One rule per kind of input. A message follows the name of the input: `replicas` must be …

const maxSeconds = 86_400

export const text = v.string()
export const token = v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/, 'must be one line without spaces'))
export const boolean = v.pipe(
  v.string(),
  v.regex(/^(true|True|TRUE|false|False|FALSE)$/, 'must be `true` or `false`'),
  v.transform((value) => value.toLowerCase() === 'true'),
)
export const appId = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,15}$/, 'must be the numeric id of an app, such as `4321`'),
  v.transform(Number),
  v.safeInteger('must be the numeric id of an app, such as `4321`'),
)
export const deploymentId = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,63}$/, 'must be the numeric id of a deployment, such as `4321`'),
  v.transform(readDeploymentId),
)
export const channel = v.picklist(
  ['stable', 'preview', 'nightly', 'internal'],
  'must be `stable`, `preview`, `nightly` or `internal`',
)
export const onConflict = v.picklist(['wait', 'fail'], 'must be `wait` or `fail`')
export const onSuperseded = v.picklist(['fail', 'pass'], 'must be `fail` or `pass`')
export const onFailure = v.picklist(
  ['none', 'restore', 'rollback'],
  'must be `none`, `restore` or `rollback`',
)
export const onPaused = v.picklist(['fail', 'resume'], 'must be `fail` or `resume`')
export const spicepodChecks = v.picklist(['strict', 'warn', 'off'], 'must be `strict`, `warn` or `off`')
export const visibility = v.picklist(['public', 'private'], 'must be `public` or `private`')
/** Source: `CreateAppRequest` of the API description. */
export const newAppName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{4,38}$/))
/** Only the form: whether the region exists is checked against the list of the API. */
export const region = v.pipe(
  v.string(),
  v.transform((value) => value.replace(/-prod-aws-data$/, '')),
  v.regex(
    /^(?=.*[-\d])[a-z0-9]+(-[a-z0-9]+)*$/,
    'must be the id of a region, such as `us-east-1` or `us-west-2`',
  ),
)
export const replicas = v.pipe(
  v.string(),
  v.regex(/^([1-9]|10)$/, 'must be a whole number from 1 to 10'),
  v.transform(Number),
)
export const org = v.pipe(
  v.string(),
  v.regex(/^[\w.-]+$/, 'must be the handle of an organization: letters, digits, dots, hyphens, underscores'),
)

/** A time: seconds in the workflow, milliseconds in the program. */
function time(range: string, isInRange: (seconds: number) => boolean) {
  const rule = `must be a number of seconds ${range}`
  return v.pipe(
    v.string(),
    v.regex(/^\d+(\.\d+)?$/, rule),
    v.transform(Number),
    v.check((seconds) => isInRange(seconds) && seconds <= maxSeconds, rule),
    v.transform((seconds) => seconds * 1000),
  )
}
export const seconds = time(`above 0, at most ${maxSeconds}`, (value) => value > 0)
export const pollInterval = time(`from 0.1 to ${maxSeconds}`, (value) => value >= 0.1)
/** 0 skips what takes the time. */
export const secondsOrNone = time(`from 0 to ${maxSeconds}`, () => true)

export const url = v.pipe(
  v.string(),
  v.check((value) => URL.canParse(value), 'must be a URL such as `https://api.spice.ai`'),
  v.transform((value) => new URL(value)),
  v.check(
    isPrivate,
    'must start with `https://`, since credentials are sent there (`http://` is for this machine only)',
  ),
  v.check(isBare, 'must be a URL without user name, query and fragment'),
  v.transform(withoutSlash),
)
