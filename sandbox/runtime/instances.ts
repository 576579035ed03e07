import { json, type Reply, text } from '../answer.ts'
import type { Call } from '../call.ts'
import type { Component } from '../components.ts'
import { type Instance, isServing } from '../instances.ts'
import type { InstanceSettings } from '../state-options.ts'
import type { JsonObject } from './json.ts'

const LOG_PATH = /^\/v1\/spice_runtime\/pods\/(?<name>[^/]+)\/logs$/

/** Whether a path is that of the log of an instance. */
export function isLogPath(path: string): boolean {
  return LOG_PATH.test(path)
}

/** `GET /v1/spice_runtime`. */
export function listPods(instances: readonly Instance[], settings: InstanceSettings): Reply {
  return json(200, { status: { podStatuses: instances.map((each) => showPod(each, settings)) } })
}

/** `GET /v1/spice_runtime/pods/{podName}/logs`. */
export function tellPodLog(instances: readonly Instance[], call: Call): Reply {
  const encoded = LOG_PATH.exec(call.path)?.groups?.name ?? ''
  const instance = instances.find(({ name }) => encodeURIComponent(name) === encoded || name === encoded)
  if (instance === undefined) return text(404, 'Not Found')
  const lines = instance.log().slice(-Number(call.query.tailLines ?? 100))
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: Buffer.from(lines.map((line) => `${line}\n`).join('')),
  }
}

/** The instance that a request is pinned to; undefined without a pin; a refusal if that instance does not answer. */
export function pinnedInstance(instances: readonly Instance[], call: Call): Instance | Reply | undefined {
  const name = call.headers['scp-target-instance']
  if (name === undefined) return undefined
  const instance = instances.find((listed) => listed.name === name)
  if (instance === undefined) return text(404, 'No such instance')
  return instance.startedAt === null ? text(503, 'The instance has not started') : instance
}

/** `GET /v1/datasets`. */
export function showDatasets(datasets: readonly Component[], call: Call): Reply {
  const shown = datasets.map((dataset) => {
    const { name, from, isAccelerated, ...state } = dataset
    return {
      from: from ?? `s3://sandbox/${name}/`,
      name,
      replication_enabled: false,
      acceleration_enabled: isAccelerated,
      ...(call.query.status === 'true' && { ...state, properties: {} }),
    }
  })
  return json(200, shown)
}

/** A model or embedding as `/v1/models` lists it. */
export type ListedModel = Pick<Component, 'name' | 'status' | 'error_message'>

/** `GET /v1/models`, in the shape of one of two kinds of servers. */
export function showModels(models: readonly ListedModel[], call: Call, shape: 'data' | 'array'): Reply {
  const shown = models.map(({ name, ...state }) => ({
    id: name,
    object: 'model',
    owned_by: 'sandbox',
    ...(call.query.status === 'true' && { status: state.status, error_message: state.error_message }),
  }))
  return json(200, shape === 'array' ? shown : { object: 'list', data: shown })
}

function showPod(
  { name, status, startedAt, deploymentId }: Instance,
  { annotations, startTimes }: InstanceSettings,
): JsonObject {
  const spicedStatus = {
    health: status === 'unhealthy' ? 'unhealthy' : 'healthy',
    ready: isServing(status),
    terminating: status === 'terminating',
  }
  return {
    name,
    phase: status === 'failed' ? 'Failed' : status === 'deploying' ? 'Pending' : 'Running',
    ...(startTimes && { startTime: startedAt === null ? null : new Date(startedAt).toISOString() }),
    ...(status !== 'deploying' && status !== 'failed' && { spicedStatus }),
    ...(annotations && { annotations: { 'spice.ai/deployment-id': String(deploymentId) } }),
  }
}
