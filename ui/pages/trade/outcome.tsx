import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { CheckRow } from '../../../src/web/contract/orders.ts'
import { FailureNote } from '../../components/failure-note.tsx'
import { LifeLine } from '../../components/life-line.tsx'
import { sentence } from '../../format.ts'
import { useTopic } from '../../live/live-context.ts'
import { clockTime } from '../../times.ts'
import { deniedReasons } from './denied-reasons.ts'
import { useChain } from './use-chain.ts'
import type { Placing } from './use-placing.ts'

interface OutcomeProps {
  readonly placing: Placing
  /** Of the last preview: they have the words of each check. */
  readonly checks: readonly CheckRow[]
}

/** What became of the last ticket, as it becomes: approved or denied with every reason, then the order's life. */
export function Outcome({ placing, checks }: OutcomeProps) {
  const { correlationId, failure, isBusy } = placing
  const chain = useChain(correlationId)
  const orders = useTopic('orders', (state) => state.orders)
  const order = useMemo(
    () => Object.values(orders ?? {}).find((one) => one.correlationId === correlationId),
    [orders, correlationId],
  )
  if (failure) return <FailureNote failure={failure} />
  if (correlationId === null) return null
  const told = chain.filter(({ says }) => says !== null)
  return (
    <section aria-label="What became of it" className="border-l-2 border-accent py-1 pl-3">
      <ul aria-live="polite">
        {told.length === 0 ? (
          <li className="text-quiet">
            {isBusy ? 'On its way to the desk …' : 'The desk has taken it in.'}
          </li>
        ) : null}
        {told.map(({ seq, at, says, data }) => (
          <li key={seq} className="text-pretty">
            <time dateTime={at} className="pr-2 text-s text-quiet">
              {clockTime(at)}
            </time>
            {sentence(says ?? '')}
            <Reasons reasons={deniedReasons(data, checks)} />
          </li>
        ))}
      </ul>
      {order ? <LifeLine life={order.life} /> : null}
      {told.length > 0 ? (
        <Link to="/journal" search={{ trace: correlationId }} className="text-s">
          The whole chain in the journal
        </Link>
      ) : null}
    </section>
  )
}

const Reasons = ({ reasons }: { readonly reasons: readonly string[] }) =>
  reasons.length === 0 ? null : (
    <ul className="pl-4 text-loss">
      {reasons.map((reason) => (
        <li key={reason}>
          <span aria-hidden="true">✗ </span>
          {sentence(reason)}
        </li>
      ))}
    </ul>
  )
