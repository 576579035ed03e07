import { type Answer, refusal, respond } from './answer.ts'
import { BadRequest, type Call, type RawCall, readCall } from './call.ts'

/** Something that responds to calls: a cloud or a runtime. */
export interface Host {
  handle(call: Call): Promise<Answer>
}

/** From a request to its response, over sockets and in memory: the host's answer, or the refusal of what no host can read. */
export async function answerTo(host: Host, request: RawCall): Promise<Answer> {
  try {
    return await host.handle(readCall(request))
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error
    return respond(refusal(400, error.message))
  }
}
