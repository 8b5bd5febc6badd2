import type { OrderStatus } from '../../domain/order.ts'
import type { StateManager } from './state-manager.ts'

/** An order as the tables show it. */
export interface OrderLine {
  readonly orderId: string
  readonly instrument: string
  readonly side: string
  readonly quantity: number
  readonly status: string
}

const WORKING = [
  'submitted',
  'placed',
  'accepted',
  'partially_filled',
  'unknown',
] as const satisfies readonly OrderStatus[]

const columns = ['order_id', 'instrument', 'side', 'quantity', 'status'] as const

interface Row {
  readonly order_id: string
  readonly instrument: string
  readonly side: string
  readonly quantity: number
  readonly status: string
}

/** Whether it can still change. */
export const isWorkingRow = ({ status }: OrderLine): boolean =>
  WORKING.some((working) => working === status)

const orderOf = ({ order_id: orderId, ...rest }: Row): OrderLine => ({ orderId, ...rest })

/** Orders of a book that are neither filled nor over, oldest first. */
export async function workingOrders(
  state: StateManager,
  book: string,
): Promise<readonly OrderLine[]> {
  const query = state.db.selectFrom('orders').select(columns).where('book', '=', book)
  const rows = await query.where('status', 'in', WORKING).orderBy('submitted_at').execute()
  return rows.map(orderOf)
}

/** How these orders stand now. */
export async function ordersNow(
  state: StateManager,
  book: string,
  ids: readonly string[],
): Promise<readonly OrderLine[]> {
  if (ids.length === 0) return []
  const query = state.db.selectFrom('orders').select(columns).where('book', '=', book)
  const rows = await query.where('order_id', 'in', ids).orderBy('submitted_at').execute()
  return rows.map(orderOf)
}
