import type { FastifyInstance } from 'fastify'
import { TradingError } from '../core/errors.ts'

const KIND = 'application/octet-stream'

/** Lets the routes of a scope take a file as their body, as it comes: nothing of it is held, and nothing else is taken. */
export function takeFiles(scope: FastifyInstance, bytesMax: number): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(KIND, (request, payload, done) => {
    if (Number(request.headers['content-length'] ?? 0) > bytesMax) {
      const says = `The file is larger than ${bytesMax >> 20} MB: take it over with "robo-trader data import FILE"`
      done(new TradingError('BODY_TOO_LARGE', says))
    } else done(null, payload)
  })
  scope.addContentTypeParser('*', (_request, _payload, done) => {
    const says = `Send the file as it is, with the header Content-Type: ${KIND}`
    done(new TradingError('MEDIA_TYPE_UNSUPPORTED', says))
  })
}
