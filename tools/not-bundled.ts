/**
 * What `@actions/core` and `@actions/github` import to run commands, and to send requests in their own way. The action
 * uses neither, so the bundlers put this file in the place of the packages: `replacements` in build.ts.
 */
export class HttpClient {
  /** The proxies of the environment are set for Node's `fetch`. */
  getAgent(): void {}
  getAgentDispatcher(): void {}
}

/** Of requests for OIDC tokens. */
export class BearerCredentialHandler {}

/** Of the description of the operating system. */
export function getExecOutput(): void {}

/** Node contains undici. */
export const { fetch } = globalThis
