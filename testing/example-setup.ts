// An example names what it needs in the comment at its top.

const kinds = ['environment', 'variable', 'secret', 'app', 'file', 'dataset'] as const

type Kind = (typeof kinds)[number]

/** What the comment of an example names, and the scopes of its OAuth clients. */
export type Setup = Record<Kind | 'scope', readonly string[]>

/** Reads the entries below `# Setup`, such as `# - apps taxi and weather: …`. */
export function readSetup(example: string): Setup {
  const lines = example.split('\n')
  const first = lines.findIndex((line) => line.startsWith('# Setup:'))
  const last = lines.findIndex((line, index) => index > first && /^(?:#|name:.*)$/.test(line))
  const setup = lines.slice(first, last)
  const entries = setup.flatMap((line) => [/^# - (\w+?)s? ([^:]+):/.exec(line) ?? []])
  const unknown = entries.find(([, kind]) => kind && !kinds.some((known) => known === kind))
  if (unknown !== undefined) throw new Error(`The setup has an entry of an unknown kind: ${unknown[0]}`)
  const namesOf = (wanted: Kind) =>
    entries.flatMap(([, kind, names = '']) => (kind === wanted ? names.split(/, | and /) : []))
  return {
    environment: namesOf('environment'),
    variable: namesOf('variable'),
    secret: namesOf('secret'),
    app: namesOf('app'),
    file: namesOf('file'),
    dataset: namesOf('dataset'),
    scope: setup.join('\n').match(/\b(?:apps|deployments|secrets):(?:read|write|delete)\b/g) ?? [],
  }
}
