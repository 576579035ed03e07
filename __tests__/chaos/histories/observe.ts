import { bytesOf, json } from '../../../sandbox/answer.ts'
import type { Sandbox } from '../../../sandbox/server.ts'
import { ServedSpicepod } from '../../../src/deploy/served.ts'
import type { Served } from '../../../src/spicepod/served.ts'

/** A runtime lists tables as they are written in the spicepod, or by their whole names. */
export function qualify({ runtime }: Pick<Sandbox, 'runtime'>, isQualified: boolean): void {
  if (runtime === undefined || !isQualified) return
  const handle = runtime.handle.bind(runtime)
  runtime.handle = async (call) => {
    const answer = await handle(call)
    if (!call.path.endsWith('/v1/datasets') || answer.kind !== 'respond' || answer.reply.status !== 200)
      return answer
    const list: { name: string }[] = JSON.parse(Buffer.from(bytesOf(answer.reply)).toString())
    const names = list.map((entry) => {
      const name = entry.name.includes('.') ? `spice.${entry.name}` : `spice.public.${entry.name}`
      return { ...entry, name }
    })
    return { ...answer, reply: json(200, names) }
  }
}

/** Sees what a run gets to know, which it says only where it matters. */
export function watchServed(): { readonly seen: Served[]; stop(): void } {
  const { prototype } = ServedSpicepod
  const { expect } = prototype
  const seen = new Map<ServedSpicepod, Served>()
  prototype.expect = async function (this: ServedSpicepod, ...given) {
    const expected = await expect.apply(this, given)
    seen.set(this, expected.served)
    return expected
  }
  const stop = () => {
    prototype.expect = expect
  }
  return {
    get seen() {
      return [...seen.values()]
    },
    stop,
  }
}
