import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Config } from './language-service.ts'

type Metadata = Awaited<ReturnType<NonNullable<Config['actionsMetadataProvider']>['fetchActionMetadata']>>
type GetContext = NonNullable<Config['contextProviderConfig']>['getContext']
type Dictionary = NonNullable<Parameters<GetContext>[1]>

// The name that stands for this repository in examples and documentation.
const repository = 'OWNER/spice-cloud-deploy-action'

/** What the `action.yml` of each action describes, by the name in `uses`. */
const ownActions = new Map(
  ['', '/remove', '/rollback', '/fleet', '/sandbox'].map((path) => {
    const file = new URL(`../..${path}/action.yml`, import.meta.url)
    return [`${repository}${path}`, parse(readFileSync(file, 'utf8')) as NonNullable<Metadata>]
  }),
)

export type OwnAction = 'deploy' | 'remove' | 'rollback' | 'fleet' | 'sandbox'

/** The action of this repository that a `uses` names. */
export function actionIn(uses: string): OwnAction | undefined {
  const [name = ''] = uses.split('@')
  if (!ownActions.has(name)) return undefined
  return name === repository ? 'deploy' : (name.slice(repository.length + 1) as OwnAction)
}

/** Replaces `uses: ./` with the published name of an action, because the service does not check local actions. */
export function withPublishedName(text: string): string {
  return text.replace(
    /^(\s*(?:- +)?uses: +)\.\/(remove|rollback|fleet|sandbox)?(?=\s|$)/gm,
    (_, uses: string, path?: string) =>
      [`${uses}${repository}`, path].filter(Boolean).join('/').concat('@v1'),
  )
}

/** Describes the inputs and outputs of the actions of this repository to the language service. */
export const ownAction: Config = {
  actionsMetadataProvider: {
    // Reading the inputs of other actions needs the network. actionlint knows the popular ones.
    fetchActionMetadata: async ({ owner, name, path }) =>
      ownActions.get([owner, name, path].filter(Boolean).join('/')) ?? { name, description: '' },
  },
  contextProviderConfig: {
    getContext: async (context, known, { job }) => {
      if (context !== 'steps' || known === undefined || job === undefined) return undefined
      for (const step of job.steps) {
        const own = 'uses' in step ? ownActions.get(step.uses.value.split('@')[0] ?? '') : undefined
        if (own !== undefined) fillOutputs(known, step.id, own)
      }
      return known
    },
  },
}

function fillOutputs(steps: Dictionary, id: string, { outputs: own }: NonNullable<Metadata>): void {
  const step = steps.get(id) as Dictionary | undefined
  const outputs = step?.get('outputs') as Dictionary | undefined
  const anyValue = step?.get('conclusion')
  // The context has only the steps before the one that is checked.
  if (outputs === undefined || anyValue === undefined) return
  for (const name of Object.keys(own ?? {})) outputs.add(name, anyValue)
  outputs.complete = true
}
