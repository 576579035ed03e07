import type { InputError, RefusalError } from '../errors.ts'
import type { Deployment } from '../spice/schema.ts'

/** How a run ended. The kinds are the values of the output `outcome`. */
export type Outcome =
  | { kind: 'succeeded'; deployment: Deployment }
  | { kind: 'failed'; deployment: Deployment }
  /** A newer deployment took over. */
  | { kind: 'superseded'; deployment: Deployment; by: Deployment }
  /** The deadline passed while it went on. */
  | { kind: 'timed-out'; deployment: Deployment }
  /** The deadline passed before one could be made. */
  | { kind: 'timed-out'; deployment?: undefined; reason: string }
  /** Created, and not waited for. */
  | { kind: 'started'; deployment: Deployment }
  /** Nothing was deployed. With a conflict, because others were in the way. */
  | {
      kind: 'refused'
      error: InputError | RefusalError
      inTheWay?: Deployment[]
      /** When they were seen, by the server's clock. */
      serverTimeMs?: number | undefined
    }
  /** The runner put an end to the run; a deployment goes on. */
  | { kind: 'cancelled'; deployment?: Deployment | undefined }
  /** What became of it could not be found out. */
  | { kind: 'unknown'; deployment?: Deployment | undefined; reason: string }
