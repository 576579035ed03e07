import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

// The service is written for bundlers: it imports JSON files without saying that they are JSON, which Node refuses.
registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.json')) return nextLoad(url, context)
    return { format: 'json', source: readFileSync(fileURLToPath(url), 'utf8'), shortCircuit: true }
  },
})

const { validate, registerLogger } = await import('@actions/languageservice')

type Validate = typeof validate
type Document = Parameters<Validate>[0]
export type Config = NonNullable<Parameters<Validate>[1]>
export type Diagnostic = Awaited<ReturnType<Validate>>[number]

// The service only logs what it stumbles over, and then has found nothing: a document that it could not read must
// not pass for a good one.
const stumbles: string[] = []
registerLogger({ error: (message) => stumbles.push(message), warn() {}, info() {}, log() {} })

let documents = 0

/** What GitHub's language service says about a text; the name of an action's file must be `action.yml`. */
export async function diagnose(name: string, text: string, config: Config): Promise<Diagnostic[]> {
  // It remembers documents by their URI, so that each needs one of its own.
  const document: Pick<Document, 'uri' | 'getText'> = {
    uri: `file:///${++documents}/${name}`,
    getText: () => text,
  }
  const found = await validate(document as Document, config)
  const start = { line: 0, character: 0 }
  return [...found, ...stumbles.splice(0).map((message) => ({ message, range: { start, end: start } }))]
}
