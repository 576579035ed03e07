import { cut } from '../src/platform/text.ts'
import { OwnApps, removeApps } from './apps.ts'
import { CHECKS } from './checks.ts'
import { Client, type Target } from './client.ts'
import { Stopped, Trouble, Unseen } from './unseen.ts'
import { World } from './world.ts'

export type Verdict = 'holds' | 'differs' | 'could not be seen'

export interface Result {
  readonly id: string
  readonly verdict: Verdict
  /** What was seen instead, or why nothing was; empty if the statement holds. */
  readonly seen: string
}

export interface Run {
  readonly results: readonly Result[]
  /** The images of the runtimes that were deployed. */
  readonly images: readonly string[]
  /** The apps that could not be deleted; undefined if that is not known. */
  readonly left: readonly string[] | undefined
}

interface Look extends Result {
  readonly mayChange: boolean
}

/** A statement that differs has to differ twice, with other apps, before it counts. */
const MAX_LOOKS = 3
/** Characters of what was seen: a value may be as long as a server likes. */
const MAX_SEEN = 300
const never = new AbortController().signal

/**
 * Checks the statements with these ids against a cloud, and deletes every app of this and of earlier runs.
 *
 * @param stop ends the checks early; what was created is deleted all the same
 */
export async function runContract(
  target: Target,
  ids: readonly string[],
  tell: (line: string) => void,
  stop: AbortSignal = never,
): Promise<Run> {
  const cleaner = new Client(target, never)
  const leftovers = await removeApps(cleaner, tell)
  const end = new AbortController()
  const endNow = () => end.abort()
  const timer = setTimeout(endNow, target.pace.totalMs)
  stop.addEventListener('abort', endNow)
  if (stop.aborted) endNow()
  const client = new Client(target, end.signal)
  const apps = new OwnApps(client, tell, leftovers?.length === 0)
  const looks = new Map<string, readonly Look[]>(ids.map((id) => [id, []]))
  const images = new Set<string>()
  let left: readonly string[] | undefined
  try {
    for (let round = 1; round <= MAX_LOOKS && !end.signal.aborted; round += 1) {
      const open = ids.filter((id) => !isDecided(looks.get(id) ?? []))
      if (open.length === 0) break
      if (round > 1) {
        tell(`looking again, with new apps: ${open.join(', ')}`)
        if ((await removeApps(cleaner, tell, apps))?.length !== 0) break
      }
      const world = new World(client, apps)
      for (const id of open) {
        const found = await lookAt(id, world)
        const look = { ...found, seen: cut(client.redact(found.seen), MAX_SEEN) }
        tell(`${look.verdict}: ${id}${look.seen && ` (${look.seen})`}`)
        looks.set(id, [...(looks.get(id) ?? []), look])
      }
      for (const image of world.images) images.add(image)
    }
  } finally {
    clearTimeout(timer)
    stop.removeEventListener('abort', endNow)
    left = await removeApps(cleaner, tell, apps)
  }
  const results = ids.map((id) => {
    const { verdict, seen } = conclude(looks.get(id) ?? [])
    return { id, verdict, seen: client.redact(seen) }
  })
  return { results, images: Array.from(images, (image) => client.redact(image)), left }
}

async function lookAt(id: string, world: World): Promise<Look> {
  try {
    const check = CHECKS[id]
    if (check === undefined) throw new Unseen('there is no such statement')
    const seen = await check(world)
    if (seen === undefined) return { id, verdict: 'holds', seen: '', mayChange: false }
    return { id, verdict: 'differs', seen, mayChange: true }
  } catch (error) {
    const unseen = { id, verdict: 'could not be seen', mayChange: error instanceof Trouble } as const
    if (error instanceof Stopped) return { ...unseen, seen: 'the run ended before' }
    if (error instanceof Unseen) return { ...unseen, seen: error.message }
    return { ...unseen, seen: `the check itself failed: ${error}` }
  }
}

function isDecided(looks: readonly Look[]): boolean {
  return looks.some(({ mayChange }) => !mayChange) || differences(looks).length > 1
}

function differences(looks: readonly Look[]): Look[] {
  return looks.filter(({ verdict }) => verdict === 'differs')
}

function conclude(looks: readonly Look[]): Pick<Result, 'verdict' | 'seen'> {
  const last = looks.at(-1) ?? { verdict: 'could not be seen', seen: 'the run ended before' }
  const [first, second] = differences(looks)
  if (first === undefined || second !== undefined) return last
  const later = last === first ? 'it could not be seen again' : `and then: ${last.seen || last.verdict}`
  return { verdict: 'could not be seen', seen: `it differed once (${first.seen}), ${later}` }
}
