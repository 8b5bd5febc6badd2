import type { OrderRow } from '../../src/web/contract/orders.ts'
import { spoken } from '../format.ts'
import { clockTime } from '../times.ts'
import { classes } from './classes.ts'

const ENDS: Readonly<Partial<Record<OrderRow['status'], string>>> = {
  filled: 'text-gain',
  rejected: 'text-loss',
  cancelled: 'text-warn',
  expired: 'text-warn',
  unknown: 'text-warn',
}

/** An order's way from approval to its end, each step with its time. */
export function LifeLine({ life }: { readonly life: OrderRow['life'] }) {
  return (
    <ol aria-label="Life of the order" className="flex flex-wrap items-baseline gap-x-1 text-s">
      {life.map(({ status, at }, place) => (
        <li
          key={`${status} ${at}`}
          className={classes('whitespace-nowrap', ENDS[status] ?? 'text-quiet')}
        >
          {place === 0 ? null : (
            <span aria-hidden="true" className="text-quiet">
              →{' '}
            </span>
          )}
          {spoken(status)} <time dateTime={at}>{clockTime(at)}</time>
        </li>
      ))}
    </ol>
  )
}
