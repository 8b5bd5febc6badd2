import { createHash } from 'node:crypto'
import { type EventId, eventId } from '../domain/brand.ts'
import { type Answer, type Asking, json, type Prepared } from './route.ts'
import type { Web } from './web.ts'

/** A SHA-256 as a version 8 UUID (RFC 9562, section 5.8). */
function idOf(text: string): EventId {
  const hex = createHash('sha256').update(text).digest('hex')
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
  return eventId(parts.join('-'))
}

/** The id of the event that a wish becomes: the same key of the same caller is the same event, also after a crash. */
export const intentIdOf = ({ caller, key, correlationId }: Asking): EventId =>
  idOf(key === null ? correlationId : `${caller?.id ?? ''} ${key}`)

export const hashOfRequest = (method: string, url: string, body: unknown): string =>
  createHash('sha256')
    .update(`${method} ${url} ${JSON.stringify(body ?? null)}`)
    .digest('hex')

/** Answers a wish with a key once; whoever repeats it is told the same again. Throws CONFLICT for another wish by that key. */
export async function answerOnce(
  prepared: Prepared,
  asking: Asking & { readonly key: string },
  requestHash: string,
  web: Web,
): Promise<Answer> {
  const { requests, clock } = web
  const { key, correlationId } = asking
  const named = { caller: asking.caller?.id ?? '', key }
  const at = clock.now()
  const before = await requests.begin({ ...named, requestHash, correlationId, at })
  if (isStored(before.answer)) return json(before.answer.value, before.answer.status)
  const answer = await prepared({ ...asking, correlationId: before.correlationId }, web)
  if (answer.kind === 'json') {
    await requests.settle(named, { status: answer.status, value: answer.value })
  }
  return answer
}

const isStored = (
  answer: unknown,
): answer is { readonly status: number; readonly value: unknown } =>
  typeof answer === 'object' && answer !== null && 'status' in answer && 'value' in answer
