import { useRef, useState } from 'react'
import type { TradeWish } from '../../../src/web/contract/orders.ts'
import { useWrite } from '../../api/api-context.ts'
import type { Failure } from '../../api/failure.ts'
import { newId } from '../../new-id.ts'

/** A wish on its way, or taken in. */
export interface Placing {
  /** Under which everything that follows is told; null before the first. */
  readonly correlationId: string | null
  readonly isBusy: boolean
  readonly failure: Failure | null
  readonly place: (wish: TradeWish, onTaken: () => void) => void
}

/** Places each ticket once: sent again after a failure, it is the same wish under the same key. */
export function usePlacing(): Placing {
  const { mutate, isPending, error } = useWrite('POST /api/trades/place')
  const [correlationId, setCorrelationId] = useState<string | null>(null)
  const ticket = useRef({ wish: '', key: '' })
  const place = (wish: TradeWish, onTaken: () => void) => {
    const text = JSON.stringify(wish)
    if (ticket.current.wish !== text) ticket.current = { wish: text, key: newId() }
    const headers = { 'idempotency-key': ticket.current.key, 'x-correlation-id': newId() }
    setCorrelationId(headers['x-correlation-id'])
    mutate(
      { names: {}, body: wish, headers },
      {
        onSuccess: (placed) => {
          ticket.current = { wish: '', key: '' }
          setCorrelationId(placed.correlationId)
          onTaken()
        },
      },
    )
  }
  return { correlationId, isBusy: isPending, failure: error, place }
}
