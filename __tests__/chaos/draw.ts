import type { Fault, FaultHeader, FaultRule } from '../../sandbox/faults.ts'
import fc from '../harness/property.ts'
import { calmInstances, fatalLines, harmlessLines, type InstanceBehavior } from './instances.ts'
import type { Life, Mishap, Other, Pause, RecoveryCase, Schedule } from './schedule.ts'

/** The delays that the action promises to handle, in addition to creates that are late by up to the request timeout. */
export const mostListLagMs = 4000

/** How shortly before the run others may deploy: a list that lags behind may show that later. */
export const mostJustBeforeMs = 3000

/** A body in more than a few pieces would take too many turns of the event loop; see `VirtualTime`. */
const pieceBytes = 4000

const ms = (min: number, max: number) => fc.integer({ min, max })
const among = fc.constantFrom
const weigh = <Value>(weight: number, arbitrary: fc.Arbitrary<Value>) => ({ arbitrary, weight })
const seldom = <Value, Usual>(value: fc.Arbitrary<Value>, usual: Usual, weight = 1) =>
  fc.oneof(weigh(5, fc.constant(usual)), { arbitrary: value, weight })

const life: fc.Arbitrary<Life> = fc.oneof(
  weigh(10, fc.record({ ends: among('succeeded', 'failed'), ms: ms(0, 60_000) })),
  weigh(3, fc.record({ ends: among('succeeded', 'failed', 'created'), ms: ms(0, 400_000) })),
  weigh(1, fc.record({ ends: among('never', 'never starts'), ms: ms(0, 20_000) })),
)

const header: fc.Arbitrary<Record<string, FaultHeader>> = fc.oneof(
  fc.constant({}),
  ms(0, 60).map((seconds) => ({ 'retry-after': String(seconds) })),
  ms(0, 60).map((httpDateIn) => ({ 'retry-after': { httpDateIn } })),
  ms(0, 60).map((unixSecondsIn) => ({ 'x-ratelimit-reset': { unixSecondsIn } })),
)

// Faults that leave open whether the work was done occur before or after it; clear rejections only before it.
const when = among('before', 'after')
const whenOfBreak = among('before', 'after', 'midway')
const status = fc.constant('status' as const)
const trouble: fc.Arbitrary<Fault> = fc.oneof(
  weigh(3, fc.record({ kind: fc.constant('reset'), when: whenOfBreak })),
  weigh(3, fc.record({ kind: fc.constant('hang'), when: whenOfBreak })),
  weigh(5, fc.record({ kind: status, status: among(500, 502, 503, 504, 408), when, headers: header })),
  weigh(3, fc.record({ kind: status, status: among(429, 425), headers: header })),
  weigh(2, fc.record({ kind: fc.constant('slow'), delayMs: ms(100, 40_000) })),
  weigh(1, fc.record({ kind: fc.constant('drip'), everyMs: ms(20, 10_000), bytes: fc.constant(pieceBytes) })),
  weigh(3, fc.record({ kind: among('html', 'misshapen', 'empty', 'invalidUtf8'), when })),
  weigh(1, fc.record({ kind: fc.constant('deepJson'), depth: fc.constant(5000), when })),
)
const rarity: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant('huge'), bytes: fc.constant(2_200_000), when }),
  fc.record({ kind: fc.constant('redirectLoop'), status: among(302, 307) }),
  fc.record({ kind: fc.constant('redirect'), to: fc.constant('https://sign-in.example/') }),
  fc.record({ kind: status, status: among(400, 401, 403, 404, 409, 410, 422) }),
)
const fault = fc.oneof(weigh(14, trouble), weigh(1, rarity))

const operation = fc.oneof(
  weigh(6, fc.constant('createDeployment')),
  weigh(5, fc.constant('listDeployments')),
  weigh(2, among('token', 'getApp', 'getDeployment')),
)

const faultOf = (path: fc.Arbitrary<string>): fc.Arbitrary<FaultRule> =>
  fc.record({
    on: fc.record({
      path,
      nth: fc.oneof(weigh(3, ms(1, 3)), weigh(1, ms(1, 20))),
      times: fc.oneof(weigh(3, ms(1, 2)), weigh(1, ms(1, 12))),
    }),
    fault,
  })

const faultRule: fc.Arbitrary<FaultRule> = fc.oneof(
  weigh(4, faultOf(operation)),
  // An outage of everything or of one operation, for a while.
  weigh(
    1,
    fc.record({
      on: fc
        .record({
          path: fc.option(operation, { nil: undefined }),
          fromMs: ms(0, 60_000),
          forMs: ms(1, 60_000),
        })
        .map(({ path, fromMs, forMs }) => ({ ...(path && { path }), fromMs, untilMs: fromMs + forMs })),
      fault,
    }),
  ),
)

