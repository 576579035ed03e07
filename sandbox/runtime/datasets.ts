import { json, type Reply } from '../answer.ts'
import type { Call } from '../call.ts'
import { entriesOf } from '../components.ts'
import type { JsonObject } from './json.ts'
import type { RuntimeDataset, RuntimeModel, RuntimeOptions } from './options.ts'

/** The current datasets. */
export function datasetsOf({ datasets = [] }: RuntimeOptions): readonly RuntimeDataset[] {
  return typeof datasets === 'function' ? datasets() : datasets
}

/** The datasets that a spicepod names, all of them ready. */
export function datasetsIn(spicepod: unknown): RuntimeDataset[] {
  return entriesOf(spicepod, 'datasets').map(({ name, from }) => ({
    name,
    ...(typeof from === 'string' && { from }),
  }))
}

/** The models and embeddings that a spicepod names, all of them ready. */
export function modelsIn(spicepod: unknown): RuntimeModel[] {
  return ['models', 'embeddings'].flatMap((kind) => entriesOf(spicepod, kind).map(({ name }) => ({ name })))
}

/**
 * `GET /v1/datasets`.
 *
 * @param look - the number of the poll, counted from 0
 */
export function listDatasets(options: RuntimeOptions, call: Call, look: number): Reply {
  const withStatus = call.query.status === 'true'
  return json(
    200,
    datasetsOf(options).map((dataset) => showDataset(dataset, withStatus ? look : undefined)),
  )
}

function showDataset(dataset: RuntimeDataset, look: number | undefined): JsonObject {
  const { name, from = `s3://sandbox/${name}/` } = dataset
  const shown = { from, name, replication_enabled: false, acceleration_enabled: true }
  if (look === undefined) return shown
  const status = statusAt(dataset, look)
  if (status.toLowerCase() !== 'error') return { ...shown, status, properties: {} }
  const { error, error_message } = dataset
  return {
    ...shown,
    status,
    ...(error !== undefined && { error }),
    ...(error_message !== undefined && { error_message }),
    properties: {},
  }
}

function statusAt({ status = 'Ready' }: RuntimeDataset, look: number): string {
  return typeof status === 'string' ? status : (status[Math.min(look, status.length - 1)] ?? 'Ready')
}
