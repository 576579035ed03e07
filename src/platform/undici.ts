import connect from 'undici/lib/api/api-connect.js'
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js'
import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js'
import { setGlobalDispatcher } from 'undici/lib/global.js'

// The whole of undici is twice as large. It adds this method to its agents, with which they open tunnels.
Dispatcher.prototype.connect = connect

/** Lets Node's `fetch` use the proxies of `process.env`, in releases of Node that cannot do it by themselves. */
export function useProxyAgent(): void {
  setGlobalDispatcher(new EnvHttpProxyAgent())
}
