import { PassThrough } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errorBody, toAnswerable } from './error-handler.ts'
import type { Spoken } from './route.ts'
import type { Web } from './web.ts'

const LINES = 'application/x-ndjson'

/** Whoever asks for JSON alone gets the last line alone. */
function wantsLines({ headers }: FastifyRequest): boolean {
  const { accept = '' } = headers
  return !accept.includes('application/json') || accept.includes(LINES)
}

/**
 * Answers that take long and are told as they come, one JSON document a line. A client that goes away stops whoever
 * speaks, and so does the closing desk.
 */
export class SpokenAnswers {
  readonly #closing = new AbortController()
  readonly #log: Web['log']

  constructor(app: FastifyInstance, { log }: Pick<Web, 'log'>) {
    this.#log = log
    app.addHook('preClose', (done) => {
      this.#closing.abort('the desk is closing')
      done()
    })
  }

  /** What goes wrong before the first line is an error like that of any route, with its status. */
  async send(spoken: Spoken, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const gone = new AbortController()
    reply.raw.once('close', () => gone.abort('the client has gone'))
    const signal = AbortSignal.any([gone.signal, this.#closing.signal])
    if (!wantsLines(request)) return reply.send(await spoken.say(() => undefined, signal))
    const lines = new PassThrough()
    let isBegun = false
    const line = (value: unknown) => {
      if (!isBegun) void reply.type(`${LINES}; charset=utf-8`).send(lines)
      isBegun = true
      if (!lines.destroyed) lines.write(`${JSON.stringify(value)}\n`)
    }
    try {
      line(spoken.ended(await spoken.say(line, signal)))
    } catch (error) {
      if (!isBegun) throw error
      line(this.#brokenOff(spoken, error, request))
    }
    lines.end()
    return reply
  }

  #brokenOff(spoken: Spoken, error: unknown, { id, routeOptions }: FastifyRequest): unknown {
    const known = toAnswerable(error)
    const facts = { code: known.code, correlationId: id, route: routeOptions.url ?? null, error }
    this.#log.info('an answer broke off', facts)
    return spoken.failed(errorBody(known, id))
  }
}
