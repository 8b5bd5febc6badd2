import { createContext, useContext, useState } from 'react'
import type { ModifyWish, OrderRow } from '../../../src/web/contract/orders.ts'
import { amountText, paiseOf, wholeOf } from '../../amounts.ts'
import { useWrite } from '../../api/api-context.ts'
import type { Failure } from '../../api/failure.ts'
import { tell, tellFailure } from '../../components/notices.tsx'
import { count, symbolOf } from '../../format.ts'

/** What of an order is being written anew. */
export interface OrderDraft {
  readonly id: string
  readonly quantity: string
  readonly limit: string
  readonly trigger: string
}
export type DraftField = 'quantity' | 'limit' | 'trigger'

interface OrderChanges {
  /** The form that fields in the table belong to, so that enter sends. */
  readonly form: string
  readonly draft: OrderDraft | null
  readonly isBusy: boolean
  readonly failure: Failure | null
  readonly begin: (order: OrderRow) => void
  readonly write: (field: DraftField, text: string) => void
  readonly leave: () => void
  readonly send: () => void
  readonly cancel: (order: OrderRow) => void
}

const Changes = createContext<OrderChanges | null>(null)
export const OrderChanging = Changes.Provider

/** What of an order is being changed. */
export function useChanging(): OrderChanges {
  const changes = useContext(Changes)
  if (!changes) throw new Error('no OrderChanging stands above')
  return changes
}

const draftOf = ({ id, quantity, limitPaise, triggerPaise }: OrderRow): OrderDraft => ({
  id,
  quantity: String(quantity),
  limit: amountText(limitPaise),
  trigger: amountText(triggerPaise),
})

/** Only what differs from the order, null where a text is no figure. */
export function modifyWishOf(draft: OrderDraft, order: OrderRow): ModifyWish | null {
  const quantity = wholeOf(draft.quantity)
  const limit = draft.limit === '' ? null : paiseOf(draft.limit)
  const trigger = draft.trigger === '' ? null : paiseOf(draft.trigger)
  if (quantity === null || (draft.limit !== '' && limit === null)) return null
  if (draft.trigger !== '' && trigger === null) return null
  return {
    ...(quantity === order.quantity ? {} : { quantity }),
    ...(limit === order.limitPaise ? {} : { limitPaise: limit }),
    ...(trigger === order.triggerPaise ? {} : { triggerPaise: trigger }),
  }
}

/** Changes one order at a time, in its own row. */
export function useOrderChanges(form: string): OrderChanges {
  const [edited, setEdited] = useState<{ order: OrderRow; draft: OrderDraft } | null>(null)
  const modify = useWrite('POST /api/orders/:id/modify')
  const cancel = useWrite('POST /api/orders/:id/cancel')
  const leave = () => {
    modify.reset()
    setEdited(null)
  }
  const send = () => {
    const body = edited ? modifyWishOf(edited.draft, edited.order) : null
    if (!edited || !body || modify.isPending) return
    if (Object.keys(body).length === 0) return leave()
    const { id, instrument } = edited.order
    modify.mutate(
      { names: { id }, body },
      {
        onSuccess: () => {
          tell(`The change of ${symbolOf(instrument)} is asked for: its row shows when it holds.`)
          setEdited(null)
        },
      },
    )
  }
  return {
    form,
    draft: edited?.draft ?? null,
    isBusy: modify.isPending,
    failure: modify.error,
    begin: (order) => {
      modify.reset()
      setEdited({ order, draft: draftOf(order) })
    },
    write: (field, text) =>
      setEdited((now) => now && { ...now, draft: { ...now.draft, [field]: text } }),
    leave,
    send,
    cancel: ({ id, side, quantity, instrument }) =>
      cancel.mutate(
        { names: { id }, body: {} },
        {
          onSuccess: () =>
            tell(`Asked to take back: ${side} ${count(quantity)} ${symbolOf(instrument)}.`),
          onError: tellFailure,
        },
      ),
  }
}
