import { bytesOf, type Reply } from './answer.ts'
import { type Call, mediaType } from './call.ts'
import { fieldErrorsOf, invalid, invalidMembers, type Members } from './fields.ts'
import {
  type Document,
  findOperation,
  type Operation,
  pathParameters,
  readDocument,
  readOperations,
  resolve,
} from './operations.ts'
import { readSchemas, type SchemaAt } from './schemas.ts'

/** Checks requests and responses against the API description in this folder. */
export interface Description {
  readonly operations: readonly Operation[]
  /** The operation of a request; undefined if the description has none. */
  find(method: string, path: string): Operation | undefined
  /** How the request differs from the description; empty if it does not. */
  checkRequest(call: Call): string[]
  /** What is wrong with the query of a request, by parameter; undefined if nothing is. */
  checkQuery(call: Call): Record<string, string[]> | undefined
  /** The members of a body that are described, or the response that refuses it. */
  readMembers(operation: Operation, call: Call): { readonly members: Members } | { readonly refused: Reply }
  /** How the response differs from the description; empty if it does not. */
  checkReply(call: Call, reply: Reply): string[]
}

// Statuses for a request that violates the description, even if the operation does not list them.
const REFUSALS = new Set([400, 404, 405, 413, 415])

let shared: { readonly management: Description; readonly runtime: Description } | undefined

/** The description of the Management API, read and compiled once a process. */
export function description(): Description {
  return descriptions().management
}

/** The description of what the runtime of an app answers about itself, as far as there is one. */
export function runtimeDescription(): Description {
  return descriptions().runtime
}

function descriptions() {
  if (shared !== undefined) return shared
  const document = readDocument()
  const operations = readOperations(document)
  const schemaAt = readSchemas(document)
  const describeAll = (isDataPlane: boolean) =>
    describe(
      document,
      operations.filter((operation) => operation.isDataPlane === isDataPlane),
      schemaAt,
    )
  shared = { management: describeAll(false), runtime: describeAll(true) }
  return shared
}

