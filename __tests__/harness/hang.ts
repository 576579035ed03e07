/** A network that never responds: a request ends when it is aborted, with the reason for that. */
export const hang: typeof fetch = (_, init) =>
  new Promise((_resolve, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
  })
