import type { SpicepodComponent } from './spicepod.ts'

// Spice Cloud stores one spicepod an app, and a deployment takes what is stored when it is created. No call returns what
// a deployment was made with, so the stored spicepod need not be what runs. `deployment/served.ts` works out what does.

/** The spicepod that a deployment was made with, as far as it can be known. */
export type Served =
  /** `how` says how it is known. */
  | { readonly certainty: 'known'; readonly spicepod: object | null; readonly how: string }
  /** Good enough to go back to it, and never to call a component missing. */
  | { readonly certainty: 'likely'; readonly spicepod: object; readonly how: string }
  /** `why` is the end of a sentence. */
  | { readonly certainty: 'not known'; readonly why: string }

/** What has to be there once a deployment runs. */
export interface Expected {
  readonly served: Served
  /** The spicepod that the app has stored, as it was read last; undefined if it could not be read. */
  readonly stored: object | null | undefined
  /** The components that the runtime has to have: none if the served spicepod is not known. */
  readonly components: readonly SpicepodComponent[]
}

/** The spicepod that explains best what a runtime says, for the names in it: nothing is concluded from what it has. */
export function spicepodOf({ served, stored }: Expected): object | null | undefined {
  return served.certainty === 'not known' ? stored : served.spicepod
}
