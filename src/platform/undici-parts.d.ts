// Undici declares only the types of the whole.

declare module 'undici/lib/api/api-connect.js' {
  const connect: import('undici/types/dispatcher').default['connect']
  export default connect
}

declare module 'undici/lib/dispatcher/dispatcher.js' {
  export { default } from 'undici/types/dispatcher'
}

declare module 'undici/lib/dispatcher/env-http-proxy-agent.js' {
  export { default } from 'undici/types/env-http-proxy-agent'
}

declare module 'undici/lib/global.js' {
  export { setGlobalDispatcher } from 'undici/types/global-dispatcher'
}
