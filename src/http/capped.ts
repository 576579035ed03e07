import { UnusableAnswerError } from '../errors.ts'

const mebibyte = 1024 * 1024

/** Maximum size of an answer in bytes. A list of 100 deployments with the longest messages is below it. */
export const maxAnswerBytes = 2 * mebibyte
/**
 * The same for the lists that have no pages, or pages of long texts: 30,000 apps, or 100 comments of GitHub with all
 * the 65,536 characters that each may have.
 */
export const maxListBytes = 16 * mebibyte

/**
 * Passes a body on piece by piece, so that a larger one never has to fit into memory.
 *
 * @throws UnusableAnswerError once it exceeds the limit
 */
export async function* capped(
  body: Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>,
  maxBytes = maxAnswerBytes,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    // Leaving the loop cancels the stream, and so the connection.
    if (bytes > maxBytes)
      throw new UnusableAnswerError(`an answer of more than ${Math.floor(maxBytes / mebibyte)} MiB`)
    yield chunk
  }
}

/**
 * Reads the whole body of an answer.
 *
 * @returns the same answer with its body in memory
 * @throws UnusableAnswerError when it exceeds the limit
 */
export async function readWhole(
  response: Response,
  maxBytes?: number,
  headers: Headers = response.headers,
): Promise<Response> {
  const { status, statusText, url } = response
  const chunks: Uint8Array<ArrayBuffer>[] = []
  for await (const chunk of capped(response.body ?? [], maxBytes)) chunks.push(chunk)
  const body = [101, 204, 205, 304].includes(status) ? null : new Blob(chunks)
  return Object.defineProperty(new Response(body, { status, statusText, headers }), 'url', { value: url })
}