function describe(document: Document, operations: readonly Operation[], schemaAt: SchemaAt): Description {
  const find = (method: string, path: string) => findOperation(operations, method, path)

  function faultsOf(pointer: readonly string[], value: unknown): string[] {
    const validate = schemaAt(...pointer)
    if (validate(value)) return []
    return (validate.errors ?? []).map((error) => {
      const allowed = error.params.allowedValues as unknown[] | undefined
      return `${error.instancePath || '/'} ${error.message}${allowed ? ` (${allowed.join(', ')})` : ''}`
    })
  }

  function checkParameters(operation: Operation, call: Call): string[] {
    const queried = operation.parameters.flatMap(({ parameter: { in: place, name } }) =>
      place === 'query' ? [name] : [],
    )
    const unknown = Object.keys(call.query).filter((name) => !queried.includes(name))
    return [
      ...parametersOf(operation, call).flatMap(({ title, value, isMissing, faults }) =>
        isMissing ? [`${title} is missing`] : faults.map((fault) => `${title} "${value}": ${fault}`),
      ),
      ...unknown.map((name) => `query parameter ${name} is not in the description`),
    ]
  }

  function parametersOf(operation: Operation, call: Call) {
    const inPath = pathParameters(operation, call.path)
    return operation.parameters.map(({ parameter, pointer }) => {
      const value = textOf(parameter, inPath, call)
      const schema = [...pointer, 'schema']
      // All of them are text, and some texts are meant as a number or a Boolean.
      const isText = value === undefined || faultsOf(schema, value).length === 0
      return {
        ...parameter,
        title: `${parameter.in} parameter ${parameter.name}`,
        value,
        isMissing: value === undefined && parameter.required === true,
        faults: isText ? [] : faultsOf(schema, readText(value)),
      }
    })
  }

  function checkQuery(call: Call): Record<string, string[]> | undefined {
    const operation = find(call.method, call.path)
    const wrong = (operation ? parametersOf(operation, call) : []).filter(
      ({ in: place, faults }) => place === 'query' && faults.length > 0,
    )
    if (wrong.length === 0) return undefined
    return Object.fromEntries(
      wrong.map(({ name, faults }) => [name, faults.map((fault) => fault.replace(/^\/ /, ''))]),
    )
  }

  function checkOrgName(operation: Operation, call: Call): string[] {
    // The description allows the header on every authenticated call, even if an operation does not list it.
    const value = call.headers['x-org-name']
    if (value === undefined) return []
    if (isOpen(operation)) return ['header X-Org-Name has no meaning on an operation without authentication']
    return faultsOf(['components', 'parameters', 'OrgName', 'schema'], value).map(
      (fault) => `header X-Org-Name "${value}": ${fault}`,
    )
  }

  function checkBody(operation: Operation, call: Call): string[] {
    const described = operation.object.requestBody
    if (described === undefined) return call.rawBody === '' ? [] : ['the operation takes no body']
    if (call.rawBody === '') return described.required === true ? ['the body is missing'] : []
    const type = mediaType(call.headers)
    if (!(type in described.content)) {
      const allowed = Object.keys(described.content).join(' or ')
      return [`content-type "${type}" instead of ${allowed}`]
    }
    if (call.body === undefined) return [`the body is not ${type}`]
    const schema = [...operation.pointer, 'requestBody', 'content', type, 'schema']
    const faults = faultsOf(schema, call.body).map((fault) => `body ${fault}`)
    return [...faults, ...checkMembers(operation, schema, call.body)]
  }

  /**
   * The schemas are open, but a client must not send members that they do not name. In a request for a deployment or a
   * fork, it must not send null or "" for a missing value either; in other requests, both can have a meaning.
   */
  function checkMembers(operation: Operation, schema: readonly string[], body: unknown): string[] {
    if (typeof body !== 'object' || body === null) return []
    const named = namesIn(schema)
    const isStrict = ['createDeployment', 'forkProject'].includes(operation.name)
    return Object.entries(body).flatMap(([name, member]) => {
      if (!named.includes(name)) return [`body /${name} is not in the description`]
      return isStrict && (member === null || member === '')
        ? [`body /${name} is ${JSON.stringify(member)}: leave it out`]
        : []
    })
  }

  function checkRequest(call: Call): string[] {
    const operation = find(call.method, call.path)
    if (operation === undefined) return [`${title(call)}: not in the description`]
    return [
      ...checkParameters(operation, call),
      ...checkOrgName(operation, call),
      ...checkBody(operation, call),
    ].map((fault) => `${title(call)}: ${fault}`)
  }

  function checkReply(call: Call, reply: Reply): string[] {
    const operation = find(call.method, call.path)
    if (operation === undefined) return []
    const where = `${title(call)} answers ${reply.status}`
    const response = responseFor(operation, reply.status)
    if (response === undefined) {
      const excused = REFUSALS.has(reply.status) && checkRequest(call).length > 0
      return excused ? [] : [`${where}: not a status of this operation`]
    }
    const { value, pointer } = resolve(document, response)
    const content = (value as { content?: Record<string, unknown> }).content
    const body = Buffer.from(bytesOf(reply)).toString('utf8')
    if (content === undefined) return body === '' ? [] : [`${where}: has a body where none is described`]
    const type = mediaType(reply.headers)
    if (!(type in content)) return [`${where}: content-type "${type}" is not described`]
    const parsed = type === 'text/plain' ? body : parseJson(body)
    if (parsed === undefined) return [`${where}: the body is not JSON`]
    return faultsOf([...pointer, 'content', type, 'schema'], parsed).map((fault) => `${where}: body ${fault}`)
  }

  /** The pointer to the described response: by status, else `default`, else the common error of x-also-possible. */
  function responseFor(operation: Operation, status: number): readonly string[] | undefined {
    const { responses, 'x-also-possible': also = [] } = operation.object
    for (const key of [String(status), 'default']) {
      if (key in responses) return [...operation.pointer, 'responses', key]
    }
    return also.includes(status) ? ['components', 'responses', 'BadRequest'] : undefined
  }

  function readMembers(
    operation: Operation,
    { rawBody, body }: Call,
  ): ReturnType<Description['readMembers']> {
    const described = operation.object.requestBody
    if (described === undefined || (rawBody === '' && described.required !== true)) return { members: {} }
    if (typeof body !== 'object' || body === null || Array.isArray(body)) {
      return { refused: invalid('Invalid request body', {}, ['must be a JSON object']) }
    }
    const [type = ''] = Object.keys(described.content)
    const schema = [...operation.pointer, 'requestBody', 'content', type, 'schema']
    const validate = schemaAt(...schema)
    if (!validate(body)) return { refused: invalidMembers(fieldErrorsOf(validate.errors ?? [])) }
    const named = namesIn(schema)
    return { members: Object.fromEntries(Object.entries(body).filter(([name]) => named.includes(name))) }
  }

  /** The members that a schema names. */
  function namesIn(schema: readonly string[]): string[] {
    const { value } = resolve(document, schema)
    return Object.keys((value as { properties?: object }).properties ?? {})
  }

  return { operations, find, checkRequest, checkQuery, readMembers, checkReply }
}

/** Whether an operation requires no token. */
export function isOpen(operation: Operation): boolean {
  return operation.object.security?.length === 0
}

function title(call: Call): string {
  return `${call.method} ${call.path}`
}

function textOf(
  parameter: { in: string; name: string },
  inPath: Record<string, string>,
  call: Call,
): string | undefined {
  if (parameter.in === 'path') return inPath[parameter.name]
  if (parameter.in === 'query') return call.query[parameter.name]
  // X-Org-Name is checked for every operation at once.
  return parameter.name === 'X-Org-Name' ? undefined : call.headers[parameter.name.toLowerCase()]
}

/** Parameters are text; whole numbers and booleans among them are checked as such. */
function readText(value: string): unknown {
  if (value === 'true' || value === 'false') return value === 'true'
  return /^-?\d+$/.test(value) ? Number(value) : value
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
