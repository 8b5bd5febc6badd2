import * as z from 'zod'
import { instrumentId, type OrderId, orderId } from '../../domain/brand.ts'
import type { NamedOrder } from '../order-words.ts'
import type { StateManager } from './state-manager.ts'

const named = z.object({
  order_id: z.string().transform(orderId),
  instrument: z.string().transform(instrumentId),
  side: z.enum(['buy', 'sell']),
  effect: z.enum(['open', 'close']),
  quantity: z.number().int(),
})

/** What orders of a book ask for, by their ids; one that never left is not among them. */
export async function namedOrders(
  state: StateManager,
  book: string,
  ids: readonly OrderId[],
): Promise<ReadonlyMap<OrderId, NamedOrder>> {
  if (ids.length === 0) return new Map()
  const rows = await state.db
    .selectFrom('orders')
    .select(['order_id', 'instrument', 'side', 'effect', 'quantity'])
    .where('book', '=', book)
    .where('order_id', 'in', [...ids])
    .execute()
  return new Map(
    rows.map((row) => {
      const { order_id: id, ...order } = named.parse(row)
      return [id, order] as const
    }),
  )
}
