import * as v from 'valibot'
import { UnusableResponseError } from '../../platform/http-errors.ts'
import { parseJson } from '../../platform/json.ts'
import { shorten } from '../../text.ts'
import type { RuntimeClient } from '../client.ts'
import type { Probe } from '../probe.ts'
import { longestMessage, readMessage } from '../refusal.ts'
import { post } from './ask.ts'

const anything = v.fallback(v.unknown(), undefined)
const Completion = v.object({
  choices: v.pipe(
    v.array(v.object({ message: v.optional(v.object({ content: v.optional(anything) })) })),
    v.minLength(1),
  ),
})

/** Longest part of the model's answer that is shown, in characters. */
const longestAnswer = 100

/** `POST /v1/chat/completions`. */
export async function askChat(
  { body }: Extract<Probe, { kind: 'chat' }>,
  client: RuntimeClient,
  timeoutMs: number,
): Promise<string | undefined> {
  // Gateways have answered 502 to whoever takes compressed answers, as Node's fetch does by default.
  const text = await post('/v1/chat/completions', body, client, timeoutMs, { 'accept-encoding': 'identity' })
  const { success, output } = v.safeParse(Completion, parseJson(text))
  if (!success) {
    const said = shorten(readMessage(text), longestMessage, client.redact)
    throw new UnusableResponseError(`HTTP 200 without choices${said && `: ${said}`}`)
  }
  const content = output.choices[0]?.message?.content
  return typeof content === 'string' && content.trim() !== ''
    ? shorten(content, longestAnswer, client.redact)
    : undefined
}
