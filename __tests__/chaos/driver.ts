import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRng } from '../../testing/random.ts'
import { VirtualTime } from '../../testing/virtual-time.ts'
import fc from '../harness/property.ts'

/** What a case has led to. */
export interface Played {
  /** The promises that were broken. */
  readonly found: readonly string[]
  /** What happened, to be counted. */
  readonly happened: readonly string[]
  readonly transcript: string
}

/** What a case is played with. */
export interface Surroundings<Lie> {
  readonly time: VirtualTime
  readonly workspace: string
  /** Makes the action or its sandbox wrong on purpose. */
  readonly lie: Lie | undefined
}

/** A kind of chaos: which cases are drawn, and how one of them is played. It runs in virtual time. */
export interface Game<Drawn, Lie> {
  readonly draws: fc.Arbitrary<Drawn>
  /** It does not run in the virtual time that it is given. */
  readonly hasOwnTime?: boolean
  /** The files of the workspace. */
  readonly files?: Readonly<Record<string, string>>
  play(drawn: Drawn, surroundings: Surroundings<Lie>): Promise<Played>
}

interface DrawOptions {
  readonly runs: number
  readonly seed: number
  /** The path of a failure, as printed with it: repeats only that case. */
  readonly path?: string | undefined
}

/** Plays cases until a promise is broken. The error has the seed, the path, the smallest failing case and its transcript. */
export async function expectNoViolationsIn<Drawn, Lie>(
  game: Game<Drawn, Lie>,
  { runs, seed, path, tally, lie }: DrawOptions & { tally?: Map<string, number>; lie?: Lie },
): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), 'spice-workspace-'))
  for (const [name, text] of Object.entries(game.files ?? {})) writeFileSync(join(workspace, name), text)
  const property = fc.asyncProperty(game.draws, fc.nat(), async (drawn, rngSeed) => {
    const time = new VirtualTime(createRng(rngSeed))
    const play = () => game.play(drawn, { time, workspace, lie })
    const { found, happened, transcript } = await (game.hasOwnTime ? play() : time.run(play))
    for (const what of happened) tally?.set(what, (tally.get(what) ?? 0) + 1)
    if (found.length > 0) throw new Error(`${found.join('\n')}\n\n${transcript}\n`)
  })
  try {
    await fc.assert(property, {
      numRuns: runs,
      seed,
      includeErrorInReport: true,
      ...(path !== undefined && { path }),
      // What is wrong on purpose may fail in any way.
      endOnFailure: path !== undefined || lie !== undefined,
    })
  } finally {
    rmSync(workspace, { recursive: true, force: true })
  }
}
