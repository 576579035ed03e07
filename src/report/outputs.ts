import { appUrl, durationSeconds, type Facts } from './facts.ts'

export type Outputs = Readonly<Record<string, string>>

/** The outputs of the action, those that are known. */
export function renderOutputs(facts: Facts): Outputs {
  const { appId, app, deployment, outcome, errorMessage } = facts
  const values: Record<string, string | number | null | undefined> = {
    'app-id': appId,
    'app-name': app?.name,
    'app-url': appUrl(facts),
    'deployment-id': deployment?.id,
    'deployment-status': deployment?.status,
    'deployment-created-at': deployment?.created_at,
    'image-tag': deployment && (deployment.image_tag ?? facts.imageTag),
    replicas: deployment && (deployment.replicas ?? facts.replicas),
    'duration-seconds': outcome && durationSeconds(facts),
    deployment: deployment && toJson(deployment.raw),
    outcome: outcome?.kind,
    'error-message': errorMessage,
  }
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
    ),
  )
}

function toJson(value: object): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    // Members that nobody described may be nested deeper than the stack is high.
    return undefined
  }
}
