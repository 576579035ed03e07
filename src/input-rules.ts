import * as v from 'valibot'
import { readDeploymentId } from './deployment-id.ts'
import { isBare, isPrivate, withoutSlash } from './url.ts'

// One rule an input. A message goes on after the name of the input: `replicas` must be …

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
export const visibility = v.picklist(['public', 'private'], 'must be `public` or `private`')
/** Source: `CreateAppRequest` of the API description. */
export const newAppName = v.pipe(
  v.string(),
  v.regex(
    /^[A-Za-z0-9-]{4,38}$/,
    'must be 4 to 38 letters, digits and hyphens, since `create-app-if-missing` is on',
  ),
)
/** As far as it can be told without asking; see the API's list of regions. */
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

/** A time in seconds as the user writes it, in milliseconds as the program uses it. */
export function seconds(least: number) {
  const rule =
    least > 0
      ? `must be a number of seconds from ${least} to ${maxSeconds}`
      : `must be a number of seconds above 0, at most ${maxSeconds}`
  return v.pipe(
    v.string(),
    v.regex(/^\d+(\.\d+)?$/, rule),
    v.transform(Number),
    v.check((value) => value > 0 && value >= least && value <= maxSeconds, rule),
    v.transform((value) => value * 1000),
  )
}

/** The same, with 0 for none at all. */
export const secondsOrNone = v.pipe(
  v.string(),
  v.regex(/^\d+(\.\d+)?$/, `must be a number of seconds from 0 to ${maxSeconds}`),
  v.transform(Number),
  v.check((value) => value <= maxSeconds, `must be a number of seconds from 0 to ${maxSeconds}`),
  v.transform((value) => value * 1000),
)

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
