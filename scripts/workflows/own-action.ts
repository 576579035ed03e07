import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Config } from './language-service.ts'

type Metadata = Awaited<ReturnType<NonNullable<Config['actionsMetadataProvider']>['fetchActionMetadata']>>
type GetContext = NonNullable<Config['contextProviderConfig']>['getContext']
type Dictionary = NonNullable<Parameters<GetContext>[1]>

// The name that stands for this repository in examples and documentation.
const ownName = 'OWNER/spice-cloud-deploy-action'
const metadata = parse(
  readFileSync(new URL('../../action.yml', import.meta.url), 'utf8'),
) as NonNullable<Metadata>

/** Replaces `uses: ./` with the published name of this action, because the service does not check local actions. */
export function withPublishedName(text: string): string {
  return text.replace(/^(\s*(?:- +)?uses: +)\.\/(?=\s|$)/gm, `$1${ownName}@v1`)
}

/** Describes the inputs and outputs of this action, read from `action.yml`, to the language service. */
export const ownAction: Config = {
  actionsMetadataProvider: {
    // Reading the inputs of other actions needs the network. actionlint knows the popular ones.
    fetchActionMetadata: async ({ owner, name }) =>
      isOwn(`${owner}/${name}`) ? metadata : { name, description: '' },
  },
  contextProviderConfig: {
    getContext: async (context, known, { job }) => {
      if (context !== 'steps' || known === undefined || job === undefined) return undefined
      for (const step of job.steps) {
        if ('uses' in step && isOwn(step.uses.value.split('@')[0] ?? '')) fillOutputs(known, step.id)
      }
      return known
    },
  },
}

function isOwn(name: string): boolean {
  return name === ownName
}

function fillOutputs(steps: Dictionary, id: string): void {
  const step = steps.get(id) as Dictionary | undefined
  const outputs = step?.get('outputs') as Dictionary | undefined
  const anyValue = step?.get('conclusion')
  // The context has only the steps before the one that is checked.
  if (outputs === undefined || anyValue === undefined) return
  for (const name of Object.keys(metadata.outputs ?? {})) outputs.add(name, anyValue)
  outputs.complete = true
}
