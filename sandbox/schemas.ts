import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

/**
 * The validator of the schema at a pointer into a document, compiled when it is first needed. It throws if there is no
 * schema, because a check without one would never fail.
 */
export type SchemaAt = (...pointer: readonly string[]) => ValidateFunction

export function readSchemas(document: object, options: Options = {}): SchemaAt {
  // The document is no schema itself. That those in it are valid is tested, and takes too long to check at each start.
  const common = { strict: false, allErrors: true, verbose: true, meta: false, validateSchema: false }
  const ajv = new Ajv2020({ ...common, ...options })
  addFormats.default(ajv)
  ajv.addSchema(document, 'document')
  return (...pointer) => {
    const fragment = pointer.map((part) =>
      encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')),
    )
    const validate = ajv.getSchema(`document#/${fragment.join('/')}`)
    if (validate === undefined) throw new Error(`The description has no schema at ${pointer.join(' > ')}`)
    return validate
  }
}