const mishap: fc.Arbitrary<Mishap> = fc.record({
  kind: fc.constant('unreachable'),
  nth: ms(1, 3),
  times: ms(1, 4),
  code: among('ECONNREFUSED', 'ENOTFOUND'),
})

/** A create that is processed after its response, late by a share of the request timeout. */
const lateCreate = fc.record({
  nth: ms(1, 3),
  share: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(1)),
  answer: among<('hang' | 'reset' | 504)[]>('hang', 'reset', 504),
})
type LateCreate = typeof lateCreate extends fc.Arbitrary<infer Value> ? Value : never

function lateFault({ nth, share, answer }: LateCreate, requestTimeoutMs: number): FaultRule {
  // A hang ends when the client gives up.
  const answeredMs = answer === 'hang' ? requestTimeoutMs : 0
  const lateMs = Math.round(answeredMs + share * requestTimeoutMs)
  return {
    on: { path: 'createDeployment', nth },
    fault: answer === 504 ? { kind: 'status', status: 504, lateMs } : { kind: answer, lateMs },
  }
}

const inputs: fc.Arbitrary<Schedule['inputs']> = fc
  .record({
    timeoutMs: fc.oneof(
      weigh(3, ms(5000, 30_000)),
      weigh(6, ms(30_000, 240_000)),
      weigh(1, ms(240_000, 900_000)),
    ),
    requestTimeoutMs: ms(1000, 30_000),
    interval: seldom(ms(500, 10_000), undefined),
    onConflict: fc.oneof(weigh(3, fc.constant('wait' as const)), weigh(1, fc.constant('fail' as const))),
    waitForCompletion: seldom(fc.constant(false), true),
  })
  .map(({ interval, ...rest }) => ({
    ...rest,
    // Thousands of polls would only take time.
    pollIntervalMs: interval && Math.max(interval, Math.ceil(rest.timeoutMs / 40)),
    runAttempt: 1,
  }))

const tokens: fc.Arbitrary<Schedule['tokens']> = fc.option(
  fc.record({
    lifeSeconds: fc.oneof(ms(5, 120), fc.constant(3600)),
    announced: among('truly', 'not', 'too long'),
    expireAtMs: seldom(fc.array(ms(0, 120_000), { maxLength: 3 }), []),
  }),
  { nil: undefined },
)

const cloud: fc.Arbitrary<Schedule['cloud']> = fc.record({
  conflicts: among('none', 'unfinished', 'queued'),
  listLagMs: fc.oneof(fc.constant(0), ms(0, mostListLagMs)),
  clockAheadMs: fc.oneof(fc.constant(0), ms(-3000, 3000), ms(-3_600_000, 3_600_000)),
  latencyMs: ms(0, 300),
  wayMs: fc.oneof(fc.constant(0), ms(0, 300)),
  hasSingleDeployment: fc.boolean(),
  github: fc.constant('no'),
})

