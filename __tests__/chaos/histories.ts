import fc from '../harness/property.ts'
import type { Game } from './driver.ts'
import { judge } from './histories/oracle.ts'
import { type Lie, play, type Run, run } from './histories/run.ts'
import { type Event, event, parts, World } from './histories/world.ts'

// What happens to apps, and then a run of any action: what it says of what runs is so. The local Spice Cloud knows with
// which spicepod each deployment was made, which no call returns.

const draws = fc.record({
  initial: parts,
  isRendered: fc.constantFrom(false, false, false, true),
  conflicts: fc.constantFrom('none' as const, 'queued' as const, 'queued' as const, 'unfinished' as const),
  events: fc.array(event, { minLength: 4, maxLength: 10 }),
  run,
})
type Draw = typeof draws extends fc.Arbitrary<infer Value> ? Value : never

/** What all histories have in common; the rest is drawn. */
interface Common extends Partial<Pick<Draw, 'isRendered' | 'conflicts'>> {
  readonly last?: readonly Event[]
  readonly run?: Partial<Run>
}

/** Histories of apps, and a run. The lie makes something wrong on purpose. */
export function historiesWith({ last = [], run: common, ...of }: Common): Game<Draw, Lie> {
  return {
    draws: draws.map((drawn) => ({
      ...drawn,
      ...of,
      events: [...drawn.events, ...last],
      run: { ...drawn.run, ...common },
    })),
    async play({ initial, isRendered, conflicts, events, run: drawn }, { workspace, lie }) {
      const world = new World(initial, isRendered, conflicts)
      for (const event of events) await world.play(event)
      const scene = await play(world, drawn, workspace, lie)
      const transcript = `${world.log.join('\n')}\n${scene.result.log}\n${JSON.stringify(scene.result.outputs)}`
      return { ...judge(scene), transcript }
    },
  }
}

export const histories = historiesWith({})
