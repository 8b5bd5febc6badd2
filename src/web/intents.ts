import { TradingError } from '../core/errors.ts'
import type { Events } from '../core/events.ts'
import type { FactType } from '../core/flow.ts'
import { epochMs } from '../domain/time.ts'
import { intentIdOf } from './answer-once.ts'
import type { Asking } from './route.ts'
import type { Web } from './web.ts'

/** Longest that an answer waits for the desk to take a wish in; the desk itself goes on to take it. */
const ANSWER_MS_MAX = 10_000

/** A wish that is durable, or was before. */
export interface Intent {
  readonly correlationId: string
  readonly intentId: string
}

/** Who wishes it, as the journal keeps it. */
export const authorOf = ({ caller }: Asking): string => caller?.name ?? 'nobody'

/**
 * Hands a wish to the desk and waits until it is durable. The same key of the same caller is the same wish, however often
 * it is sent. Throws QUEUE_FULL and CLOSED, and TIMED_OUT when the desk has not come to it in time.
 */
export async function postIntent<T extends FactType>(
  type: T,
  data: Events[T],
  asking: Asking,
  web: Web,
  isWish = true,
): Promise<Intent> {
  const { live, log } = web
  const { correlationId } = asking
  const id = intentIdOf(asking)
  const origin = { source: 'web', id, correlationId }
  await inTime(live.intake.post(type, data, origin, isWish), web)
  log.info('a wish was taken in', { type, intentId: id, correlationId, by: authorOf(asking) })
  return { correlationId, intentId: id }
}

/** Throws NOT_AVAILABLE when it takes longer than anybody waits. */
export async function inTime<R>(answering: Promise<R>, { clock, log }: Web): Promise<R> {
  const answered = new AbortController()
  const late = clock.until(epochMs(clock.now() + ANSWER_MS_MAX), answered.signal).then(
    () => null,
    () => null,
  )
  answering.catch((error: unknown) => {
    if (answered.signal.aborted) log.warn('a wish was not taken in', { error })
  })
  try {
    const first = await Promise.race([answering.then((answer) => ({ answer })), late])
    if (first === null) throw waiting()
    return first.answer
  } finally {
    answered.abort('answered')
  }
}

const waiting = (): TradingError =>
  new TradingError(
    'NOT_AVAILABLE',
    'The desk has not come to this yet: it waits at the door and may still be taken in. Ask again with the same Idempotency-Key',
    { retryAfterMs: 5_000 },
  )
