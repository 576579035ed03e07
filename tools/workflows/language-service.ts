import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'

// The service is written for bundlers. It imports JSON files without an import attribute, which Node rejects.
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

// If the service cannot read a document, it logs an error and finds nothing. Such a document must not pass as valid.
const loggedErrors: string[] = []
registerLogger({ error: (message) => loggedErrors.push(message), warn() {}, info() {}, log() {} })

let documents = 0

/** Checks a text with GitHub's language service. The file name of an action must be `action.yml`. */
export async function diagnose(name: string, text: string, config: Config): Promise<Diagnostic[]> {
  // The service caches documents by URI, so each one needs its own.
  const document: Pick<Document, 'uri' | 'getText'> = {
    uri: `file:///${++documents}/${name}`,
    getText: () => text,
  }
  const found = await validate(document as Document, config)
  const start = { line: 0, character: 0 }
  return [...found, ...loggedErrors.splice(0).map((message) => ({ message, range: { start, end: start } }))]
}