const moment = ms(0, 400_000)
const instances: fc.Arbitrary<InstanceBehavior> = fc.record({
  hasDataPlane: seldom(fc.constant(false), true),
  // Without them no finding ends a run, so most draws have them.
  annotations: fc.oneof(
    { weight: 9, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  ignoresTarget: seldom(fc.constant(true), false),
  // The clocks of instances may be off by minutes.
  clockSkewMs: fc.oneof(fc.constant(0), ms(-600_000, 600_000)),
  listLagMs: fc.oneof(fc.constant(0), ms(0, 60_000)),
  logLagMs: fc.oneof(fc.constant(0), ms(0, 60_000)),
  statusLagMs: fc.oneof(fc.constant(0), ms(0, 60_000)),
  terminatingMs: ms(0, 120_000),
  replicas: seldom(fc.constant(2), 1),
  /** When the datasets go into error, and when out of it. */
  flaps: fc.array(moment, { maxLength: 30 }),
  mayStayInError: fc.boolean(),
  lines: fc.array(fc.record({ afterMs: moment, text: among(...harmlessLines) }), { maxLength: 10 }),
  /** What the instances of others have in their logs, and never get over. */
  othersLine: among(...fatalLines),
  startTimes: seldom(fc.constant(false), true),
})

// An older twin must be recognized; one from the last seconds could not be distinguished from the run's own deployment.
const earlier: fc.Arbitrary<Other> = fc.record({
  atMs: fc.oneof(ms(-60_000, -8000), ms(-86_400_000, -60_000)),
  life,
  isTwin: seldom(fc.constant(true), false),
})
/** While the run lasts, or just before it. */
const later = (isTwin: fc.Arbitrary<boolean>, maxMs: number): fc.Arbitrary<Other> =>
  fc.record({
    atMs: fc.oneof(weigh(1, ms(-mostJustBeforeMs, 500)), weigh(3, ms(0, 15_000)), weigh(3, ms(0, maxMs))),
    life,
    isTwin,
  })

const others = (isTwin: fc.Arbitrary<boolean>) =>
  fc
    .tuple(
      fc.oneof(
        weigh(19, fc.array(earlier, { maxLength: 3 })),
        // More than the shorter list contains.
        weigh(1, fc.array(earlier, { minLength: 18, maxLength: 25 })),
      ),
      seldom(fc.array(later(isTwin, 300_000), { minLength: 1, maxLength: 4 }), [], 8),
    )
    .map((both) => both.flat())

const common = {
  rngSeed: fc.nat(),
  inputs,
  tokens,
  cloud,
  life,
  instances,
  faults: fc.array(faultRule, { maxLength: 5 }),
  mishaps: seldom(fc.array(mishap, { minLength: 1, maxLength: 2 }), []),
  late: seldom(fc.array(lateCreate, { minLength: 1, maxLength: 2 }), []),
}

type Drawn = Schedule & { late: LateCreate[] }

/** The allowed delay of a create depends on the inputs. */
function withLateFaults({ late, faults, ...rest }: Drawn): Schedule {
  const { requestTimeoutMs } = rest.inputs
  return { ...rest, faults: [...late.map((each) => lateFault(each, requestTimeoutMs)), ...faults] }
}

/** What happens to creates happens to resumes as well. */
function withResumes(schedule: Schedule, paused: Pause, conflicts: FaultRule[]): Schedule {
  const rules = schedule.faults.flatMap((rule) =>
    rule.on?.path === 'createDeployment'
      ? [{ ...rule, on: { ...rule.on, path: 'resumeProject' } }, rule]
      : rule,
  )
  return { ...schedule, paused, faults: [...conflicts, ...rules] }
}

/** Apps that are paused: most runs resume them. */
const pausedOf = (schedule: fc.Arbitrary<Schedule>, resumedAtMs: fc.Arbitrary<number | undefined>) =>
  fc
    .record({
      schedule,
      paused: fc.record({
        onPaused: seldom(fc.constant('fail' as const), 'resume' as const),
        hasSecret: fc.boolean(),
        resumedAtMs,
      }),
      conflicts: seldom(
        fc.record({
          on: fc.record({ path: fc.constant('resumeProject'), nth: ms(1, 2) }),
          fault: fc.constant({ kind: 'status' as const, status: 409 }),
        }),
        undefined,
      ),
    })
    .map(({ schedule, paused, conflicts }) => withResumes(schedule, paused, conflicts ? [conflicts] : []))

/** Runs whose deployment can be distinguished from all others by its commit. */
const schedulesAlone: fc.Arbitrary<Schedule> = fc
  .record({ ...common, others: others(fc.constant(false)) })
  .map(withLateFaults)

const schedulesOfTwins: fc.Arbitrary<Schedule> = fc
  .record({
    ...common,
    inputs: fc
      .record({ inputs, runAttempt: among(1, 1, 2) })
      .map((drawn) => ({ ...drawn.inputs, runAttempt: drawn.runAttempt })),
    cloud: fc
      .record({ cloud, github: among('no', 'our commit', 'another commit') })
      .map((drawn) => ({ ...drawn.cloud, github: drawn.github })),
    others: others(fc.boolean()),
  })
  .map(withLateFaults)

/** Runs next to others with the same commit and branch, second attempts, and apps that record a commit of their own. */
export const schedulesWithTwins: fc.Arbitrary<Schedule> = fc.oneof(
  weigh(7, schedulesOfTwins),
  // Somebody else may resume the app, too.
  weigh(1, pausedOf(schedulesOfTwins, fc.option(ms(0, 30_000), { nil: undefined }))),
)

const longRollouts: fc.Arbitrary<Schedule> = fc
  .record({
    schedule: schedulesAlone,
    life: fc.oneof(
      weigh(3, fc.record({ ends: fc.constant('succeeded' as const), ms: ms(20_000, 380_000) })),
      weigh(1, fc.record({ ends: fc.constant('never' as const), ms: ms(0, 20_000) })),
    ),
    hasFaults: fc.boolean(),
  })
  .map(({ schedule, life, hasFaults }) => ({
    ...schedule,
    life,
    faults: hasFaults ? schedule.faults : [],
    inputs: {
      ...schedule.inputs,
      timeoutMs: 600_000,
      waitForCompletion: true,
      pollIntervalMs: schedule.inputs.pollIntervalMs && 15_000,
    },
  }))

/** Rollouts that are compared with the same ones, seen by a doctor who cannot read anything. */
const pairs: fc.Arbitrary<Schedule> = fc
  .record({
    schedule: longRollouts,
    blindness: among('no routes', 'no scope'),
    /** Of what only the doctor reads. */
    faults: fc.array(faultOf(among('listInstances', 'getInstanceLogs', 'getApiKeys')), { maxLength: 3 }),
  })
  .map(({ schedule, blindness, faults }) => ({
    ...schedule,
    faults: [...faults, ...schedule.faults],
    // Requests of the doctor would need other tokens at other times.
    tokens: undefined,
    blindness,
  }))

const words =
  'WARN INFO runtime init secret Secrets reference Failed load model Error initializing dataset fares zones connection ' +
  'refused Initializing Ready loading ready deploying 2026 spicepod queued in_progress succeeded failed created main ' +
  'deployment instance healthy Running'

/** Rollouts of an app whose secrets have ordinary words as their values, which must change nothing. */
const masked: fc.Arbitrary<Schedule> = fc
  .record({ schedule: longRollouts, secretWords: fc.subarray(words.split(' '), { minLength: 1 }) })
  .map(({ schedule, secretWords }) => ({ ...schedule, secretWords }))

/** Rollouts that take their time, or never end, so that the instances are looked at again and again. */
export const schedulesOfRollouts: fc.Arbitrary<Schedule> = fc.oneof(
  weigh(2, longRollouts),
  weigh(1, pairs),
  weigh(1, masked),
)

const ending = fc.record({
  requests: ms(1, 12),
  status: among<'succeeded' | 'failed'>('succeeded', 'failed'),
})
const endings = fc.option(ending, { nil: undefined })
const recoveryCase: fc.Arbitrary<RecoveryCase> = fc.record({
  onFailure: among<RecoveryCase['onFailure']>('none', 'restore', 'rollback', 'rollback'),
  fatalAfterMs: fc.tuple(seldom(fc.constant(undefined), 5000), fc.option(ms(0, 20_000), { nil: undefined })),
  endings: fc.tuple(endings, endings),
  rollbackLife: life,
  rerunAfterMs: fc.option(ms(0, 30_000), { nil: undefined }),
})

const writesAndReads = among('updateApp', 'getApp', 'upsertSecret', 'listDeployments')

/** Jobs that push a spicepod, get stuck, undo it and are run again, while their deployments end at any moment. */
export const schedulesOfRecoveries: fc.Arbitrary<Schedule> = fc
  .record({
    ...common,
    late: fc.constant<LateCreate[]>([]),
    mishaps: fc.constant<Mishap[]>([]),
    instances: fc.oneof(fc.constant(calmInstances), instances),
    life: fc.oneof(
      weigh(4, fc.record({ ends: fc.constant('never' as const), ms: ms(0, 10_000) })),
      weigh(2, fc.record({ ends: among('succeeded', 'failed'), ms: ms(8000, 60_000) })),
    ),
    others: seldom(fc.array(later(fc.constant(false), 120_000), { maxLength: 2 }), []),
    faults: seldom(
      fc.array(faultOf(fc.oneof(operation, writesAndReads)), { minLength: 1, maxLength: 3 }),
      [],
    ),
    recovery: recoveryCase,
    // More polls would only take time.
    pollIntervalMs: ms(1000, 6000),
  })
  .map(({ recovery, pollIntervalMs, ...drawn }) => {
    const schedule = withLateFaults(drawn)
    const timeoutMs = Math.min(Math.max(schedule.inputs.timeoutMs, 60_000), 120_000)
    const good: Other = { atMs: -100_000, life: { ends: 'succeeded', ms: 1000 }, isTwin: false }
    return {
      ...schedule,
      recovery,
      inputs: { ...schedule.inputs, timeoutMs, pollIntervalMs, waitForCompletion: true },
      others: [good, ...schedule.others],
    }
  })

export const schedules: fc.Arbitrary<Schedule> = fc.oneof(
  weigh(34, schedulesAlone),
  weigh(5, pausedOf(schedulesAlone, fc.constant(undefined))),
  weigh(1, pairs),
  weigh(1, masked),
)
