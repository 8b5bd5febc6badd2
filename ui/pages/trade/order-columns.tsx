import type { KeyboardEvent } from 'react'
import type { OrderRow } from '../../../src/web/contract/orders.ts'
import { Button } from '../../components/button.tsx'
import type { Column } from '../../components/column.ts'
import { CONTROL } from '../../components/field.tsx'
import { LifeLine } from '../../components/life-line.tsx'
import { count, NONE, price, sentence, spoken, symbolOf } from '../../format.ts'
import { clockTime, dayShort } from '../../times.ts'
import { type DraftField, useChanging } from './order-changes.tsx'

interface InPlaceProps {
  readonly order: OrderRow
  readonly field: DraftField
  readonly label: string
  readonly text: string
}

/** A figure of an order; a field while the order is changed. */
function InPlace({ order, field, label, text }: InPlaceProps) {
  const { form, draft, write, leave } = useChanging()
  const isNone = field !== 'quantity' && order[`${field}Paise`] === null
  if (draft?.id !== order.id || isNone) return <span className="figures">{text}</span>
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    leave()
  }
  return (
    <input
      form={form}
      aria-label={`${label} of ${symbolOf(order.instrument)}`}
      inputMode="decimal"
      autoComplete="off"
      // The keyboard goes where the change begins.
      autoFocus={field === 'quantity'}
      value={draft[field]}
      onChange={({ target }) => write(field, target.value)}
      onKeyDown={onKey}
      className={`${CONTROL} figures w-24 border-line text-right`}
    />
  )
}

function Actions({ order }: { readonly order: OrderRow }) {
  const { form, draft, isBusy, begin, leave, cancel } = useChanging()
  if (!order.isWorking) return null
  const name = `${order.side} ${symbolOf(order.instrument)}`
  // Two sets of buttons, never one turned into the other: the click that begins a change must not send it.
  return draft?.id === order.id ? (
    <span key="changing" className="inline-flex gap-1">
      <Button type="submit" form={form} look="primary" isBusy={isBusy}>
        Save
      </Button>
      <Button look="quiet" onClick={leave}>
        Leave
      </Button>
    </span>
  ) : (
    <span key="resting" className="inline-flex gap-1">
      <Button onClick={() => begin(order)} aria-label={`Change ${name}`}>
        Change
      </Button>
      <Button look="danger" onClick={() => cancel(order)} aria-label={`Cancel ${name}`}>
        Cancel
      </Button>
    </span>
  )
}

const priceOr = (paise: number | null): string => (paise === null ? NONE : price(paise))

const filledText = ({ quantity, filledQuantity }: OrderRow): string =>
  filledQuantity === quantity || filledQuantity === 0
    ? count(quantity)
    : `${count(filledQuantity)} of ${count(quantity)}`

/** How orders are listed. */
export const ORDER_COLUMNS: readonly Column<OrderRow>[] = [
  {
    id: 'at',
    head: 'Given',
    value: ({ givenAt }) => givenAt,
    cell: ({ givenAt }) => (
      <time dateTime={givenAt} className="whitespace-nowrap">
        <span className="text-s text-quiet">{dayShort(givenAt)} </span>
        {clockTime(givenAt)}
      </time>
    ),
  },
  {
    id: 'what',
    head: 'Order',
    value: ({ side, instrument }) => `${side} ${symbolOf(instrument)}`,
    cell: ({ side, instrument, strategy, because, product, type, validity }) => (
      <span title={sentence(because)}>
        {side} <strong className="font-semibold">{symbolOf(instrument)}</strong>
        <span className="block text-s text-quiet">
          {type} {product} {validity === 'DAY' ? '' : validity} · {strategy}
        </span>
      </span>
    ),
  },
  {
    id: 'quantity',
    head: 'Shares',
    isNumber: true,
    value: ({ quantity }) => quantity,
    cell: (order) => (
      <InPlace order={order} field="quantity" label="Shares" text={filledText(order)} />
    ),
  },
  {
    id: 'limit',
    head: 'Limit',
    isNumber: true,
    value: ({ limitPaise }) => limitPaise,
    cell: (order) => (
      <InPlace order={order} field="limit" label="Limit" text={priceOr(order.limitPaise)} />
    ),
  },
  {
    id: 'trigger',
    head: 'Trigger',
    isNumber: true,
    from: 'md',
    value: ({ triggerPaise }) => triggerPaise,
    cell: (order) => (
      <InPlace order={order} field="trigger" label="Trigger" text={priceOr(order.triggerPaise)} />
    ),
  },
  {
    id: 'status',
    head: 'Life',
    value: ({ status }) => spoken(status),
    cell: ({ life, reason }) => (
      <>
        <LifeLine life={life} />
        {reason === null ? null : (
          <span className="text-s text-pretty text-quiet">{sentence(reason)}</span>
        )}
      </>
    ),
  },
  {
    id: 'actions',
    head: 'What can be done',
    isAction: true,
    value: () => null,
    cell: (order) => <Actions order={order} />,
  },
]
