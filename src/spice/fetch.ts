/** Largest answer that is read, in bytes. A list of 100 deployments with the longest messages is below it. */
export const maxAnswerBytes = 2 * 1024 * 1024
const maxRedirects = 5

/** An answer that came but cannot be used as it is. */
export class UnusableAnswerError extends Error {
  override readonly name = 'UnusableAnswerError'
}

/**
 * A `fetch` for ky whose promise settles only when the whole body is here, so that what limits an attempt in time
 * limits its body too. Bodies are capped while they stream, and redirects are followed within the origin alone:
 * neither a token in a header nor a client secret in a body may travel to another one. The request must be made
 * with `redirect: 'manual'`.
 *
 * @throws UnusableAnswerError when the body is larger than `maxAnswerBytes`
 */
export function wholeAnswers(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await followWithinOrigin(new Request(input, init), fetch)
    const body = await readCapped(response)
    const { status, statusText, headers } = response
    return new Response(canHaveBody(status) ? body : null, { status, statusText, headers })
  }
}

async function followWithinOrigin(request: Request, fetch: typeof globalThis.fetch): Promise<Response> {
  let response = await fetch(request.clone())
  for (let hops = 0; hops < maxRedirects; hops++) {
    const location = response.headers.get('location')
    if (location === null || !asksAgain(response.status, request.method)) break
    const next = URL.parse(location, request.url)
    if (next?.origin !== new URL(request.url).origin) break
    await response.body?.cancel()
    const { method, headers, signal } = request
    const body = method === 'GET' ? null : await request.clone().text()
    response = await fetch(new Request(next, { method, headers, body, signal, redirect: 'manual' }))
  }
  return response
}

/** Whether a redirect asks for the same request elsewhere, and not for a GET in its place. */
function asksAgain(status: number, method: string): boolean {
  return status === 307 || status === 308 || (method === 'GET' && [301, 302, 303].includes(status))
}

async function readCapped(response: Response): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    // Leaving the loop cancels the stream, and so the connection.
    if (bytes > maxAnswerBytes) throw new UnusableAnswerError('an answer of more than 2 MiB')
    chunks.push(chunk)
  }
  return new Blob(chunks)
}

function canHaveBody(status: number): boolean {
  return ![101, 204, 205, 304].includes(status)
}
