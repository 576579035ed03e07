import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Config } from './language-service.ts'

type Metadata = Awaited<ReturnType<NonNullable<Config['actionsMetadataProvider']>['fetchActionMetadata']>>
type GetContext = NonNullable<Config['contextProviderConfig']>['getContext']
type Dictionary = NonNullable<Parameters<GetContext>[1]>

// The name of this repository in examples and documentation.
const ownName = 'OWNER/spice-cloud-deploy-action'
const metadata = parse(
  readFileSync(new URL('../../action.yml', import.meta.url), 'utf8'),
) as NonNullable<Metadata>

/**
 * Names this action as it is published wherever a workflow takes it from its own checkout: the service looks at no
 * local action.
 */
export function withPublishedName(text: string): string {
  return text.replace(/^(\s*(?:- +)?uses: +)\.\/(?=\s|$)/gm, `$1${ownName}@v1`)
}

/** Tells the language service which inputs and outputs this action has, from the `action.yml` beside it. */
export const ownAction: Config = {
  actionsMetadataProvider: {
    // Inputs of other actions cannot be known without the network; actionlint knows those of the popular ones.
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
  // Later steps are not in the context.
  if (outputs === undefined || anyValue === undefined) return
  for (const name of Object.keys(metadata.outputs ?? {})) outputs.add(name, anyValue)
  outputs.complete = true
}
